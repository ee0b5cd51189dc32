// Kernel samepage merging (mm/ksm.c, v4.17; v6.1 the same but for anon_exclusive pages): merge, the way
// to a stable page, and unmerge by a write fault, a pin, or swap-in.
import { type Kind, oneOf } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, type Path, path, step } from '../model/path.ts';
import { at, type Kernel } from './kernel.ts';
import {
  getPage,
  getPageUnlessZero,
  isPresent,
  mayWrite,
  mustBeAlive,
  pageOfPte,
  putPage,
  setPte,
  tryLockPage,
} from './primitives.ts';
import { unlockPage } from './wait.ts';

export interface MergeOptions {
  readonly pte: number;
  /** The stable page and its node. */
  readonly stable: number;
  readonly node: number;
  /** ptep_clear_flush() before the references are counted. */
  readonly clearFirst?: boolean;
}

/** try_to_merge_one_page(): write_protect_page(), pages_identical(), replace_page(). */
export function mergePath(k: Kernel, { pte, stable, node, clearFirst = true }: MergeOptions): Path {
  type Merger = { page: number; entry: number; writable: number };
  const kinds: Record<keyof Merger, Kind> = {
    page: k.pageRef,
    entry: k.pteWord,
    writable: oneOf('ro', 'rw'),
  };
  const clear = step<Merger>('ptep_clear_flush', 'clears the PTE: no new pin can come through it', (t) => {
    t.entry = at(k.pte, pte).entry;
    t.writable = at(k.pte, pte).writable;
    at(k.pte, pte).entry = 0;
    at(k.pte, pte).writable = 0;
  });
  const count = step<Merger>(
    'write_protect_page',
    'page_mapcount + 1 == page_count: is anybody else there?',
    (t) => (at(k.page, t.page).ref === 2 ? undefined : clearFirst ? 'busy' : 'unlock'),
  );
  return path(kinds, [
    step('follow_page', 'takes a reference on the page of the PTE', (t) => {
      if (!isPresent(k, pte)) return 'done';
      t.page = pageOfPte(k, pte);
      getPage(k, t.page);
    }),
    step('try_to_merge_one_page', 'takes the page lock if it is free', (t) =>
      tryLockPage(k, t.page) ? undefined : 'put',
    ),
    ...(clearFirst ? [clear, count] : [count, clear]),
    step('set_pte_at', 'installs a clean read-only PTE', (t) => setPte(k, pte, t.page, 0)),
    step('pages_identical', 'compares the pages', (t) =>
      at(k.page, t.page).data === at(k.page, stable).data ? undefined : 'unlock',
    ),
    step('set_page_stable_node', 'the stable page is marked as such', () =>
      k.identity.setStableNode(stable, node),
    ),
    step('replace_page', 'points the PTE to the stable page if it is unchanged', (t) => {
      if (!isPresent(k, pte) || pageOfPte(k, pte) !== t.page || at(k.pte, pte).writable) return 'unlock';
      getPage(k, stable);
      setPte(k, pte, stable, 0);
      putPage(k, t.page);
      return 'unlock';
    }),
    'busy:',
    step('set_pte_at', 'somebody pins the page: puts the PTE back', (t) => {
      at(k.pte, pte).entry = t.entry;
      at(k.pte, pte).writable = t.writable;
    }),
    'unlock:',
    ...unlockPage<Merger>(k),
    'put:',
    step('put_page', 'drops its reference', (t) => putPage(k, t.page)),
  ]);
}

/** get_ksm_page() and stable_tree_append(): from the stable node to its page, which may be gone. */
export function getKsmPagePath(
  k: Kernel,
  { page, node, recheck = true }: { page: number; node: number; recheck?: boolean },
): Path {
  const mine = (): boolean => k.identity.stableNode(page) === node;
  return path({}, [
    step('get_ksm_page', 'compares page->mapping with the tagged node', () => (mine() ? undefined : 'done')),
    step('get_page_unless_zero', 'takes a reference unless the page is free', () =>
      getPageUnlessZero(k, page) ? undefined : 'done',
    ),
    ...(recheck
      ? [step('get_ksm_page', 'compares page->mapping again', () => (mine() ? undefined : 'put'))]
      : []),
    step('stable_tree_append', 'merges another page with this one', () =>
      must(mine(), 'the page that KSM shares is its own stable page'),
    ),
    'put:',
    step('put_page', 'drops its reference', () => putPage(k, page)),
  ]);
}

