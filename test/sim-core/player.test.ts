import { describe, expect, it } from 'vitest';
import { check } from '../../sim-core/explore/check.ts';
import { Player } from '../../sim-core/explore/player.ts';
import { machineFor } from '../../sim-core/scenario.ts';
import { scenarioOf } from '../../sim-core/scenarios/index.ts';

const setting = { scheme: 'page_attachment', variant: 'waits-locked', set: {} };

describe('stepping by hand', () => {
  it('offers the steps that can be taken, and says who waits where', () => {
    const player = new Player(machineFor(scenarioOf('reclaim-attachment'), setting));
    expect(player.position.open.map(({ process }) => process)).toEqual(['device driver', 'kswapd']);
    const takeOne = () => player.take({ process: 0, way: 0 });
    for (let step = 0; step < 8; step++) takeOne();
    expect(player.position.values.get('page.mapping')).toBe('&page_attachment|3');
    expect(player.back()).toBe(true);
    expect(player.position.values.get('page.mapping')).toBe('mapping1');
    for (let step = 0; step < 7; step++) expect(player.back()).toBe(true);
    expect(player.back()).toBe(false);
    expect(() => player.take({ process: 7, way: 0 })).toThrow(RangeError);
    expect(player.choices).toEqual([]);
  });

  it('comes to where nobody can go on', () => {
    const machine = machineFor(scenarioOf('reclaim-attachment'), setting);
    const player = new Player(machine);
    player.load(check(machine).run?.choices ?? []);
    const { stuck, waiting, open } = player.position;
    expect([stuck, open.length]).toEqual([true, 0]);
    expect(waiting.map(({ process, fn }) => `${process}: ${fn}`)).toEqual([
      'device driver: lock_page',
      'kswapd: page_ronly_ops.unprotect',
    ]);
  });

  it('shows which step would break a rule, and ends after it', () => {
    const machine = machineFor(scenarioOf('ksm-unmerge'), { scheme: 'field', variant: 'one-check', set: {} });
    const player = new Player(machine);
    const choices = check(machine).run?.choices ?? [];
    player.load(choices.slice(0, -1));
    const bad = player.position.open.find(({ breaks }) => breaks !== undefined);
    expect(bad?.breaks).toBe('the page that KSM shares is its own stable page');
    player.take(bad?.choice ?? { process: 9, way: 9 });
    expect(player.position.broken).toBe(bad?.breaks);
    expect(player.position.open).toEqual([]);
  });
});
