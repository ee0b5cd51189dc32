// Reading a data set on several GPUs: over the link each time, or from a copy of one's own; and what a
// CPU write costs that collapses the copies.
import { seeded } from './random.ts';
import { param, quantile, workload } from './workload.ts';

export const duplicateBandwidth = workload({
  id: 'duplicate-bandwidth',
  title: 'Data duplicated on every GPU',
  parameters: {
    gpus: param(4, 'GPUs', 'GPUs that read the data', 'assumed', 1, 64),
    pages: param(4_096, 'pages', 'size of the data', 'assumed', 1, 1e6),
    link: param(12.35, 'GB/s', 'host to GPU', 'gpu-benches, V100 on PCIe 3 x16', 0.1, 1e4),
    local: param(830, 'GB/s', 'GPU to its own memory', 'gpu-benches, V100 HBM2', 0.1, 1e5),
    invalidate: param(2, 'µs', 'dropping one GPU’s copy of a page', 'assumed, as a TLB shootdown', 0, 1e6),
    rounds: param(400, '', 'reads of a page simulated for each point', 'assumed', 10, 1e6),
    seed: param(1, '', 'seed of the random numbers', 'assumed', 0, 2 ** 31),
  },
  notes: [
    'One pass over the link costs as much as making the copy: duplication pays from the second pass.',
    'The price is memory, once per GPU, and every CPU write: N − 1 invalidations, and the copies again.',
  ],
  run(p) {
    const bytes = 4096;
    // all GPUs share the host's link
    const overLink = (bytes * p.gpus) / (p.link * 1e3);
    const fromCopy = bytes / (p.local * 1e3);
    const passes = [1, 2, 3, 5, 10, 20, 50, 100];
    const fractions = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5];
    const runs = fractions.map((fraction) => {
      const random = seeded(p.seed);
      const times: number[] = [];
      let total = 0;
      let copied = false;
      for (let i = 0; i < p.rounds; i++) {
        let t = 0;
        if (random() < fraction) {
          if (copied) t += p.gpus * p.invalidate;
          copied = false;
        } else {
          t += copied ? fromCopy : overLink;
          copied = true;
        }
        times.push(t);
        total += t;
      }
      return { fraction, mean: total / p.rounds, p99: quantile(times, 0.99) };
    });
    const gigabytes = (n: number, microseconds: number): number =>
      (n * bytes * p.gpus) / (microseconds * 1e3);
    return [
      {
        title: 'Bandwidth of all GPUs together',
        x: 'passes over the data',
        y: 'GB/s',
        logX: true,
        logY: true,
        curves: [
          { name: 'over the link', points: passes.map((n) => [n, gigabytes(n, n * overLink)]) },
          { name: 'duplicated', points: passes.map((n) => [n, gigabytes(n, overLink + (n - 1) * fromCopy)]) },
        ],
      },
      {
        title: 'Cost of an access, when some are CPU writes',
        x: 'fraction of CPU writes',
        y: 'µs',
        logX: false,
        logY: true,
        curves: [
          { name: 'over the link', points: fractions.map((f) => [f, (1 - f) * overLink]) },
          { name: 'duplicated, mean', points: runs.map((r) => [r.fraction, r.mean]) },
          { name: 'duplicated, p99', points: runs.map((r) => [r.fraction, r.p99]) },
        ],
      },
    ];
  },
});
