// Three views of the wait queues: many pages that collide, one hot page, and a table that grows.
import {
  QUEUE_SCHEMES,
  type QueueLoad,
  type QueueResult,
  type QueueScheme,
  simulateQueues,
} from './waitQueues.ts';
import { type Chart, type Curve, param, workload } from './workload.ts';

const CALM =
  'assumed (0.1–1 µs for a calm walk; 216 µs where 3700 waiters contend: 0.8 s / 3700, commit 2554db916586)';
const common = {
  waiters: param(10_000, 'threads', 'threads that wait', 'assumed', 1, 1e6),
  pages: param(5_000, 'pages', 'pages waited on', 'assumed', 1, 1e6),
  perEntry: param(300, 'ns', 'cost of one entry of a walk', CALM, 1, 1e6),
  seed: param(1, '', 'seed of the random numbers', 'assumed', 0, 2 ** 31),
};

const NOTE =
  'Only collisions differ between the designs. The report of 2017 (3,700 waiters, 0.8 s) was one hot page, which per-page queues do not help.';

function curves(
  xs: readonly number[],
  load: (x: number) => QueueLoad,
  y: (r: QueueResult) => number,
  schemes = QUEUE_SCHEMES,
): Curve[] {
  return schemes.map((scheme: QueueScheme) => ({
    name: scheme,
    points: xs.map((x) => [x, y(simulateQueues(scheme, load(x)))] as const),
  }));
}

const chart = (title: string, x: string, y: string, lines: readonly Curve[]): Chart => ({
  title,
  x,
  y,
  logX: true,
  logY: true,
  curves: lines,
});

export const waitCollision = workload({
  id: 'wait-collision',
  title: 'Many pages whose waiters share queues',
  parameters: {
    ...common,
    hot: param(
      0.1,
      '',
      'fraction of the waiters that wait on one page (for the collateral damage)',
      'assumed',
      0,
      1,
    ),
  },
  notes: [
    NOTE,
    'The mean hides the damage: the pages that share the queue of a hot page are few, and see all of it. Look at p99.',
  ],
  run({ waiters, pages, perEntry, seed, hot }) {
    const xs = [100, 300, 1000, 3000, 10_000, 30_000].filter((n) => n <= Math.max(waiters, 100) * 3);
    const even = (n: number): QueueLoad => ({
      waiters: n,
      pages: Math.max(1, Math.round((n * pages) / waiters)),
      hot: 0,
      seed,
      perEntry,
    });
    const skewed = (n: number): QueueLoad => ({ ...even(n), hot });
    return [
      chart(
        'Entries walked by a wake-up, mean',
        'waiters',
        'entries',
        curves(xs, even, (r) => r.innocentMean),
      ),
      chart(
        'Entries walked by a wake-up, p99',
        'waiters',
        'entries',
        curves(xs, even, (r) => r.innocentP99),
      ),
      chart(
        'Collateral damage: pages that share the queue of a hot page, p99',
        'waiters',
        'µs per wake-up',
        curves(xs, skewed, (r) => (r.besideHotP99 * perEntry) / 1000),
      ),
    ];
  },
});

export const waitHotPage = workload({
  id: 'wait-hot-page',
  title: 'One hot page',
  parameters: {
    ...common,
    waiters: param(3_700, 'threads', 'threads that wait on the page', 'commit 2554db916586', 1, 1e6),
    perEntry: param(
      216_000,
      'ns',
      'cost of one entry of a walk',
      'derived: 0.8 s / 3700, commit 2554db916586',
      1,
      1e9,
    ),
  },
  notes: [
    'All designs are the same here: the waiters of one page are in one queue, wherever it is kept.',
    'What helped was to wait without a page reference, so that the migration succeeds at once (9a1ea439b16b).',
  ],
  run({ waiters, perEntry, seed }) {
    const xs = [10, 30, 100, 300, 1000, waiters].filter((n) => n <= waiters);
    const load = (n: number): QueueLoad => ({ waiters: n, pages: 1, hot: 1, seed, perEntry });
    return [
      chart(
        'Entries walked by the wake-up of the hot page',
        'waiters',
        'entries',
        curves(xs, load, (r) => r.hotWalk),
      ),
      chart(
        'Time with interrupts off',
        'waiters',
        'µs',
        curves(xs, load, (r) => r.hotTime),
      ),
    ];
  },
});

export const waitRhashtable = workload({
  id: 'wait-rhashtable',
  title: 'A table that grows with the number of pages waited on',
  parameters: common,
  notes: [
    NOTE,
    'The resize itself is left out: it is deferred to a worker, and a table may be overfull until then.',
  ],
  run({ waiters, perEntry, seed }) {
    const xs = [100, 300, 1000, 3000, 10_000, 30_000];
    const load = (pages: number): QueueLoad => ({ waiters, pages, hot: 0, seed, perEntry });
    return [
      chart(
        'Entries walked by a wake-up, p99',
        'pages waited on',
        'entries',
        curves(xs, load, (r) => r.innocentP99, ['shared-256', 'rhashtable', 'per-page']),
      ),
    ];
  },
});
