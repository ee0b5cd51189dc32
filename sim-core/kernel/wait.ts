// Sleeping on a page: wait_on_page_bit_common() and wake_up_page() of v4.17 (mm/filemap.c). A page's
// queue is first in, first out. Whoever wants the lock waits exclusively: a wake-up ends at the first
// of those, and at once when the lock was taken again meanwhile. (v6.1 has the same order under folio
// names; its hand-off of the lock to a waiter that lost five times is left out.)
import { BLOCK, type Line, type Path, path, step } from '../model/path.ts';
import { ModelError } from '../model/views.ts';
import { at, type Kernel, type Sleeper } from './kernel.ts';
import { type Finder, finderLocals, findGetPage, pickFile } from './lookup.ts';
import { clearLocked, putPage, tryLockPage } from './primitives.ts';

/** __add_wait_queue_entry_tail(): the last place in the page's queue. */
export function queueOnPage(k: Kernel, t: Sleeper): void {
  t.place = ++at(k.page, t.page).queued;
}

/** Leaves the queue; those behind move up. */
export function leaveQueue(k: Kernel, t: Sleeper): void {
  const { place } = t;
  if (place === 0) return;
  t.place = 0;
  const page = at(k.page, t.page);
  let behind = page.queued - place;
  page.queued--;
  const sleepers = k.sleepers();
  for (let i = 0; i < sleepers.length && behind > 0; i++) {
    const other = at(sleepers, i);
    if (other.page !== t.page || other.place <= place) continue;
    other.place--;
    behind--;
  }
  if (behind !== 0) throw new ModelError('a queue has gaps');
}

/** wake_up_page(): from the head of the queue up to the first exclusive waiter; stops when the bit is set again. */
export function wakePage(k: Kernel, page: number): void {
  if (!k.identity.findsWaiters(page)) return;
  const sleepers = k.sleepers();
  while (at(k.page, page).queued && !at(k.page, page).locked) {
    let head: Sleeper | undefined;
    for (let i = 0; i < sleepers.length && !head; i++) {
      const other = at(sleepers, i);
      if (other.page === page && other.place === 1) head = other;
    }
    if (!head) throw new ModelError('a queue has no head');
    leaveQueue(k, head);
    if (head.drops) k.identity.dropWaiter(page);
    if (!head.shared) return;
  }
}

/** Wakes everyone who sleeps on the page, whether it is locked or not: what they hang on moves away. */
export function wakeAll(k: Kernel, page: number): void {
  for (const sleeper of k.sleepers()) {
    if (sleeper.place === 0 || sleeper.page !== page) continue;
    sleeper.place = 0;
    at(k.page, page).queued--;
    if (sleeper.drops) k.identity.dropWaiter(page);
  }
}

/** finish_wait() in one section under the queue's lock. */
export function finishWait<L extends Finder>(k: Kernel): Line<L>[] {
  return [
    step('finish_wait', 'leaves the queue; the last one puts the word back', (t) =>
      k.identity.dropWaiter(t.page),
    ),
  ];
}

/** Queue, test the bit once more, sleep, leave the queue. */
export function sleepOnPage<L extends Finder>(
  k: Kernel,
  finish: Line<L>[] = finishWait<L>(k),
  shared = false,
): Line<L>[] {
  return [
    step('prepare_to_wait', 'queues itself on the page', (t) => {
      queueOnPage(k, t);
      if (shared) t.shared = 1;
      k.identity.addWaiter(t.page);
    }),
    step('wait_on_page_bit_common', 'tests PG_locked once more; sleeps only if it is set', (t) => {
      if (!at(k.page, t.page).locked) leaveQueue(k, t);
    }),
    step('io_schedule', 'sleeps until somebody wakes it', (t) => {
      if (t.place !== 0) return BLOCK;
      if (shared) t.shared = 0;
    }),
    ...finish,
  ];
}

/** lock_page(); falls through with the lock held. `finish` leaves the queue; `name` keeps the labels of two in one path apart. */
export function lockPage<L extends Finder>(
  k: Kernel,
  finish: Line<L>[] = finishWait<L>(k),
  name = '',
): Line<L>[] {
  if (!k.has.queue)
    return [step('lock_page', 'takes the page lock', (t) => (tryLockPage(k, t.page) ? undefined : BLOCK))];
  const [again, sleep, locked] = [`${name}lock`, `${name}wait for lock`, `${name}locked`];
  return [
    `${again}:`,
    step('trylock_page', 'takes the page lock if it is free', (t) =>
      tryLockPage(k, t.page) ? locked : sleep,
    ),
    `${sleep}:`,
    ...sleepOnPage<L>(k, finish),
    step('__lock_page', 'tries the lock again', () => again),
    `${locked}:`,
  ];
}

/** unlock_page(): clear the bit, then wake who waits for it. */
export function unlockPage<L extends { page: number }>(k: Kernel): Line<L>[] {
  const clear = step<L>('unlock_page', 'clears PG_locked', (t) => clearLocked(k, t.page));
  if (!k.has.queue) return [clear];
  return [
    clear,
    step('wake_up_page', 'wakes the first of those who want the lock, and who only waits before it', (t) =>
      wakePage(k, t.page),
    ),
  ];
}

/** wait_on_page_writeback(): all who wait are woken, so that one step that waits is enough. */
export function waitOnWriteback<L extends { page: number }>(k: Kernel): Line<L>[] {
  if (!k.has.writeback) return [];
  return [
    step('wait_on_page_writeback', 'sleeps while PG_writeback is set', (t) =>
      at(k.page, t.page).writeback ? BLOCK : undefined,
    ),
  ];
}

/** wait_on_page_locked() by somebody who does not want the lock. */
export function waitPath(k: Kernel, finish: Line<Finder>[] = finishWait<Finder>(k)): Path {
  const wait: Line<Finder>[] = k.has.queue
    ? [
        step('wait_on_page_locked', 'looks at PG_locked', (t) =>
          at(k.page, t.page).locked ? undefined : 'put',
        ),
        ...sleepOnPage<Finder>(k, finish, true),
      ]
    : [
        step('wait_on_page_locked', 'sleeps while PG_locked is set', (t) =>
          at(k.page, t.page).locked ? BLOCK : undefined,
        ),
      ];
  return path(finderLocals(k, true), [
    pickFile<Finder>(k, 'wait_on_page_locked'),
    ...findGetPage<Finder>(k, 'done'),
    ...wait,
    'put:',
    step<Finder>('put_page', 'drops its reference', (t) => {
      putPage(k, t.page);
      return 'done';
    }),
    'put and retry:',
    step<Finder>('put_page', 'drops the reference and starts again', (t) => {
      putPage(k, t.page);
      return 'again';
    }),
  ]);
}
