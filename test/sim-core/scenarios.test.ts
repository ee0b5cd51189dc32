import { describe, expect, it } from 'vitest';
import { check } from '../../sim-core/explore/check.ts';
import { eachSuccessor } from '../../sim-core/explore/graph.ts';
import { renameState, renamings } from '../../sim-core/explore/renaming.ts';
import { canonicalizer } from '../../sim-core/explore/symmetry.ts';
import { replay } from '../../sim-core/explore/trace.ts';
import type { Machine } from '../../sim-core/model/machine.ts';
import { machineFor } from '../../sim-core/scenario.ts';
import { scenarios } from '../../sim-core/scenarios/index.ts';
import { seeded } from '../../sim-core/workload/random.ts';

const DESIGN =
  `lookup-truncate xfs-null-check find-lock-livelock wait-install tag-collision ksm-merge ksm-unmerge
  ksm-attachment device-atomic device-exclusive duplicate-gpus old-program page-flag private-field bio-two-files
  page-two-files mismatch-check wrong-object unassigned migrate-waiters reclaim-attachment splice-pipe
  inode-embeds-space text-replicas device-memory`.split(/\s+/);

const settingsOf = (s: (typeof scenarios)[number]) =>
  s.schemes.flatMap((scheme) => s.variants.map(({ id }) => ({ scheme, variant: id, set: {} })));

describe('scenarios', () => {
  it('are all there', () => {
    expect(scenarios.map(({ id }) => id).sort()).toEqual([...DESIGN].sort());
  });

  it.each(scenarios.map((s) => [s.id, s] as const))(
    '%s: both sides, symmetry on and off agree, runs replay',
    (_, s) => {
      const verdicts = new Set<string>();
      const table: string[] = [];
      for (const setting of settingsOf(s)) {
        const machine = machineFor(s, setting);
        const reduced = check(machine);
        const plain = check(machineFor(s, setting), { symmetry: false });
        expect(reduced.verdict).toBe(plain.verdict);
        expect(reduced.run?.choices.length).toBe(plain.run?.choices.length);
        expect(reduced.run?.switches).toBe(plain.run?.switches);
        verdicts.add(reduced.verdict);
        if (reduced.run) {
          const steps = replay(machine, reduced.run.choices);
          const last = steps.at(-1);
          if (reduced.run.repeatsFrom === undefined && last?.broken !== undefined)
            expect(last.broken).toBe(reduced.run.rule);
          expect(steps.slice(0, -1).every(({ broken }) => broken === undefined)).toBe(true);
        }
        const run = reduced.run
          ? `${reduced.run.choices.length} steps, ${reduced.run.switches} switches: ${reduced.run.rule}`
          : '';
        table.push(
          `${setting.scheme} ${setting.variant}: ${plain.verdict}, ${plain.states} states ${run}`.trim(),
        );
      }
      expect([...verdicts].sort()).toEqual(['holds', 'violated']);
      expect(table.join('\n')).toMatchSnapshot();
    },
  );

  it.each(scenarios.map((s) => [s.id, s] as const))('%s: identical things are identical', (_, s) => {
    for (const setting of settingsOf(s)) {
      const machine = machineFor(s, setting);
      const groups = renamings(machine).slice(1);
      if (groups.length === 0) continue;
      for (const state of walk(machine, 60)) {
        for (const to of groups) {
          const moved = successors(machine, renameState(machine, state, to));
          const expected = successors(machine, state).map((next) =>
            typeof next === 'string' ? next : renameState(machine, next, to),
          );
          expect(moved.map(String).sort()).toEqual(expected.map(String).sort());
        }
      }
    }
  });

  it('canonical states do not depend on which name was met first', () => {
    for (const s of scenarios) {
      for (const setting of settingsOf(s).slice(0, 2)) {
        const machine = machineFor(s, setting);
        const canonical = canonicalizer(machine);
        if (!canonical) continue;
        for (const state of walk(machine, 40)) {
          const here = state.slice();
          canonical.apply(here);
          for (const to of renamings(machine)) {
            const other = renameState(machine, state, to);
            canonical.apply(other);
            expect(other).toEqual(here);
          }
        }
      }
    }
  });
});

function successors(machine: Machine, state: Int32Array): (Int32Array | string)[] {
  const next: (Int32Array | string)[] = [];
  eachSuccessor(machine, state, (process, __, broken) =>
    next.push(broken === undefined ? machine.words.slice() : `${process} ${broken}`),
  );
  return next;
}

/** States of random runs. */
function walk(machine: Machine, count: number): Int32Array[] {
  const random = seeded(3);
  const states: Int32Array[] = [];
  let here: Int32Array = machine.initial.slice();
  for (let i = 0; i < count; i++) {
    states.push(here);
    const next = successors(machine, here).filter((n): n is Int32Array => typeof n !== 'string');
    here = next[Math.floor(random() * next.length)] ?? machine.initial.slice();
  }
  return states;
}
