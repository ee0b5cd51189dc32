// Reclaim: shrink_page_list() and __remove_mapping() (mm/vmscan.c, v4.17; v6.1 under folio names). It
// has the page from an LRU list and nothing else: the file must be found through the word.
import { BLOCK, choose, type Line, type Path, path, step } from '../model/path.ts';
import { breakProtection } from './device.ts';
import { at, type Kernel } from './kernel.ts';
import { type Finder, finderLocals, putAndLeave } from './lookup.ts';
import {
  deleteFromCache,
  freeFrozen,
  freezePage,
  getPageUnlessZero,
  mustBeOnDisk,
  tryLockPage,
  unfreezePage,
  unmapPage,
} from './primitives.ts';
import { unlockPage } from './wait.ts';

export interface ReclaimOptions {
  /**
   * A page that a device protects: `keeps` it and asks for it, `waits` for it under the page lock, or
   * does not look (`blind`).
   */
  readonly attachment?: 'keeps' | 'waits' | 'blind';
}

/** isolate_lru_pages(): any page that is in use, with a reference. */
export function isolatePage<L extends Finder>(k: Kernel, fn: string): Line<L> {
  return choose(k.pages, fn, 'takes a page off its list, unless it is free', (t, way) => {
    if (!getPageUnlessZero(k, way + 1)) return 'done';
    t.page = way + 1;
  });
}

export function reclaimPath(k: Kernel, { attachment = 'keeps' }: ReclaimOptions = {}): Path {
  const ask: Line<Finder>[] = [
    step('page_ronly_ops.unprotect', 'does somebody protect the page? asks for it back', (t) => {
      if (!k.identity.isProtected(t.page)) return 'unmap';
      at(k.device, 1).asked = 1;
      return attachment === 'keeps' ? 'keep_locked' : undefined;
    }),
    ...(attachment === 'waits'
      ? [
          step<Finder>('page_ronly_ops.unprotect', 'waits until the owner has let go', (t) =>
            k.identity.isProtected(t.page) ? BLOCK : undefined,
          ),
        ]
      : []),
  ];
  return path(finderLocals(k), [
    isolatePage<Finder>(k, 'isolate_lru_pages'),
    step<Finder>('shrink_page_list', 'takes the page lock if it is free', (t) =>
      tryLockPage(k, t.page) ? undefined : 'keep',
    ),
    ...(k.has.writeback
      ? [
          step<Finder>('PageWriteback', 'is the page on its way to disk?', (t) =>
            at(k.page, t.page).writeback ? 'keep_locked' : undefined,
          ),
        ]
      : []),
    ...(attachment === 'blind' || !k.identity.remembers
      ? []
      : k.has.devices
        ? ask
        : breakProtection<Finder>(k)),
    'unmap:',
    ...(k.has.ptes
      ? [step<Finder>('try_to_unmap', 'takes the page out of every page table', (t) => unmapPage(k, t.page))]
      : []),
    step<Finder>(
      '__remove_mapping',
      'under the lock of i_pages: nobody else has it, and it is clean? out of the cache, and freed',
      (t) => {
        t.file = k.identity.file(t.page);
        // one reference is the cache's, one is ours
        if (t.file === 0 || !freezePage(k, t.page, 2)) return 'keep_locked';
        if (at(k.page, t.page).dirty) {
          unfreezePage(k, t.page, 2);
          return 'keep_locked';
        }
        mustBeOnDisk(k, t.file);
        deleteFromCache(k, t.file);
        // the count stays frozen until free_unref_page_list(): nobody can see what is between
        freeFrozen(k, t.page);
        return 'done';
      },
    ),
    'keep_locked:',
    ...unlockPage<Finder>(k),
    ...putAndLeave<Finder>(k, 'keep:'),
  ]);
}
