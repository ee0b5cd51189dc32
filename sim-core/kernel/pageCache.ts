// The page cache that most scenarios run on: pages with `mapping`, a reference count and the page
// lock; address spaces with a slot for one offset. Where a page's identity is kept is the scheme's
// business, so that every path above runs under every scheme.
import { bit, type Kind, ref, upTo } from '../model/fields.ts';
import { fail, type Model, must } from '../model/model.ts';
import { type Identity, identityOf } from '../schemes/identity.ts';

export interface Page {
  /** Number of references; 0 = the page is free. The cache's slot holds one. */
  ref: number;
  locked: number;
}

export interface Space {
  /** What i_pages holds at the one offset of the file that matters here. */
  slot: number;
}

export interface PageCache {
  readonly page: Page[];
  readonly space: Space[];
  readonly pages: number;
  readonly files: number;
  readonly identity: Identity;
  /** The kind of a local variable that refers to a page, or to an address space. */
  readonly pageRef: Kind;
  readonly spaceRef: Kind;
  /** Everyone who sleeps until a page's lock bit clears. */
  readonly sleepers: () => readonly { waitOn: number }[];
}

export interface PageCacheOptions {
  readonly pages: number;
  readonly files: number;
  readonly scheme: string;
  /** Most references that a page can have at once. */
  readonly references: number;
  /** May pages, and files, trade places? Say no to files when a path names one of them. */
  readonly filesAlike?: boolean;
  /** Most waiters on one page. */
  readonly waiters?: number;
}

export function pageCache(m: Model, o: PageCacheOptions): PageCache {
  const page = m.things('page', o.pages, { ref: upTo(o.references), locked: bit }, { symmetric: true });
  const pageRef = ref('page', o.pages);
  const spaceRef = ref('mapping', o.files);
  const space = m.things('mapping', o.files, { slot: pageRef }, { symmetric: o.filesAlike ?? false });
  const identity = identityOf(o.scheme)(m, { pages: o.pages, files: o.files, waiters: o.waiters ?? 3 });
  let sleepers: readonly { waitOn: number }[] | undefined;
  return {
    page,
    space,
    pages: o.pages,
    files: o.files,
    identity,
    pageRef,
    spaceRef,
    sleepers: () => {
      sleepers ??= m.processesWith('waitOn');
      return sleepers;
    },
  };
}

/** get_page_unless_zero(): a reference, unless the page is free. */
export function getPageUnlessZero(page: Page): boolean {
  if (page.ref === 0) return false;
  page.ref++;
  return true;
}

/** put_page(): the last reference frees the page, whose word must then be NULL (free_pages_check). */
export function putPage(k: PageCache, index: number): void {
  const page = at(k.page, index);
  must(page.ref, 'no reference is dropped twice');
  page.ref--;
  if (page.ref === 0) {
    must(!page.locked, 'no page is freed while it is locked');
    k.identity.free(index);
  }
}

/** The thing of this number; 0 is NULL and oopses when it is used. */
export function at<T>(things: readonly T[], index: number): T {
  return things[index] as T;
}

/** A page may be touched only while somebody holds a reference. */
export function mustBeAlive(page: Page): void {
  if (page.ref === 0) fail('no freed page is used');
}

/** A page in the cache from the start: referenced by its slot, belonging to the file. */
export function startCached(k: PageCache, index: number, file: number): void {
  at(k.page, index).ref = 1;
  at(k.space, file).slot = index;
  k.identity.attach(index, file);
}
