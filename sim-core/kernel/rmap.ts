// Page tables and the way back from a page to its PTEs (mm/rmap.c), as sections under the lock of the
// page table. Part of the primitives.
import { at, type Kernel } from './kernel.ts';

/** Points a PTE to the page; the PTE holds a reference. */
export function setPte(k: Kernel, pte: number, index: number, writable: 0 | 1): void {
  const entry = at(k.pte, pte);
  entry.entry = k.pteWord.of('present', index);
  entry.writable = writable;
}

export function isPresent(k: Kernel, pte: number): boolean {
  return k.pteWord.is(at(k.pte, pte).entry, 'present');
}

/** The page that a PTE, or the special entry in its place, names; 0 for none. */
export function pageOfPte(k: Kernel, pte: number): number {
  return k.pteWord.target(at(k.pte, pte).entry);
}

/** May the program write through its PTE now? */
export function mayWrite(k: Kernel, pte: number): boolean {
  return isPresent(k, pte) && at(k.pte, pte).writable === 1;
}

/** Calls `visit` for every present PTE of the page, as rmap_walk() does: which finds none without an identity. */
function eachMapping(k: Kernel, index: number, visit: (pte: number) => void): void {
  if (k.identity.load(index) === 0) return;
  for (let i = 1; i < k.pte.length; i++) {
    if (isPresent(k, i) && pageOfPte(k, i) === index) visit(i);
  }
}

/** page_mkclean(): write-protects every PTE; true when one was writable. */
export function mkclean(k: Kernel, index: number): boolean {
  let dirtied = false;
  eachMapping(k, index, (pte) => {
    if (at(k.pte, pte).writable) dirtied = true;
    at(k.pte, pte).writable = 0;
  });
  return dirtied;
}

/** unmap_mapping_pages(), try_to_unmap(): no PTE names the page any more; their references are dropped. */
export function unmapPage(k: Kernel, index: number): void {
  const page = at(k.page, index);
  eachMapping(k, index, (pte) => {
    if (at(k.pte, pte).writable && k.has.dirty) page.dirty = 1;
    at(k.pte, pte).entry = 0;
    at(k.pte, pte).writable = 0;
    page.ref--;
  });
}

/** try_to_migrate(): migration entries in the place of PTEs; their references are dropped. */
export function installMigrationEntries(k: Kernel, index: number): void {
  const page = at(k.page, index);
  eachMapping(k, index, (pte) => {
    if (at(k.pte, pte).writable && k.has.dirty) page.dirty = 1;
    at(k.pte, pte).entry = k.pteWord.of('migration', index);
    at(k.pte, pte).writable = 0;
    page.ref--;
  });
}

/** remove_migration_ptes(): entries for `from` become read-only PTEs of `to`, each with a reference. */
export function removeMigrationEntries(k: Kernel, from: number, to: number): void {
  for (let i = 1; i < k.pte.length; i++) {
    if (!k.pteWord.is(at(k.pte, i).entry, 'migration') || pageOfPte(k, i) !== from) continue;
    setPte(k, i, to, 0);
    at(k.page, to).ref++;
  }
}
