// find_get_page, lock_page, the recheck, and what leads to them, as in mm/filemap.c of v4.17 (v6.1 has
// the same steps under folio names). Fragments of lines, to be spread into paths.
import { BLOCK, choose, type Line, step } from '../model/path.ts';
import { at, getPageUnlessZero, mustBeAlive, type PageCache, putPage } from './pageCache.ts';

/** Local variables of a path that looks a page up. */
export interface Finder {
  file: number;
  page: number;
  /** The page on whose queue this process sleeps; a wake-up clears it. */
  waitOn: number;
}

export function finderLocals(k: PageCache) {
  return { file: k.spaceRef, page: k.pageRef, waitOn: k.pageRef };
}

/** Picks the file, once: any of those that are alike. */
export function pickFile<L extends Finder>(k: PageCache, fn: string): Line<L> {
  return choose(k.files, fn, 'is called for a file', (t, way) => {
    t.file = way + 1;
  });
}

/** find_get_entry(): slot, reference, slot again. Jumps to `absent` when the slot is empty. */
export function findGetPage<L extends Finder>(k: PageCache, absent: string): Line<L>[] {
  return [
    'again:',
    step('find_get_entry', 'reads the slot of the page cache', (t) => {
      t.page = at(k.space, t.file).slot;
      if (t.page === 0) return absent;
    }),
    step('page_cache_get_speculative', 'takes a reference unless the page is free', (t) => {
      if (!getPageUnlessZero(at(k.page, t.page))) return 'again';
    }),
    step('find_get_entry', 'reads the slot again: still the same page?', (t) => {
      if (at(k.space, t.file).slot !== t.page) return 'put and retry';
    }),
  ];
}

/** The way back when the lookup lost a race. */
export function putAndRetry<L extends Finder>(k: PageCache): Line<L>[] {
  return [
    'unlock and retry:',
    ...unlockPage<L>(k),
    'put and retry:',
    step('put_page', 'drops the reference and starts again', (t) => {
      putPage(k, t.page);
      return 'again';
    }),
  ];
}

/** lock_page() with sleep; falls through with the lock held. `finish` leaves the queue. */
export function lockPage<L extends Finder>(k: PageCache, finish: Line<L>[] = finishWait<L>(k)): Line<L>[] {
  return [
    'lock:',
    step('trylock_page', 'takes the page lock if it is free', (t) => {
      const page = at(k.page, t.page);
      mustBeAlive(page);
      if (page.locked) return 'wait for lock';
      page.locked = 1;
      return 'locked';
    }),
    'wait for lock:',
    ...sleepOnPage<L>(k, finish),
    step('__lock_page', 'tries the lock again', () => 'lock'),
    'locked:',
  ];
}

/** Queue, test the bit once more, sleep, leave the queue. */
export function sleepOnPage<L extends Finder>(k: PageCache, finish: Line<L>[] = finishWait<L>(k)): Line<L>[] {
  return [
    step('prepare_to_wait', 'queues itself on the page', (t) => {
      t.waitOn = t.page;
      k.identity.addWaiter(t.page);
    }),
    step('wait_on_page_bit_common', 'tests PG_locked once more; sleeps only if it is set', (t) => {
      if (!at(k.page, t.page).locked) t.waitOn = 0;
    }),
    step('io_schedule', 'sleeps until somebody wakes it', (t) => (t.waitOn === 0 ? undefined : BLOCK)),
    ...finish,
  ];
}

/** finish_wait() in one section under the queue's lock. */
export function finishWait<L extends Finder>(k: PageCache): Line<L>[] {
  return [
    step('finish_wait', 'leaves the queue; the last one puts the word back', (t) =>
      k.identity.dropWaiter(t.page),
    ),
  ];
}

/** unlock_page(): clear the bit, then wake everyone queued on the page. */
export function unlockPage<L extends Finder>(k: PageCache): Line<L>[] {
  return [
    step('unlock_page', 'clears PG_locked', (t) => {
      at(k.page, t.page).locked = 0;
    }),
    step('wake_up_page', 'wakes everyone queued on the page', (t) => wakePage(k, t.page)),
  ];
}

export function wakePage(k: PageCache, page: number): void {
  const sleepers = k.sleepers();
  for (let i = 0; i < sleepers.length; i++) {
    const sleeper = sleepers[i] as { waitOn: number };
    if (sleeper.waitOn === page) sleeper.waitOn = 0;
  }
}

/**
 * add_to_page_cache_lru() of a new locked page; another may have been first. There is no reclaim here:
 * with no page free at all the path goes to `noMemory`, with -ENOMEM.
 */
export function addToPageCache<L extends Finder>(k: PageCache, noMemory = 'done'): Line<L>[] {
  return [
    choose(k.pages, '__page_cache_alloc', 'gets a free page', (t, way) => {
      const page = at(k.page, way + 1);
      if (page.ref !== 0) return way === 0 && noneFree(k) ? noMemory : BLOCK;
      page.ref = 1;
      page.locked = 1;
      t.page = way + 1;
    }),
    step('add_to_page_cache_lru', 'puts the page into the slot, unless another was first', (t) => {
      const space = at(k.space, t.file);
      if (space.slot !== 0) {
        at(k.page, t.page).locked = 0;
        putPage(k, t.page);
        return 'again';
      }
      space.slot = t.page;
      at(k.page, t.page).ref++;
      k.identity.attach(t.page, t.file);
    }),
  ];
}

function noneFree(k: PageCache): boolean {
  for (let i = 1; i <= k.pages; i++) if (at(k.page, i).ref === 0) return false;
  return true;
}
