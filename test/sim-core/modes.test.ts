import { describe, expect, it } from 'vitest';
import { check } from '../../sim-core/explore/check.ts';
import { depthFirst, preemptionBounded, randomRuns } from '../../sim-core/explore/modes.ts';
import { replay } from '../../sim-core/explore/trace.ts';
import { machineFor } from '../../sim-core/scenario.ts';
import { scenarios } from '../../sim-core/scenarios/index.ts';
import { seeded } from '../../sim-core/workload/random.ts';

describe('the other modes', () => {
  it.each(scenarios.map((s) => [s.id, s] as const))('%s: agree with breadth-first', (_, s) => {
    for (const { id } of s.variants) {
      const machine = machineFor(s, { scheme: s.schemes[0] ?? '', variant: id, set: {} });
      const safety = check(machine, { liveness: false, symmetry: false });
      const deep = depthFirst(machine);
      expect(deep.verdict).toBe(safety.verdict);
      if (deep.run) {
        expect(deep.run.choices.length).toBeGreaterThanOrEqual(safety.run?.choices.length ?? 0);
        replay(machine, deep.run.choices);
      } else expect([deep.states, deep.transitions]).toEqual([safety.states, safety.transitions]);

      // states times last processes times preemptions left: only where that stays small
      if (safety.states < 2000) {
        const free = preemptionBounded(machine, 99);
        expect(free.verdict).toBe(safety.verdict);
        if (free.run) replay(machine, free.run.choices);
      }
      // without preemption nothing new is found, and nothing is proved unless nothing was cut
      const none = preemptionBounded(machine, 0);
      if (none.verdict === 'violated') expect(safety.verdict).toBe('violated');
      if (none.verdict === 'holds') expect(safety.verdict).toBe('holds');

      const some = randomRuns(machine, 30, seeded(5), 2000);
      expect(some.verdict).not.toBe('holds');
      if (some.run) {
        expect(safety.verdict).toBe('violated');
        replay(machine, some.run.choices);
      }
    }
  });
});
