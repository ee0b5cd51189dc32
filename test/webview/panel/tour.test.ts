// The guided tour: every caption points to a step that its run has, and each stop takes about a minute.
import { describe, expect, it } from 'vitest';
import { exploreNow } from '../../../client/shared/panel/explorer.ts';
import { Player } from '../../../client/webview/panel/core/player.ts';
import { positionAt } from '../../../client/webview/panel/core/position.ts';
import { markOf, placeOf, secondsOf, takeOf } from '../../../client/webview/panel/tour/stop.ts';
import { STOPS } from '../../../client/webview/panel/tour/stops/index.ts';
import { findTakes } from '../../../client/webview/panel/tour/takes.ts';
import { workloadOf } from '../../../sim-core/workload/index.ts';

const player = new Player();
const takesOf = (stop: (typeof STOPS)[number]) =>
  findTakes(player, stop, async (question) => {
    const outcome = exploreNow(question);
    if (outcome.kind !== 'found') throw new Error(`${stop.id}: ${JSON.stringify(outcome)}`);
    return outcome.findings;
  });

describe.each(STOPS)('the stop $id', (stop) => {
  it('has a step for each caption, in order', async () => {
    const takes = await takesOf(stop);
    let before = { take: '', at: 0 };
    for (const [beat, { says }] of stop.beats.entries()) {
      const take = takeOf(stop, beat) ?? '';
      const run = takes.get(take);
      if (!run) throw new Error(`no run for "${says}"`);
      const at = placeOf(markOf(stop, beat), player.timeline(run));
      expect(at, `the step of "${says}"`).toBeDefined();
      if (take === before.take) expect(at, `"${says}" goes on`).toBeGreaterThan(before.at);
      before = { take, at: at ?? 0 };
    }
  });

  it('shows what it says: a run that breaks a rule, or one that ends well', async () => {
    const takes = await takesOf(stop);
    for (const [name, take] of Object.entries(stop.takes)) {
      const run = takes.get(name);
      if (!run) throw new Error(`no run ${name}`);
      const line = player.timeline(run);
      if ('goal' in take && take.goal === 'bug') expect(line.broken, name).toBeDefined();
      else expect(positionAt(line, line.length), name).toMatchObject({ over: true });
    }
  });

  it('takes about a minute, and leads on', () => {
    const seconds = stop.beats.reduce((sum, beat) => sum + secondsOf(beat), 0);
    expect(seconds).toBeGreaterThan(45);
    expect(seconds).toBeLessThan(90);
    if (stop.workload) expect(workloadOf(stop.workload.id).id).toBe(stop.workload.id);
    expect(stop.beats[0]?.take).toBeDefined();
  });
});
