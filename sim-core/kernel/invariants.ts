// The rules of the field that hold in general, in its own words. Some are stated where they can break
// (`must` in a step); those here hold in every state.
import type { Model } from '../model/model.ts';
import { at, type Kernel } from './kernel.ts';

/** Every store that was made is in the page, and, while no page is cached, on disk. */
export function noWriteLost(m: Model, k: Kernel): void {
  m.invariant('no write is lost', () => {
    for (let file = 1; file <= k.files; file++) {
      const { slot, disk, meant } = at(k.space, file);
      if (slot === 0) {
        if (disk !== meant) return false;
      } else if (at(k.page, slot).ref > 0 && !filling(k, slot) && at(k.page, slot).data !== meant)
        return false;
    }
    return true;
  });
}

/** A page without its contents yet: just read in, or just moved; it is locked. */
const filling = (k: Kernel, page: number): boolean =>
  at(k.page, page).locked === 1 && at(k.page, page).data === 0;

/** While a device or a GPU's copy relies on write protection, no PTE lets the CPU write. */
export function oneClassOfWriter(m: Model, k: Kernel): void {
  m.invariant('at most one class of writer', () => {
    let elsewhere = k.has.devices && at(k.device, 1).works === 1;
    for (let i = 1; i < k.copy.length; i++) if (at(k.copy, i).has) elsewhere = true;
    if (!elsewhere) return true;
    for (let i = 1; i < k.pte.length; i++) if (at(k.pte, i).writable) return false;
    return true;
  });
}

/** Every copy holds what the page holds: always, or while the page is unlocked. Page 1. */
export function copiesEqual(m: Model, k: Kernel, whenUnlocked = false): void {
  const when = whenUnlocked ? 'while a copy exists and the page is unlocked' : 'while a copy exists';
  m.invariant(`copies equal the page ${when}`, () => {
    if (whenUnlocked && at(k.page, 1).locked) return true;
    for (let i = 1; i < k.copy.length; i++)
      if (at(k.copy, i).has && at(k.copy, i).data !== at(k.page, 1).data) return false;
    return true;
  });
}

/** The slot of a file names a page that belongs to the file, by whatever indirection. */
export function identityKept(m: Model, k: Kernel): void {
  m.invariant('the mapping read is the mapping meant: a cached page belongs to its file', () => {
    for (let file = 1; file <= k.files; file++) {
      const { slot } = at(k.space, file);
      if (slot !== 0 && k.identity.file(slot) !== file) return false;
    }
    return true;
  });
}

export interface General {
  readonly id: string;
  /** In the field's words. */
  readonly text: string;
  /** Declares the rule; not given where steps state it, or the explorer looks for it by itself. */
  readonly add?: (m: Model, k: Kernel) => void;
  readonly needs: (k: Kernel) => boolean;
}

const always = (): boolean => true;

/** What is checked of every play, and where. */
export const INVARIANTS: readonly General[] = [
  { id: 'no-freed-page', text: 'no freed page, and no freed attachment, is used', needs: always },
  { id: 'null-when-freed', text: 'a freed page has a NULL mapping', needs: always },
  { id: 'mapping-meant', text: 'the mapping read is the mapping meant', add: identityKept, needs: always },
  { id: 'no-lost-write', text: 'no write is lost', add: noWriteLost, needs: (k) => k.has.data },
  {
    id: 'one-writer',
    text: 'at most one class of writer',
    add: oneClassOfWriter,
    needs: (k) => k.has.ptes && (k.has.devices || k.has.copies),
  },
  {
    id: 'copies-equal',
    text: 'copies are equal while a copy exists',
    add: (m, k) => copiesEqual(m, k),
    needs: (k) => k.has.copies && k.has.data && k.pages === 1,
  },
  { id: 'waiters-wake', text: 'every waiter wakes', needs: always },
  { id: 'finders-end', text: 'no finder loops for ever', needs: always },
];
