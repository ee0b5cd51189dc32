// find_get_page, the recheck, and what leads to them, as in mm/filemap.c of v4.17 (v6.1 has the same
// steps under folio names). Fragments of lines, to be spread into paths.
import { bit, type Kind } from '../model/fields.ts';
import { BLOCK, choose, type Line, step } from '../model/path.ts';
import { at, type Kernel } from './kernel.ts';
import { addToCache, allocPage, getPageUnlessZero, noPageFree, putPage, slotOf } from './primitives.ts';
import { unlockPage } from './wait.ts';

/** Local variables of a path that looks a page up. */
export interface Finder {
  file: number;
  page: number;
  /** Place in the page's queue while it sleeps; a wake-up clears it. Declared with wait queues only. */
  place: number;
  shared: number;
}

/** `shared`: it also waits without wanting the lock. */
export function finderLocals(k: Kernel, shared = false): Record<keyof Finder, Kind> {
  const kinds = {
    file: k.spaceRef,
    page: k.pageRef,
    ...(k.has.queue ? { place: k.places, ...(shared ? { shared: bit } : {}) } : {}),
  };
  return kinds as Record<keyof Finder, Kind>;
}

/** Picks the file, once: any of them, or the one that is given. */
export function pickFile<L extends Finder>(k: Kernel, fn: string, file?: number): Line<L> {
  if (file !== undefined) return ofFile(fn, file);
  return choose(k.files, fn, 'is called for a file', (t, way) => {
    t.file = way + 1;
  });
}

/** The file is given: that of the VMA, of the open file. */
export function ofFile<L extends Finder>(fn: string, file: number): Line<L> {
  return step(fn, 'takes the mapping of its file', (t) => {
    t.file = file;
  });
}

/** find_get_entry(): slot, reference, slot again. Jumps to `absent` when the slot is empty. */
export function findGetPage<L extends Finder>(k: Kernel, absent: string): Line<L>[] {
  return [
    'again:',
    step('find_get_entry', 'reads the slot of the page cache', (t) => {
      t.page = slotOf(k, t.file);
      if (t.page === 0) return absent;
    }),
    step('page_cache_get_speculative', 'takes a reference unless the page is free', (t) => {
      if (!getPageUnlessZero(k, t.page)) return 'again';
    }),
    step('find_get_entry', 'reads the slot again: still the same page?', (t) => {
      if (slotOf(k, t.file) !== t.page) return 'put and retry';
    }),
  ];
}

/** The way back when the lookup lost a race. */
export function putAndRetry<L extends Finder>(k: Kernel): Line<L>[] {
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

/**
 * add_to_page_cache_lru() of a new locked page; another may have been first. There is no reclaim here:
 * with no page free at all the path goes to `noMemory`, with -ENOMEM.
 */
export function addToPageCache<L extends Finder>(k: Kernel, noMemory = 'done'): Line<L>[] {
  return [
    choose(k.pages, '__page_cache_alloc', 'gets a free page', (t, way) => {
      if (!allocPage(k, way + 1)) return way === 0 && noPageFree(k) ? noMemory : BLOCK;
      at(k.page, way + 1).locked = 1;
      t.page = way + 1;
    }),
    step('add_to_page_cache_lru', 'puts the page into the slot, unless another was first', (t) => {
      if (addToCache(k, t.file, t.page)) return;
      at(k.page, t.page).locked = 0;
      putPage(k, t.page);
      return 'again';
    }),
  ];
}

/** mapping->a_ops->readpage(): the contents come from disk. */
export function readPage<L extends Finder>(k: Kernel, next?: string): Line<L>[] {
  return [
    step('mapping->a_ops->readpage', 'fills the page', (t) => {
      const page = at(k.page, t.page);
      if (k.has.uptodate) page.uptodate = 1;
      if (k.has.data) page.data = at(k.space, t.file).disk;
      return next;
    }),
  ];
}

/** How a path convinces itself, under the page lock, that the page is still the file's. */
export type Recheck = (page: number, file: number) => boolean;

/** page_mapping(page) == mapping: the helper follows whatever the scheme has put between. */
export const byHelper =
  (k: Kernel): Recheck =>
  (page, file) =>
    k.identity.file(page) === file;

/** page->mapping == mapping, on the raw word. */
export const byRawWord =
  (k: Kernel): Recheck =>
  (page, file) =>
    k.identity.raw(page) === k.identity.rawFile(file);

/** page->mapping != NULL, on the raw word: the test that XFS made. */
export const byNull =
  (k: Kernel): Recheck =>
  (page) =>
    k.identity.raw(page) !== 0;

/** The page locked without looking again. */
export const never: Recheck = () => true;

/** Options that every path with a lookup takes. */
export interface FinderOptions {
  /** `byHelper` unless told otherwise. */
  readonly recheck?: Recheck;
  /** How the last waiter leaves; one section under the queue's lock unless told otherwise. */
  readonly finish?: Line<Finder>[];
  /** The file; any unless told otherwise. */
  readonly file?: number;
  /** What "belongs to" means, where it is more than the identity says. */
  readonly owner?: Recheck;
  /** Done with the deletion of a page from its file. */
  readonly onDelete?: (file: number) => void;
}

export function recheckPage<L extends Finder>(
  fn: string,
  recheck: Recheck,
  miss = 'unlock and retry',
): Line<L> {
  return step(fn, 'under the lock: does the page still belong to the file?', (t) =>
    recheck(t.page, t.file) ? undefined : miss,
  );
}

/** put_page() at the end of a path. */
export function putAndLeave<L extends Finder>(k: Kernel, label?: string): Line<L>[] {
  return [
    ...(label ? [label] : []),
    step('put_page', 'drops its reference', (t) => {
      putPage(k, t.page);
      return 'done';
    }),
  ];
}
