import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../sim-core/explore/check.ts';
import { buildGraph, eachSuccessor, type Graph } from '../../sim-core/explore/graph.ts';
import { interleavings } from '../../sim-core/explore/interleavings.ts';
import { findSpin } from '../../sim-core/explore/liveness.ts';
import { Search } from '../../sim-core/explore/search.ts';
import { canonicalizer } from '../../sim-core/explore/symmetry.ts';
import { type Run, replay } from '../../sim-core/explore/trace.ts';
import type { Machine } from '../../sim-core/model/machine.ts';
import { explore, type Op, type System, toMachine } from './reference.ts';

const RUNS = Number(process.env.MAPSHIFT_RUNS ?? 2000);

const variables = fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 3 });
const systems: fc.Arbitrary<System> = variables.chain((vars) => {
  const variable = fc.integer({ min: 0, max: vars.length - 1 });
  const test = variable.chain((v) => fc.tuple(fc.constant(v), fc.integer({ min: 0, max: vars[v] ?? 1 })));
  const write = variable.chain((v) =>
    fc.tuple(
      fc.constant(v),
      fc.oneof(fc.constant('next' as const), fc.integer({ min: 0, max: vars[v] ?? 1 })),
    ),
  );
  const program = fc.integer({ min: 1, max: 3 }).chain((length) => {
    const op: fc.Arbitrary<Op> = fc
      .record({
        when: fc.option(test, { nil: undefined, freq: 2 }),
        set: fc.array(write, { maxLength: 2 }),
        failWhen: fc.option(test, { nil: undefined, freq: 12 }),
        to: fc.option(fc.integer({ min: 0, max: length }), { nil: undefined, freq: 3 }),
      })
      .map(({ when, set, failWhen, to }) => ({
        set,
        ...(when ? { when } : {}),
        ...(failWhen ? { failWhen } : {}),
        ...(to === undefined ? {} : { to }),
      }));
    const steps = fc.array(fc.array(op, { minLength: 1, maxLength: 2 }), {
      minLength: length,
      maxLength: length,
    });
    return fc.record({ steps, count: fc.integer({ min: 1, max: 2 }) });
  });
  return fc.record({
    variables: fc.constant(vars),
    programs: fc.array(program, { minLength: 1, maxLength: 2 }),
  });
});

const unlimited = () => 0;

