// What one step can do: a single access to the state, or a short section under a spinlock, named after
// the kernel function that does it. Written paths and paths sliced from C use the same ones.
import { fail, must } from '../model/model.ts';
import { at, type Kernel, type Page } from './kernel.ts';
import { mkclean, setPte } from './rmap.ts';

export * from './rmap.ts';

/** A page may be touched only while somebody holds a reference. */
export function mustBeAlive(page: Page): void {
  if (page.ref === 0) fail('no freed page is used');
}

// references

/** get_page(): one more, by somebody who has one. */
export function getPage(k: Kernel, index: number): void {
  const page = at(k.page, index);
  mustBeAlive(page);
  page.ref++;
}

/** get_page_unless_zero(). */
export function getPageUnlessZero(k: Kernel, index: number): boolean {
  const page = at(k.page, index);
  if (page.ref === 0) return false;
  page.ref++;
  return true;
}

/** put_page(): the last reference frees the page, whose word must then be NULL (free_pages_check). */
export function putPage(k: Kernel, index: number): void {
  const page = at(k.page, index);
  must(page.ref, 'no reference is dropped twice');
  page.ref--;
  if (page.ref === 0) freePage(k, index);
}

/** Frees a page whose count is frozen: __clear_page_locked() and free_unref_page(). */
export function freeFrozen(k: Kernel, index: number): void {
  const page = at(k.page, index);
  page.locked = 0;
  if (k.has.frozen) page.frozen = 0;
  freePage(k, index);
}

function freePage(k: Kernel, index: number): void {
  const page = at(k.page, index);
  must(!page.locked, 'no page is freed while it is locked');
  must(!page.writeback, 'no page is freed under writeback');
  k.identity.free(index);
  if (k.has.dirty) page.dirty = 0;
  if (k.has.uptodate) page.uptodate = 0;
  if (k.has.data) page.data = 0;
}

/** page_ref_freeze(): takes all references at once if there are exactly `count`. */
export function freezePage(k: Kernel, index: number, count: number): boolean {
  const page = at(k.page, index);
  if (page.ref !== count) return false;
  page.ref = 0;
  if (k.has.frozen) page.frozen = 1;
  return true;
}

export function unfreezePage(k: Kernel, index: number, count: number): void {
  const page = at(k.page, index);
  page.ref = count;
  if (k.has.frozen) page.frozen = 0;
}

/** An allocator's pick: page `index`, with one reference. False when it is in use. */
export function allocPage(k: Kernel, index: number): boolean {
  const page = at(k.page, index);
  if (page.ref !== 0 || page.frozen) return false;
  page.ref = 1;
  return true;
}

export function noPageFree(k: Kernel): boolean {
  for (let i = 1; i <= k.pages; i++) if (at(k.page, i).ref === 0 && !at(k.page, i).frozen) return false;
  return true;
}

// the page lock

/** trylock_page(). */
export function tryLockPage(k: Kernel, index: number): boolean {
  const page = at(k.page, index);
  mustBeAlive(page);
  if (page.locked) return false;
  page.locked = 1;
  return true;
}

/** The first half of unlock_page(): clears PG_locked. `wakePage` is the second. */
export function clearLocked(k: Kernel, index: number): void {
  at(k.page, index).locked = 0;
}

// the page cache

/** The slot of the page cache at the offset; 0 when it is empty. */
export function slotOf(k: Kernel, file: number): number {
  return at(k.space, file).slot;
}

/** __add_to_page_cache_locked(): under the lock of i_pages; false when another was first. */
export function addToCache(k: Kernel, file: number, index: number): boolean {
  const space = at(k.space, file);
  if (space.slot !== 0) return false;
  space.slot = index;
  at(k.page, index).ref++;
  k.identity.attach(index, file);
  return true;
}

/** __delete_from_page_cache(): under the lock of i_pages. The cache's reference is dropped by the caller. */
export function deleteFromCache(k: Kernel, file: number): void {
  const space = at(k.space, file);
  k.identity.detach(space.slot);
  space.slot = 0;
}

/** A page in the cache from the start: referenced by its slot, belonging to the file. */
export function startCached(k: Kernel, index: number, file: number): void {
  at(k.page, index).ref = 1;
  if (k.has.uptodate) at(k.page, index).uptodate = 1;
  at(k.space, file).slot = index;
  k.identity.attach(index, file);
}

/** A page in the cache from the start that PTE `pte` maps. */
export function startMapped(k: Kernel, index: number, file: number, writable: 0 | 1, pte = 1): void {
  startCached(k, index, file);
  setPte(k, pte, index, writable);
  at(k.page, index).ref++;
  if (writable) setDirty(k, index);
}

// flags

/** set_page_dirty(). */
export function setDirty(k: Kernel, index: number): void {
  if (k.has.dirty) at(k.page, index).dirty = 1;
}

/** clear_page_dirty_for_io(): write-protects, and says whether there is anything to write. */
export function clearDirtyForIo(k: Kernel, index: number): boolean {
  const page = at(k.page, index);
  const dirtied = mkclean(k, index);
  const dirty = page.dirty === 1 || dirtied;
  if (k.has.dirty) page.dirty = 0;
  return dirty;
}

export function cancelDirty(k: Kernel, index: number): void {
  if (k.has.dirty) at(k.page, index).dirty = 0;
}

export function startWriteback(k: Kernel, index: number): void {
  at(k.page, index).writeback = 1;
}

export function endWriteback(k: Kernel, index: number): void {
  at(k.page, index).writeback = 0;
}

// contents

/** A store that is meant for a file, into a page: it must be a page of the file. */
export function store(k: Kernel, index: number): void {
  const page = at(k.page, index);
  mustBeAlive(page);
  const file = k.identity.file(index);
  must(file, 'no write is lost: a store reaches a page that is in its file');
  if (!k.has.data) return;
  page.data++;
  at(k.space, file).meant++;
}

/** What reads the page: it must hold every store that was made. */
export function mustBeCurrent(k: Kernel, index: number, file: number): void {
  if (k.has.data)
    must(at(k.page, index).data === at(k.space, file).meant, 'no write is lost: a reader sees every store');
}

/** The page leaves the cache and its contents are wanted again: they must be on disk. */
export function mustBeOnDisk(k: Kernel, file: number): void {
  if (k.has.data)
    must(
      at(k.space, file).disk === at(k.space, file).meant,
      'no write is lost: what leaves the page cache is on disk',
    );
}

/** Truncation: the contents are not wanted any more. */
export function forgetContents(k: Kernel, file: number): void {
  if (!k.has.data) return;
  at(k.space, file).disk = 0;
  at(k.space, file).meant = 0;
}

// copies on other processors

/** Some copy of the page, or 0: the first of those there are. */
export function anyCopy(k: Kernel): boolean {
  for (let i = 1; i < k.copy.length; i++) if (at(k.copy, i).has) return true;
  return false;
}
