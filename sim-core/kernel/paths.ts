// Whole kernel paths over the page cache, each written once for every scheme.
import { must } from '../model/model.ts';
import { type Line, type Path, path, step } from '../model/path.ts';
import {
  addToPageCache,
  type Finder,
  finderLocals,
  findGetPage,
  finishWait,
  lockPage,
  pickFile,
  putAndRetry,
  sleepOnPage,
  unlockPage,
} from './lookup.ts';
import { at, mustBeAlive, type PageCache, putPage } from './pageCache.ts';

/** How a path convinces itself, under the page lock, that the page is still the file's. */
export type Recheck = (page: number, file: number) => boolean;

/** page_mapping(page) == mapping: the helper follows whatever the scheme has put between. */
export const byHelper =
  (k: PageCache): Recheck =>
  (page, file) =>
    k.identity.file(page) === file;

/** page->mapping == mapping, on the raw word. */
export const byRawWord =
  (k: PageCache): Recheck =>
  (page, file) =>
    k.identity.raw(page) === k.identity.rawFile(file);

/** page->mapping != NULL, on the raw word: the test that XFS made. */
export const byNull =
  (k: PageCache): Recheck =>
  (page) =>
    k.identity.raw(page) !== 0;

/** The page locked without looking again. */
export const never: Recheck = () => true;

export interface FinderOptions {
  readonly recheck: Recheck;
  /** How the last waiter leaves; one section under the queue's lock unless told otherwise. */
  readonly finish?: Line<Finder>[];
}

/** read(2) of a page that is, or is brought, into the cache: generic_file_buffered_read and filemap_fault share these steps. */
export function readPath(k: PageCache, { recheck, finish = finishWait<Finder>(k) }: FinderOptions): Path {
  return path(finderLocals(k), [
    pickFile<Finder>(k, 'generic_file_buffered_read'),
    ...findGetPage<Finder>(k, 'absent'),
    ...lockPage<Finder>(k, finish),
    recheckStep(recheck, 'unlock and retry'),
    'use:',
    step<Finder>('copy_page_to_iter', 'copies the page to the reader', (t) => {
      mustBeAlive(at(k.page, t.page));
      must(k.identity.file(t.page) === t.file, 'the page read belongs to the file meant');
    }),
    ...unlockPage<Finder>(k),
    step<Finder>('put_page', 'drops its reference', (t) => {
      putPage(k, t.page);
      return 'done';
    }),
    ...putAndRetry<Finder>(k),
    'absent:',
    ...addToPageCache<Finder>(k),
    step<Finder>('mapping->a_ops->readpage', 'fills the page', () => 'use'),
  ]);
}

function recheckStep(recheck: Recheck, miss: string): Line<Finder> {
  return step('pagecache_get_page', 'under the lock: does the page still belong to the file?', (t) =>
    recheck(t.page, t.file) ? undefined : miss,
  );
}

/** truncate(2): find, lock, recheck, take the page out of the cache. */
export function truncatePath(k: PageCache, { recheck, finish = finishWait<Finder>(k) }: FinderOptions): Path {
  return path(finderLocals(k), [
    pickFile<Finder>(k, 'truncate_inode_pages_range'),
    ...findGetPage<Finder>(k, 'done'),
    ...lockPage<Finder>(k, finish),
    recheckStep(recheck, 'unlock and retry'),
    step<Finder>('__delete_from_page_cache', 'empties the slot and clears the identity', (t) => {
      must(k.identity.file(t.page) === t.file, 'truncation removes only pages of its file');
      at(k.space, t.file).slot = 0;
      k.identity.detach(t.page);
    }),
    ...unlockPage<Finder>(k),
    step<Finder>('put_page', "drops the cache's reference", (t) => putPage(k, t.page)),
    step<Finder>('put_page', 'drops its own reference', (t) => {
      putPage(k, t.page);
      return 'done';
    }),
    ...putAndRetry<Finder>(k),
  ]);
}

/** wait_on_page_locked() by somebody who does not want the lock. */
export function waitPath(k: PageCache, finish: Line<Finder>[] = finishWait<Finder>(k)): Path {
  return path(finderLocals(k), [
    pickFile<Finder>(k, 'wait_on_page_locked'),
    ...findGetPage<Finder>(k, 'done'),
    step<Finder>('wait_on_page_locked', 'looks at PG_locked', (t) =>
      at(k.page, t.page).locked ? undefined : 'put',
    ),
    ...sleepOnPage<Finder>(k, finish),
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
