import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../sim-core/explore/check.ts';
import { buildGraph } from '../../sim-core/explore/graph.ts';
import { interleavings } from '../../sim-core/explore/interleavings.ts';
import { findSpin } from '../../sim-core/explore/liveness.ts';
import { Search } from '../../sim-core/explore/search.ts';
import { canonicalizer } from '../../sim-core/explore/symmetry.ts';
import { replay } from '../../sim-core/explore/trace.ts';
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
        }
        expect(interleavings(graph)).toBe(naive.runs);
      }),
      { numRuns: RUNS, seed: 42 },
    );
    // the generator must reach the interesting cases, or agreement means little
    expect(broken).toBeGreaterThan(RUNS / 10);
    expect(spinning).toBeGreaterThan(RUNS / 100);
  });

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
});

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