/** break_cow(): a write fault takes the last PTE off the stable page. */
export function breakCowPath(k: Kernel, pte: number): Path {
  return path({ page: k.pageRef }, [
    step('break_cow', 'write fault: the PTE goes to a private copy', (t) => {
      t.page = pageOfPte(k, pte);
      at(k.pte, pte).entry = 0;
    }),
    step('put_page', 'drops the PTE’s reference; the last one frees the page', (t) => putPage(k, t.page)),
  ]);
}

/** The ways to write to a page that is shared through an attachment, and what each must call. */
export type WriteEvent = 'WFAULT' | 'GUP' | 'SWAPIN';

/** unprotect(page, address, vma, event): the PTE goes to a private copy, which is writable. */
function unshare(k: Kernel, pte: number, shared: number, copy: number): void {
  if (isPresent(k, pte)) putPage(k, shared);
  at(k.page, copy).ref++;
  at(k.page, copy).data = at(k.page, shared).data;
  setPte(k, pte, copy, 1);
}

export interface UnmergeOptions {
  readonly pte: number;
  /** The page that is shared, and the one that becomes the private copy. */
  readonly shared: number;
  readonly copy: number;
  /** The event calls unprotect(). */
  readonly calls?: boolean;
}

/** A store to anonymous memory. */
function storeAnon(k: Kernel, page: number): void {
  mustBeAlive(at(k.page, page));
  at(k.page, page).data = 1;
}

/** One way to write to the shared page. */
export function unmergePath(
  k: Kernel,
  event: WriteEvent,
  { pte, shared, copy, calls = true }: UnmergeOptions,
): Path {
  const isShared = (): boolean => isPresent(k, pte) && pageOfPte(k, pte) === shared;
  const write = step<object>('store', 'the program writes, if the PTE lets it', () => {
    if (mayWrite(k, pte)) storeAnon(k, pageOfPte(k, pte));
  });
  if (event === 'WFAULT')
    return path({}, [
      step('do_wp_page', 'write fault: unprotect copies the page', () => {
        if (!isPresent(k, pte)) return 'done';
        if (isShared() && calls) unshare(k, pte, shared, copy);
        else at(k.pte, pte).writable = 1;
      }),
      write,
    ]);
  if (event === 'GUP')
    return path({ on: k.pageRef }, [
      step('get_user_pages', 'pins for writing', (t) => {
        if (!isPresent(k, pte)) return 'done';
        if (calls && isShared()) unshare(k, pte, shared, copy);
        t.on = pageOfPte(k, pte);
        getPage(k, t.on);
      }),
      step('bio_endio', 'the device writes to what it pinned', (t) => storeAnon(k, t.on)),
      step('put_page', 'unpins', (t) => putPage(k, t.on)),
    ]);
  return path({}, [
    step('try_to_unmap', 'reclaim unmaps the page: a swap entry', () => {
      if (!isShared()) return 'done';
      at(k.pte, pte).entry = 0;
      putPage(k, shared);
    }),
    step('do_swap_page', 'the page comes back by a write fault', () => {
      if (at(k.pte, pte).entry !== 0) return 'done';
      if (calls) unshare(k, pte, shared, copy);
      else {
        getPage(k, shared);
        setPte(k, pte, shared, 1);
      }
    }),
    write,
  ]);
}

/** A pin of anonymous memory for writing: get_user_pages_fast() through a writable PTE, direct I/O. */
export function directIoPath(k: Kernel, pte: number, done: () => void): Path {
  return path({ page: k.pageRef }, [
    step('get_user_pages_fast', 'pins the page through a writable PTE', (t) => {
      if (at(k.pte, pte).entry === 0) return BLOCK;
      if (!mayWrite(k, pte)) return 'done';
      t.page = pageOfPte(k, pte);
      getPage(k, t.page);
    }),
    step('bio_endio', 'the device writes to the pinned page', (t) => {
      storeAnon(k, t.page);
      done();
    }),
    step('put_page', 'unpins', (t) => putPage(k, t.page)),
  ]);
}
