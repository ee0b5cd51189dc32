// A page fault on a file mapping: filemap_fault() and finish_fault(), v6.1 with the invalidate_lock,
// v4.17 without.
import { must } from '../model/model.ts';
import { BLOCK, type Line, type Path, path, step } from '../model/path.ts';
import { at, type Kernel } from './kernel.ts';
import {
  addToPageCache,
  byHelper,
  type Finder,
  type FinderOptions,
  finderLocals,
  findGetPage,
  ofFile,
  putAndRetry,
  readPage,
  recheckPage,
} from './lookup.ts';
import { getPage, isPresent, mustBeCurrent, pageOfPte, putPage, setPte } from './primitives.ts';
import { lockPage, unlockPage } from './wait.ts';

export interface FaultOptions extends FinderOptions {
  /** The PTE through which the program sees the page; its VMA maps file 1. */
  readonly pte: number;
}

/** Brings the page in and maps it read-only; then goes to `mapped`. Labels: again, absent, map. */
export function faultIn<L extends Finder>(
  k: Kernel,
  { pte, recheck = byHelper(k), finish }: FaultOptions,
  mapped: string,
): Line<L>[] {
  return [
    ofFile<L>('vma->vm_file', 1),
    ...findGetPage<L>(k, 'absent'),
    ...(lockPage<Finder>(k, finish) as Line<L>[]),
    recheckPage<L>('filemap_fault', recheck),
    'map:',
    step('finish_fault', 'maps the page read-only, unless a PTE is there by now', (t) => {
      if (at(k.pte, pte).entry !== 0) return;
      setPte(k, pte, t.page, 0);
      getPage(k, t.page);
    }),
    ...unlockPage<L>(k),
    step('put_page', 'drops its reference: the PTE has one', (t) => {
      putPage(k, t.page);
      return mapped;
    }),
    ...putAndRetry<L>(k),
    'absent:',
    ...addToPageCache<L>(k),
    ...readPage<L>(k, 'map'),
  ];
}

/** A program that reads its memory, faulting the page in. */
export function faultPath(k: Kernel, o: FaultOptions): Path {
  return path(finderLocals(k), [
    'access:',
    step<Finder>('load', 'reads the memory if a PTE is present; a special entry is waited for', (t) => {
      if (at(k.pte, o.pte).entry === 0) return;
      if (!isPresent(k, o.pte)) return BLOCK;
      const page = pageOfPte(k, o.pte);
      must(at(k.page, page).ref, 'no freed page is used');
      mustBeCurrent(k, page, 1);
      t.page = 0;
      return 'done';
    }),
    ...faultIn<Finder>(k, o, 'access'),
  ]);
}
