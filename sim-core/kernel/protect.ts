// Write protection of one page that somebody else works on, and the ways in which the CPU breaks it:
// a write fault, write(2), get_user_pages, swap-in. The owner has to give the page back first.
import { bit, type Kind } from '../model/fields.ts';
import type { Model } from '../model/model.ts';
import { BLOCK, type Line, step } from '../model/path.ts';

export interface Protected {
  /** May the CPU write through the PTE? */
  readonly pte: { writable: number };
  readonly page: { locked: number; protectedBy: number };
  readonly owner: { asked: number };
}

export function protectedPage(m: Model, owner: Kind = bit): Protected {
  return {
    pte: m.thing('pte', { writable: bit }),
    page: m.thing('page', { locked: bit, protectedBy: owner }),
    owner: m.thing('owner', { asked: bit }),
  };
}

/** The CPU's side: with the page lock, ask the owner to let go, and wait until it has. */
export function breakProtection<L extends object>(g: Protected, fn: string): Line<L>[] {
  return [
    step(fn, 'takes the page lock', () => {
      if (g.page.locked) return BLOCK;
      g.page.locked = 1;
    }),
    step('page_ronly_ops.unprotect', 'asks the owner to give the page back', () => {
      if (g.page.protectedBy) g.owner.asked = 1;
    }),
    step('page_ronly_ops.unprotect', 'waits until it has', () => (g.page.protectedBy ? BLOCK : undefined)),
  ];
}

export function letGo<L extends object>(g: Protected): Line<L>[] {
  return [
    step('unlock_page', 'drops the page lock', () => {
      g.page.locked = 0;
    }),
  ];
}
