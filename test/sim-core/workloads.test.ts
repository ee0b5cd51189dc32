import { describe, expect, it } from 'vitest';
import { workloadOf, workloads } from '../../sim-core/workload/index.ts';
import { toSvg } from '../../sim-core/workload/svg.ts';
import { hashPage, simulateQueues } from '../../sim-core/workload/waitQueues.ts';
import { runWorkload } from '../../sim-core/workload/workload.ts';

const load = { waiters: 10_000, pages: 5_000, hot: 0, seed: 1, perEntry: 300 };

describe('wait queues', () => {
  it('spread like hash_ptr()', () => {
    const used = new Set(Array.from({ length: 4096 }, (_, page) => hashPage(page, 8)));
    expect(used.size).toBe(256);
  });

  it('per-page queues cure collisions', () => {
    const shared = simulateQueues('shared-256', load);
    const own = simulateQueues('per-page', load);
    expect(shared.innocentMean).toBeGreaterThan(own.innocentMean * 5);
  });

  it('… and do nothing for one hot page', () => {
    for (const scheme of ['shared-256', 'shared-8192', 'rhashtable', 'per-page'] as const) {
      expect(simulateQueues(scheme, { ...load, waiters: 3700, pages: 1, hot: 1 }).hotWalk).toBe(3700);
    }
  });

  it('pages beside a hot one suffer in shared tables only, which the mean hides', () => {
    const shared = simulateQueues('shared-256', { ...load, hot: 0.1 });
    const own = simulateQueues('per-page', { ...load, hot: 0.1 });
    expect(shared.besideHotP99).toBeGreaterThan(1000);
    expect(own.besideHotP99).toBeLessThan(20);
    expect(shared.innocentMean).toBeLessThan(shared.besideHotP99 / 10);
  });
});

describe('workloads', () => {
  it.each(workloads.map((w) => [w.id, w] as const))(
    '%s: sourced parameters, the same run for the same seed, finite curves, an SVG',
    (_, w) => {
      const result = runWorkload(w, {});
      expect(runWorkload(w, {})).toEqual(result);
      for (const { source, says } of Object.values(result.parameters)) expect(source && says).toBeTruthy();
      for (const { curves } of result.charts) {
        for (const { points } of curves)
          for (const [x, y] of points) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
      }
      const svg = toSvg(result.charts);
      expect(svg).toMatch(/^<svg /);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    },
  );

  it('protection pays when the CPU is quiet, and not when it writes all the time', () => {
    const [rate] = runWorkload(workloadOf('atomics'), {}).charts;
    const [pcie, protectedPage] = rate?.curves ?? [];
    const at = (curve: typeof pcie, i: number) => curve?.points.at(i)?.[1] ?? Number.NaN;
    expect(at(protectedPage, -1)).toBeGreaterThan(at(pcie, -1));
    expect(at(protectedPage, 0)).toBeLessThan(at(pcie, 0));
  });

  it('duplication pays from the second pass', () => {
    const [bandwidth] = runWorkload(workloadOf('duplicate-bandwidth'), {}).charts;
    const [link, copies] = bandwidth?.curves ?? [];
    expect(copies?.points[0]?.[1]).toBeCloseTo(link?.points[0]?.[1] ?? 0);
    expect(copies?.points[1]?.[1]).toBeGreaterThan((link?.points[1]?.[1] ?? 0) * 1.9);
  });

  it('refuse unknown parameters and values out of range', () => {
    expect(() => runWorkload(workloadOf('atomics'), { nothing: 1 })).toThrow(RangeError);
    expect(() => runWorkload(workloadOf('atomics'), { tags: 0 })).toThrow(RangeError);
    expect(() => workloadOf('nothing')).toThrow(RangeError);
  });
});
