// The reducer: moving, forking and coming back, settings, and what is kept.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exploreNow } from '../../../client/shared/panel/explorer.ts';
import { fromKept, toKeep } from '../../../client/webview/panel/core/kept.ts';
import { Player } from '../../../client/webview/panel/core/player.ts';
import { reduce } from '../../../client/webview/panel/core/reducer.ts';
import { jsonText, readRun, shareText } from '../../../client/webview/panel/core/share.ts';
import { type Action, FIRST_STATE, type PanelState } from '../../../client/webview/panel/core/state.ts';

const player = new Player();
const having = (...actions: Action[]): PanelState =>
  actions.reduce((state, action) => reduce(player, state, action), FIRST_STATE);

const play = { scenario: 'xfs-null-check' };
const outcome = exploreNow({
  play,
  setting: { scheme: 'page_mapping', variant: 'null-test', set: {} },
  options: { goal: 'bug', states: 100_000 },
});
if (outcome.kind !== 'found') throw new Error(JSON.stringify(outcome));
const { findings } = outcome;
const withBug: Action[] = [
  { do: 'start', play },
  { do: 'found', findings },
];

describe('the reducer', () => {
  it('starts with the first scheme and variant, at the start', () => {
    expect(having({ do: 'start', play }).run).toEqual({
      play,
      setting: { scheme: 'page_mapping', variant: 'null-test', set: {} },
      choices: [],
      at: 0,
    });
  });

  it('puts a counterexample in, and moves along it without leaving it', () => {
    const state = having(...withBug, { do: 'step', by: 3 }, { do: 'go', at: 900 }, { do: 'step', by: -1 });
    expect(state.run).toMatchObject({ at: 14, choices: findings.run?.choices });
    expect(state.rulesSeen).toEqual([findings.run?.rule]);
    expect(having(...withBug, { do: 'step', by: -5 }).run?.at).toBe(0);
  });

  it('forks when another step is taken, and returns to the run that was left', () => {
    const forked = having(...withBug, { do: 'go', at: 4 }, { do: 'choose', choice: { process: 2, way: 0 } });
    expect(forked.run).toMatchObject({ at: 5 });
    expect(forked.run?.choices).toHaveLength(5);
    expect(forked.left).toEqual([{ choices: findings.run?.choices, at: 4 }]);
    const back = reduce(player, forked, { do: 'return' });
    expect(back.run).toMatchObject({ at: 4, choices: findings.run?.choices });
    expect(back.left).toEqual([]);
  });

  it('does not fork when the step is the run’s own', () => {
    const own = findings.run?.choices[4];
    if (!own) throw new Error('the run is too short');
    const state = having(...withBug, { do: 'go', at: 4 }, { do: 'choose', choice: own });
    expect(state.left).toEqual([]);
    expect(state.run).toMatchObject({ at: 5, choices: findings.run?.choices });
  });

  it('refuses what cannot be done, and says why', () => {
    const state = having(...withBug, { do: 'choose', choice: { process: 9, way: 0 } });
    expect(state.run?.choices).toEqual(findings.run?.choices);
    expect(state.note).toMatchObject({ bad: true });
    expect(having(...withBug, { do: 'scheme', scheme: 'nonsense' }).note?.text).toMatch(
      /has no scheme nonsense/,
    );
    expect(having(...withBug, { do: 'parameter', name: 'readers', value: 99 }).note?.text).toMatch(
      /from 1 to/,
    );
  });

  it('keeps the choices that another scheme allows, and forgets what was found', () => {
    const state = having(...withBug, { do: 'go', at: 9 }, { do: 'scheme', scheme: 'field' });
    expect(state.run?.setting.scheme).toBe('field');
    expect(state.run?.at).toBe(9);
    expect(state.run?.choices.length).toBeGreaterThan(9);
    expect(state.findings).toEqual({});
    expect(state.rulesSeen).toEqual([findings.run?.rule]);
  });

  it('a variant takes the place of parameters set by hand', () => {
    const state = having({ do: 'start', play }, { do: 'parameter', name: 'readers', value: 2 });
    expect(state.run?.setting.set).toEqual({ readers: 2 });
    expect(reduce(player, state, { do: 'variant', variant: 'inverted' }).run?.setting.set).toEqual({});
  });

  it('plays to the end, stops there, and starts over', () => {
    let state = having(...withBug, { do: 'go', at: 13 }, { do: 'play', on: true });
    state = reduce(player, state, { do: 'step', by: 1 });
    expect(state.playing).toBe(true);
    state = reduce(player, state, { do: 'step', by: 1 });
    expect(state).toMatchObject({ playing: false, run: { at: 15 } });
    expect(reduce(player, state, { do: 'play', on: true })).toMatchObject({ playing: true, run: { at: 0 } });
    expect(having({ do: 'start', play }, { do: 'play', on: true }).playing).toBe(false);
  });

  it('never leaves a run that its scenario does not have', () => {
    const actions = fc.oneof(
      fc.record({ do: fc.constant('step' as const), by: fc.integer({ min: -3, max: 3 }) }),
      fc.record({ do: fc.constant('go' as const), at: fc.integer({ min: -5, max: 40 }) }),
      fc.record({
        do: fc.constant('interesting' as const),
        direction: fc.constantFrom(1 as const, -1 as const),
      }),
      fc.record({
        do: fc.constant('choose' as const),
        choice: fc.record({ process: fc.integer({ min: 0, max: 3 }), way: fc.integer({ min: 0, max: 1 }) }),
      }),
      fc.constant<Action>({ do: 'return' }),
      fc.record({
        do: fc.constant('scheme' as const),
        scheme: fc.constantFrom('field', 'page_wait', 'page_mapping'),
      }),
      fc.constant<Action>({ do: 'found', findings: { ...findings } }),
    );
    fc.assert(
      fc.property(fc.array(actions, { maxLength: 25 }), (list) => {
        let state = having({ do: 'start', play });
        for (const action of list) {
          // what was found is only ever given to the setting that was asked about
          if (action.do === 'found' && state.run?.setting.scheme !== 'page_mapping') continue;
          state = reduce(player, state, action);
          const { run } = state;
          if (!run) throw new Error('the run is gone');
          expect(run.at).toBeGreaterThanOrEqual(0);
          expect(run.at).toBeLessThanOrEqual(run.choices.length);
          expect(new Player().timeline(run).length).toBe(run.choices.length);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('what is kept', () => {
  it('comes back as it was', () => {
    const state = having(
      ...withBug,
      { do: 'go', at: 4 },
      { do: 'choose', choice: { process: 2, way: 0 } },
      { do: 'look', look: { speed: 4, filter: 'page1', compare: 'field', view: 'play' } },
    );
    const again = fromKept(new Player(), JSON.parse(JSON.stringify(toKeep(state))));
    expect(toKeep(again)).toEqual(toKeep(state));
  });

  it('is left out where it is not to be used, and never throws', () => {
    const good = toKeep(having(...withBug)) as Record<string, unknown>;
    expect(fromKept(player, { ...good, run: { ...(good.run as object), at: 99 } }).run).toBeNull();
    expect(
      fromKept(player, { ...good, run: { ...(good.run as object), play: { scenario: 'gone' } } }).run,
    ).toBeNull();
    expect(fromKept(player, { ...good, left: [{ choices: [{ process: 9, way: 0 }], at: 0 }] }).left).toEqual(
      [],
    );
    expect(fromKept(player, { ...good, look: { speed: 17, view: 'x', tour: '<b>' } }).look).toMatchObject({
      speed: 1,
      view: 'play',
      tour: '',
    });
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (kept) => {
        expect(fromKept(player, kept).look.view).toBe('play');
        expect(fromKept(player, { version: 1, run: kept, look: kept, left: kept }).run).toBeNull();
      }),
    );
  });
});

describe('a trace', () => {
  it('is the same run again, in either form', () => {
    const { run } = having(...withBug);
    if (!run) throw new Error('no run');
    for (const text of [shareText(run) ?? '', jsonText(run)])
      expect(readRun(text)).toEqual({ ...run, at: 0 });
  });

  it('that is none gives one clear line', () => {
    const good = shareText(having(...withBug).run ?? ({} as never)) ?? '';
    for (const text of [
      '',
      '{}',
      '{"format":"mapshift-run"}',
      'x'.repeat(200_000),
      good.slice(0, -3),
      '<script>',
      '[1]',
    ])
      expect(() => readRun(text)).toThrow(/^.{5,150}$/);
  });
});