describe('the explorer against a naive one', () => {
  it(`agrees on ${RUNS} random programs`, () => {
    let broken = 0;
    let spinning = 0;
    fc.assert(
      fc.property(systems, (system) => {
        const naive = explore(system);
        const machine = toMachine(system);
        const search = new Search(machine, undefined, {}, false);
        search.run(1e9, unlimited);
        expect([search.states, search.transitions]).toEqual([naive.states, naive.transitions]);

        const report = check(machine, { symmetry: false });
        const reduced = check(toMachine(system));
        expect(reduced.verdict).toBe(report.verdict);
        if (naive.spins !== undefined || naive.shortest >= 0)
          expect(report.verdict).toBe(naive.shortest >= 0 || naive.spins ? 'violated' : 'holds');
        if (naive.shortest >= 0) {
          broken++;
          expect(report.run?.choices.length).toBe(naive.shortest);
          expect(reduced.run?.choices.length).toBe(naive.shortest);
          expect(report.run?.switches).toBe(naive.switches);
          replay(machine, report.run?.choices ?? []);
        }
        const graph = buildGraph(machine, 1e6);
        if (!graph) throw new Error('the graph of a small program fits');
        const spin = findSpin(graph);
        if (naive.spins !== undefined) expect(spin !== undefined).toBe(naive.spins);
        if (spin) {
          spinning++;
          expectLasso(machine, spin);
          expect(reduced.run?.choices.length).toBe(report.run?.choices.length);
          expect(shortestLasso(machine, spin)).toEqual([spin.choices.length, spin.switches]);
        }
        expect(interleavings(graph)).toBe(naive.runs);
        expectSameSuccessors(graph);
      }),
      { numRuns: RUNS, seed: 42 },
    );
    // the generator must reach the interesting cases, or agreement means little
    expect(broken).toBeGreaterThan(RUNS / 10);
    expect(spinning).toBeGreaterThan(RUNS / 100);
  }, 120_000);

  it('counts the same orbits whether it sorts processes or counts states first', () => {
    fc.assert(
      fc.property(systems, (system) => {
        const machine = toMachine(system);
        const canonical = canonicalizer(machine);
        if (!canonical) return;
        const plain = new Search(machine, undefined, {}, false);
        plain.run(1e9, unlimited);
        const orbits = new Set<string>();
        const state = new Int32Array(machine.words.length);
        for (let i = 0; i < plain.states; i++) {
          plain.table.copy(i, state);
          canonical.apply(state);
          orbits.add(state.join());
        }
        const reduced = new Search(machine, canonical, {}, false);
        reduced.run(1e9, unlimited);
        expect(reduced.states).toBe(orbits.size);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('says bounded, never holds, when a limit is hit', () => {
    const system: System = {
      variables: [3],
      programs: [{ steps: [[{ set: [[0, 'next']], to: 0 }, { set: [] }]], count: 2 }],
    };
    expect(check(toMachine(system), { limits: { states: 2 } }).verdict).toBe('bounded');
    expect(check(toMachine(system), { limits: { depth: 1 } }).verdict).toBe('bounded');
    expect(check(toMachine(system), { limits: { bytes: 1 } }).verdict).toBe('bounded');
    expect(check(toMachine(system), { graphStates: 2 }).verdict).toBe('bounded');
  });

  it('looks for cycles among half a million states as well, and says bounded when they do not fit', () => {
    // three counters, each of which goes round until its process stops
    const round = (v: number) => ({
      steps: [[{ set: [[v, 'next'] as const], to: 0 }, { set: [] }]],
      count: 1,
    });
    const turning = check(toMachine({ variables: [39, 39, 39], programs: [round(0), round(1), round(2)] }));
    expect([turning.verdict, turning.states, turning.run?.repeatsFrom]).toEqual(['violated', 80 ** 3, 0]);
    const steps = Array.from({ length: 79 }, () => [{ set: [] }]);
    const straight: System = { variables: [1], programs: [1, 2, 3].map(() => ({ steps, count: 1 })) };
    const through = check(toMachine(straight));
    expect([through.verdict, through.states]).toEqual(['holds', 80 ** 3]);
    expect(check(toMachine(straight), { graphBytes: 1 << 20 }).verdict).toBe('bounded');
  }, 60_000);
});

/** What tables say about every state is what its steps do when they are run. */
function expectSameSuccessors({ machine, states, first, target, process, way, broken }: Graph): void {
  const state = new Int32Array(machine.words.length);
  const next = new Int32Array(machine.words.length);
  for (let i = 0; i < states.count; i++) {
    const tabulated: string[] = [];
    for (let e = first[i] ?? 0; e < (first[i + 1] ?? 0); e++) {
      states.copy(target[e] ?? 0, next);
      tabulated.push(`${process[e]} ${way[e]} ${next.join()}`);
    }
    for (const b of broken) if (b.from === i) tabulated.push(`${b.process} ${b.way} ${b.rule}`);
    const run: string[] = [];
    states.copy(i, state);
    eachSuccessor(machine, state, (p, w, rule) => run.push(`${p} ${w} ${rule ?? machine.words.join()}`));
    expect(tabulated.sort()).toEqual(run.sort());
  }
}

/**
 * Length and context switches of the best run that goes on for ever from where this one begins to repeat,
 * by trying all walks of one, two, three … steps.
 */
function shortestLasso(machine: Machine, { choices, repeatsFrom = 0 }: Run): [number, number] {
  const everyone = machine.processes.map((_, p) => p);
  replay(machine, choices.slice(0, repeatsFrom));
  const entry = machine.words.join();
  const after = new Map<string, { by: number; to: Int32Array }[]>();
  const successors = (state: Int32Array) => {
    const key = state.join();
    const known = after.get(key);
    if (known) return known;
    const found: { by: number; to: Int32Array }[] = [];
    eachSuccessor(machine, state, (by, _, rule) => {
      if (rule === undefined) found.push({ by, to: machine.words.slice() });
    });
    after.set(key, found);
    return found;
  };
  const canRun = (state: Int32Array) => new Set(successors(state).map(({ by }) => by));
  interface Walk {
    readonly at: Int32Array;
    readonly owed: readonly number[];
    readonly last: number;
    readonly cost: number;
  }
  const step = (walks: Iterable<Walk>): Map<string, Walk> => {
    const next = new Map<string, Walk>();
    for (const { at, owed, last, cost } of walks) {
      for (const { by, to } of successors(at)) {
        const can = canRun(to);
        const left = owed.filter((p) => p !== by && can.has(p));
        const walk = { at: to, owed: left, last: by, cost: cost + (last >= 0 && last !== by ? 1 : 0) };
        const key = `${to.join()}|${left.join()}|${by}`;
        if (walk.cost < (next.get(key)?.cost ?? Number.POSITIVE_INFINITY)) next.set(key, walk);
      }
    }
    return next;
  };
  let walks: Iterable<Walk> = [{ at: machine.initial, owed: [], last: -1, cost: 0 }];
  for (let i = 0; i < repeatsFrom; i++) walks = step(walks).values();
  const there = [...walks].filter(({ at }) => at.join() === entry);
  walks = there.map((walk) => ({ ...walk, owed: everyone.filter((p) => canRun(walk.at).has(p)) }));
  for (let length = repeatsFrom + 1; length < 1000; length++) {
    const next = step(walks);
    const back = [...next.values()].filter(({ at, owed }) => at.join() === entry && owed.length === 0);
    if (back.length > 0) return [length, Math.min(...back.map(({ cost }) => cost))];
    walks = next.values();
  }
  return [-1, -1];
}

function expectLasso(
  machine: ReturnType<typeof toMachine>,
  spin: { choices: readonly { process: number; way: number }[]; repeatsFrom?: number },
): void {
  replay(machine, spin.choices.slice(0, spin.repeatsFrom));
  const entry = machine.words.slice();
  replay(machine, spin.choices);
  expect(machine.words).toEqual(entry);
  expect(spin.choices.length).toBeGreaterThan(spin.repeatsFrom ?? 0);
}
