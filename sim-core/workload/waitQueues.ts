// Queues of waiters on pages, as a discrete-event simulation: threads come to wait on pages, pages are
// unlocked, and each unlock walks the queue that its page shares with others. What is counted is the
// length of that walk: its cost per entry is a parameter.
import { exponential, seeded } from './random.ts';
import { mean, quantile } from './workload.ts';

export type QueueScheme = 'shared-256' | 'shared-1024' | 'shared-8192' | 'rhashtable' | 'per-page';

export const QUEUE_SCHEMES: readonly QueueScheme[] = [
  'shared-256',
  'shared-1024',
  'shared-8192',
  'rhashtable',
  'per-page',
];

export interface QueueLoad {
  readonly waiters: number;
  readonly pages: number;
  /** Fraction of the waiters that wait on one page. */
  readonly hot: number;
  readonly seed: number;
  /** Cost of one entry of a walk, in nanoseconds. */
  readonly perEntry: number;
}

export interface QueueResult {
  /** Entries walked by each wake-up, innocent pages only (not the hot one). */
  readonly innocentMean: number;
  readonly innocentP99: number;
  /** Entries walked by the wake-up of the hot page. */
  readonly hotWalk: number;
  /** Entries walked by pages that share the queue of the hot page (those that wake before it), p99; as for any page where none does. */
  readonly besideHotP99: number;
  readonly hotTime: number;
  readonly longestQueue: number;
}

/** hash_ptr() of a page: a struct page is 64 bytes, and the table uses the high bits of the product. */
export function hashPage(page: number, bits: number): number {
  const address = 0xffffea0000000000n + BigInt(page) * 64n;
  return Number(((address * 0x61c8864680b583ebn) & 0xffffffffffffffffn) >> BigInt(64 - bits));
}

/** Which queue each page uses. An rhashtable keeps its load at or below 75 % by doubling. */
function queueOf(
  scheme: QueueScheme,
  pages: Int32Array,
  pagesInUse: number,
): { queues: Int32Array; count: number } {
  if (scheme === 'per-page') return { queues: Int32Array.from(pages, (_, i) => i), count: pages.length };
  let bits = scheme === 'shared-256' ? 8 : scheme === 'shared-1024' ? 10 : 13;
  if (scheme === 'rhashtable') {
    bits = 2;
    while (pagesInUse > 0.75 * 2 ** bits) bits++;
  }
  return { queues: Int32Array.from(pages, (page) => hashPage(page, bits)), count: 2 ** bits };
}

/**
 * Waiters arrive in random order, then pages are unlocked one after the other at random times; each
 * unlock walks its queue from the front and takes its own waiters out.
 */
export function simulateQueues(
  scheme: QueueScheme,
  { waiters, pages, hot, seed, perEntry }: QueueLoad,
): QueueResult {
  const random = seeded(seed);
  const frames = Int32Array.from({ length: pages }, () => Math.floor(random() * 2 ** 22));
  const { queues, count } = queueOf(scheme, frames, pages);
  // a queue is the number of waiters of each page in it: a walk passes all of them
  const waitersOf = new Int32Array(pages);
  const length = new Int32Array(count);
  const hotWaiters = Math.round(waiters * hot);
  for (let i = 0; i < waiters; i++) {
    const page = i < hotWaiters ? 0 : 1 + Math.floor(random() * Math.max(1, pages - 1));
    const at = Math.min(page, pages - 1);
    waitersOf[at] = (waitersOf[at] ?? 0) + 1;
    length[queues[at] as number] = (length[queues[at] as number] ?? 0) + 1;
  }
  const longestQueue = length.reduce((a, b) => Math.max(a, b), 0);
  const events = Array.from({ length: pages }, (_, page) => ({ page, time: exponential(random, 1) })).sort(
    (a, b) => a.time - b.time,
  );
  const walks: number[] = [];
  const besideHot: number[] = [];
  let hotWalk = 0;
  for (const { page } of events) {
    const mine = waitersOf[page] as number;
    if (mine === 0) continue;
    const queue = queues[page] as number;
    const walked = length[queue] as number;
    length[queue] = walked - mine;
    if (page === 0 && hotWaiters > 0) hotWalk = walked;
    else {
      walks.push(walked);
      if (hotWaiters > 0 && hotWalk === 0 && queue === queues[0]) besideHot.push(walked);
    }
  }
  const innocentP99 = quantile(walks, 0.99);
  return {
    innocentMean: mean(walks),
    innocentP99,
    hotWalk,
    besideHotP99: besideHot.length > 0 ? quantile(besideHot, 0.99) : innocentP99,
    hotTime: (hotWalk * perEntry) / 1000,
    longestQueue,
  };
}
