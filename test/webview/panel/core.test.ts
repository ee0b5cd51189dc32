// What the page computes, without a browser: timelines, forks, interesting states, rules, comparison.
import { describe, expect, it } from 'vitest';
import type { Findings, Goal } from '../../../client/shared/panel/exploration.ts';
import { exploreNow } from '../../../client/shared/panel/explorer.ts';
import { firstSetting, scenarioOf } from '../../../client/shared/panel/playable.ts';
import type { RunState } from '../../../client/shared/panel/run.ts';
import { compare } from '../../../client/webview/panel/core/compare.ts';
import { fieldRows } from '../../../client/webview/panel/core/fieldRows.ts';
import { interestingStates, nextInteresting } from '../../../client/webview/panel/core/interesting.ts';
import { Player } from '../../../client/webview/panel/core/player.ts';
import { lastChangeOf, positionAt } from '../../../client/webview/panel/core/position.ts';
import { ruleList } from '../../../client/webview/panel/core/ruleList.ts';
import { Timeline } from '../../../client/webview/panel/core/timeline.ts';
import { stepWords, verdictWords } from '../../../client/webview/panel/core/words.ts';
import { replay } from '../../../sim-core/explore/trace.ts';
import { machineFor, type Setting } from '../../../sim-core/scenario.ts';
import { scenarios } from '../../../sim-core/scenarios/index.ts';

const MOST = 300_000;

function found(
  scenario: string,
  goal: Goal,
  setting?: Partial<Setting>,
): { run: RunState; findings: Findings } {
  const whole = { ...firstSetting(scenarioOf({ scenario })), ...setting };
  const outcome = exploreNow({ play: { scenario }, setting: whole, options: { goal, states: MOST } });
  if (outcome.kind !== 'found') throw new Error(JSON.stringify(outcome));
  const { findings } = outcome;
  return {
    findings,
    run: { play: { scenario }, setting: whole, choices: findings.run?.choices ?? [], at: 0 },
  };
}

const xfs = found('xfs-null-check', 'bug', { scheme: 'page_mapping', variant: 'null-test' });

describe('a timeline', () => {
  it('says of every step what a replay says', () => {
    const { run } = xfs;
    const line = new Player().timeline(run);
    const steps = replay(machineFor(scenarioOf(run.play), run.setting), run.choices);
    for (const [i, step] of steps.entries()) {
      expect(line.taken[i]).toMatchObject({ name: step.process, fn: step.fn, does: step.does });
      // a replay lists where a process stands as well; here the step itself tells that
      expect(line.changes(i)).toEqual(step.changes.filter(({ field }) => !field.endsWith('.pc')));
    }
    expect(line.broken).toBe(xfs.findings.run?.rule);
  });

  it('shares what two runs begin with, and refuses what cannot be done', () => {
    const player = new Player();
    const { run } = xfs;
    const whole = player.timeline(run);
    const states = [...whole.states];
    const fork = player.timeline({ ...run, choices: [...run.choices.slice(0, 4), { process: 2, way: 0 }] });
    expect(fork.states.slice(0, 5).every((state, i) => state === states[i])).toBe(true);
    expect(() => player.timeline({ ...run, choices: [{ process: 9, way: 0 }] })).toThrow(/step 1/);
    expect(() => player.timeline({ ...run, choices: [...run.choices, { process: 0, way: 0 }] })).toThrow(
      /breaks a rule/,
    );
    expect(player.timeline(run).length).toBe(run.choices.length);
  });

  it('goes as far as the choices can be made', () => {
    const machine = machineFor(scenarioOf(xfs.run.play), { ...xfs.run.setting, scheme: 'field' });
    const line = Timeline.asFarAs(machine, [...xfs.run.choices, { process: 99, way: 0 }]);
    expect(line.broken).toBeUndefined();
    expect(line.length).toBeGreaterThanOrEqual(13);
  });
});

describe('a position', () => {
  it('offers exactly what can be done, marks the step of the run, and says who ended', () => {
    const line = new Player().timeline(xfs.run);
    const position = positionAt(line, 11);
    expect(position.open.map(({ name, fn }) => `${name}: ${fn}`)).toEqual([
      'finder: trylock_page',
      'truncate: unlock_page',
      'waiter: wait_on_page_locked',
    ]);
    expect(position.open.map(({ taken }) => taken)).toEqual([false, true, false]);
    expect(positionAt(line, line.length)).toMatchObject({ open: [], broken: xfs.findings.run?.rule });
  });

  it('foresees a step that breaks a rule', () => {
    const line = new Player().timeline(xfs.run);
    const { open } = positionAt(line, line.length - 1);
    expect(open.find(({ taken }) => taken)?.breaks).toBe(line.broken);
  });

  it('can be walked through from every start: each step offered can be taken', () => {
    for (const { id } of scenarios) {
      const setting = firstSetting(scenarioOf({ scenario: id }));
      const line = new Player().timeline({ play: { scenario: id }, setting, choices: [] });
      const { open } = positionAt(line, 0);
      expect(open.length, id).toBeGreaterThan(0);
      for (const { choice, fn } of open) expect(line.continued(0, [choice]).taken[0]?.fn, id).toBe(fn);
    }
  });

  it('knows which step changed a field last', () => {
    const line = new Player().timeline(xfs.run);
    expect(lastChangeOf(line, 'page1.locked', 11)).toBe(9);
    expect(lastChangeOf(line, 'page1.locked', 3)).toBeUndefined();
  });
});

