// A store through a shared file mapping: wp_page_shared(), page_mkwrite, finish_mkwrite_fault(),
// fault_dirty_shared_page() (mm/memory.c, mm/filemap.c; v4.17 and v6.1 alike).
import { BLOCK, type Path, path, step } from '../model/path.ts';
import { breakProtection } from './device.ts';
import { type FaultOptions, faultIn } from './fault.ts';
import { collapseCopies } from './gpu.ts';
import { at, type Kernel } from './kernel.ts';
import { byHelper, type Finder, finderLocals, type Recheck } from './lookup.ts';
import { getPage, isPresent, mayWrite, pageOfPte, putPage, setDirty, store } from './primitives.ts';
import { lockPage, unlockPage, waitOnWriteback } from './wait.ts';

export interface MkwriteOptions extends FaultOptions {
  /** How page_mkwrite checks the page, under the lock; the finder's check unless told otherwise. */
  readonly mkwriteCheck?: Recheck;
  /** The write fault breaks a write protection by a device first. */
  readonly knows?: boolean;
  /** With no PTE the program faults the page in; else it ends there (SIGBUS). */
  readonly faults?: boolean;
  /** Copies elsewhere are dropped before the PTE becomes writable, or after. */
  readonly collapse?: 'first' | 'last';
}

/** A program that stores once to its memory. */
export function mkwritePath(k: Kernel, o: MkwriteOptions): Path {
  const { pte, knows = true, faults = false, collapse = 'first' } = o;
  const check = o.mkwriteCheck ?? o.recheck ?? byHelper(k);
  return path(finderLocals(k), [
    'attempt:',
    step<Finder>('store', 'tries to write: goes through if the PTE lets it', (t) => {
      t.page = 0;
      if (mayWrite(k, pte)) {
        store(k, pageOfPte(k, pte));
        return 'done';
      }
      if (at(k.pte, pte).entry === 0) return faults ? 'fault' : 'done';
      if (!isPresent(k, pte)) return BLOCK;
    }),
    step<Finder>('wp_page_shared', 'takes a reference on the page of the PTE', (t) => {
      if (!isPresent(k, pte)) return 'attempt';
      t.page = pageOfPte(k, pte);
      t.file = 1;
      getPage(k, t.page);
    }),
    ...lockPage<Finder>(k, undefined, 'mkwrite '),
    step<Finder>('page_mkwrite', 'under the page lock: still a page of the file?', (t) =>
      check(t.page, t.file) ? undefined : 'nopage',
    ),
    ...(knows ? breakProtection<Finder>(k) : []),
    ...(collapse === 'first' ? collapseCopies<Finder>(k) : []),
    ...(k.has.dirty
      ? [step<Finder>('set_page_dirty', 'marks the page dirty', (t) => setDirty(k, t.page))]
      : []),
    ...waitOnWriteback<Finder>(k),
    step<Finder>('finish_mkwrite_fault', 'makes the PTE writable, if it still names the page', (t) => {
      if (isPresent(k, pte) && pageOfPte(k, pte) === t.page) at(k.pte, pte).writable = 1;
    }),
    ...(k.has.dirty
      ? [step<Finder>('fault_dirty_shared_page', 'marks it dirty once more', (t) => setDirty(k, t.page))]
      : []),
    ...(collapse === 'last' ? collapseCopies<Finder>(k) : []),
    'nopage:',
    ...unlockPage<Finder>(k),
    step<Finder>('put_page', 'drops its reference, returns to the instruction', (t) => {
      putPage(k, t.page);
      return 'attempt';
    }),
    ...(faults ? ['fault:', ...faultIn<Finder>(k, o, 'attempt')] : []),
  ]);
}