describe('interesting states', () => {
  it('are those where a page changes hands, somebody must wait, or a rule breaks', () => {
    const line = new Player().timeline(xfs.run);
    const all = interestingStates(line);
    expect(all.at(-1)).toMatchObject({ at: line.length, kind: 'broken' });
    expect(all.find(({ at }) => at === 11)?.says).toContain('mapping.slot is now NULL');
    expect(nextInteresting(line, 0, 1)).toBe(all[0]?.at);
    expect(nextInteresting(line, line.length, 1)).toBe(line.length);
    expect(nextInteresting(line, all[0]?.at ?? 0, -1)).toBe(0);
  });
});

describe('rules', () => {
  const lines = (run: RunState, at: number, findings?: Findings) => {
    const line = new Player().timeline(run);
    return ruleList(line, at, positionAt(line, at), [], findings);
  };

  it('say when and why each became false, and hold before', () => {
    const { run, findings } = xfs;
    const rule = findings.run?.rule;
    const end = lines(run, run.choices.length, findings).find(({ text }) => text === rule);
    expect(end).toMatchObject({ state: 'broken', step: 15 });
    expect(end?.why).toContain('finder, copy_page_to_iter');
    const before = lines(run, 14, findings).find(({ text }) => text === rule);
    expect(before).toMatchObject({
      state: 'threatened',
      why: 'finder would break it with copy_page_to_iter',
    });
    expect(lines(run, 5, findings).filter(({ state }) => state !== 'holds')).toEqual([]);
  });

  it('include that nobody waits for ever', () => {
    const { run, findings } = found('migrate-waiters', 'bug', {
      scheme: 'page_wait',
      variant: 'not-carried',
    });
    const end = lines(run, run.choices.length, findings).find(({ state }) => state === 'broken');
    expect(end?.text).toBe(findings.run?.rule);
    expect(end?.why).toMatch(/waits in/);
  });

  it('include that no path loops for ever', () => {
    const { run, findings } = found('find-lock-livelock', 'bug', { variant: 'raw-word' });
    expect(findings.run?.repeatsFrom).toBeGreaterThan(0);
    const end = lines(run, run.choices.length, findings).find(({ state }) => state === 'broken');
    expect(end?.why).toMatch(/can go round for ever/);
  });
});

describe('two schemes on the same choices', () => {
  it('part where the outcome differs, and say why', () => {
    const player = new Player();
    const { run } = xfs;
    const field = player.machine(run.play, { ...run.setting, scheme: 'field' });
    const { other, parts } = compare(player.timeline(run), field, 'page_mapping', 'field');
    expect(parts?.step).toBe(15);
    expect(parts?.says).toMatch(/copy_page_to_iter.*field: it runs/);
    expect(other.broken).toBeUndefined();
  });

  it('do not part where nothing differs', () => {
    const player = new Player();
    const { run } = found('duplicate-gpus', 'bug');
    const machine = machineFor(scenarioOf(run.play), run.setting);
    const { other, parts } = compare(player.timeline(run), machine, 'a', 'b');
    expect(parts).toBeUndefined();
    expect(other.length).toBe(run.choices.length);
  });
});

describe('a passing run', () => {
  it('ends well wherever one exists, and is a run of the machine', () => {
    for (const { id, schemes, variants } of scenarios)
      for (const variant of variants) {
        const setting = { scheme: schemes[0] ?? '', variant: variant.id, set: {} };
        const outcome = exploreNow({
          play: { scenario: id },
          setting,
          options: { goal: 'passing', states: MOST },
        });
        if (outcome.kind !== 'found') throw new Error(`${id} ${variant.id}: ${JSON.stringify(outcome)}`);
        const { run, verdict } = outcome.findings;
        if (!run) {
          expect(verdict, `${id} ${variant.id}`).toBe('violated');
          continue;
        }
        const line = new Player().timeline({ play: { scenario: id }, setting, choices: run.choices });
        expect(line.broken, `${id} ${variant.id}`).toBeUndefined();
        expect(positionAt(line, line.length).over, `${id} ${variant.id}`).toBe(true);
      }
  });
});

describe('words', () => {
  it('tell each step, and the verdict with its size', () => {
    const line = new Player().timeline(xfs.run);
    expect(stepWords(line, 11, positionAt(line, 11))).toContain(
      'Step 11 of 15. truncate, __delete_from_page_cache',
    );
    expect(stepWords(line, 15, positionAt(line, 15))).toContain('Rule broken: the page read');
    expect(verdictWords(xfs.findings)).toMatch(
      /^Violated: the page read.*shortest run 15 steps, found in [\d,]+ states\.$/,
    );
    const bounded = { ...xfs.findings, verdict: 'bounded' as const, limit: 'states' };
    expect(verdictWords(bounded)).toContain('nothing is proved');
  });
});

describe('the table of the state', () => {
  it('lists changes and filters by name and value', () => {
    const line = new Player().timeline(xfs.run);
    expect(fieldRows(line, 11, '', true).map(({ name }) => name)).toEqual([
      'mapping.slot',
      'page_mapping1.mapping',
    ]);
    expect(fieldRows(line, 11, 'PAGE1.', false).every(({ name }) => name.startsWith('page1.'))).toBe(true);
    expect(fieldRows(line, 0, '', true)).toEqual([]);
  });
});
