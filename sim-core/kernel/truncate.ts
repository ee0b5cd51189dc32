// Taking a page out of its file for good: truncate_inode_pages_range() and hole punching (mm/truncate.c).

import { bit } from '../model/fields.ts';
import { type Model, must } from '../model/model.ts';
import { BLOCK, type Line, type Path, path, step } from '../model/path.ts';
import { breakProtection } from './device.ts';
import { collapseCopies } from './gpu.ts';
import type { Kernel } from './kernel.ts';
import {
  addToPageCache,
  byHelper,
  type Finder,
  type FinderOptions,
  finderLocals,
  findGetPage,
  ofFile,
  pickFile,
  putAndLeave,
  putAndRetry,
  recheckPage,
} from './lookup.ts';
import {
  cancelDirty,
  clearLocked,
  deleteFromCache,
  forgetContents,
  putPage,
  slotOf,
  tryLockPage,
  unmapPage,
} from './primitives.ts';
import { lockPage, unlockPage, waitOnWriteback } from './wait.ts';

type Loose<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** truncate_inode_page(), of a page that is locked and belongs to the file. */
export function truncatePage<L extends Finder>(
  k: Kernel,
  { owner = byHelper(k), onDelete = () => {} }: Loose<Pick<FinderOptions, 'owner' | 'onDelete'>> = {},
): Line<L>[] {
  return [
    ...waitOnWriteback<L>(k),
    ...breakProtection<L>(k),
    ...collapseCopies<L>(k),
    ...(k.has.ptes
      ? [
          step<L>('unmap_mapping_pages', 'takes the page out of every page table', (t) =>
            unmapPage(k, t.page),
          ),
        ]
      : []),
    ...(k.has.dirty
      ? [
          step<L>('cancel_dirty_page', 'what was written is not wanted any more', (t) =>
            cancelDirty(k, t.page),
          ),
        ]
      : []),
    step('__delete_from_page_cache', 'empties the slot and clears the identity', (t) => {
      must(owner(t.page, t.file), 'truncation removes only pages of its file');
      deleteFromCache(k, t.file);
      onDelete(t.file);
      forgetContents(k, t.file);
    }),
  ];
}

/** truncate(2): find, lock, recheck, take the page out of the cache. */
export function truncatePath(
  k: Kernel,
  { recheck = byHelper(k), finish, file, owner, onDelete }: FinderOptions = {},
): Path {
  return path(finderLocals(k), [
    pickFile<Finder>(k, 'truncate_inode_pages_range', file),
    ...findGetPage<Finder>(k, 'done'),
    ...lockPage<Finder>(k, finish),
    recheckPage<Finder>('truncate_inode_pages_range', recheck),
    ...truncatePage<Finder>(k, { owner, onDelete }),
    ...unlockPage<Finder>(k),
    step<Finder>('put_page', "drops the cache's reference", (t) => putPage(k, t.page)),
    ...putAndLeave<Finder>(k),
    ...putAndRetry<Finder>(k),
  ]);
}

/** The same for a page that the caller has in hand: truncate_inode_page() and its page lock, no more. */
export function truncateHeldPath(k: Kernel, page: number, file: number): Path {
  return path({}, [
    step('lock_page', 'takes the page lock', () => (tryLockPage(k, page) ? undefined : BLOCK)),
    step('__delete_from_page_cache', 'clears page->mapping', () => {
      cancelDirty(k, page);
      deleteFromCache(k, file);
    }),
    step('unlock_page', 'drops the lock', () => clearLocked(k, page)),
  ]);
}

/**
 * Hole punching against a page fault that fills a page: what the page lock alone does not protect. Since
 * v5.15 the invalidate_lock of the mapping does; `locked`: both take it. File 1.
 */
export function punchHole(m: Model, k: Kernel, locked: boolean): void {
  const block = m.thing('block', { freed: bit });
  const lock = k.invalidateLock;
  const only = (line: Line<Finder>): Line<Finder>[] => (locked ? [line] : []);
  m.process(
    'fault',
    path({ ...finderLocals(k), mapped: bit }, [
      ofFile<Finder & { mapped: number }>('vma->vm_file', 1),
      ...only(
        step('filemap_invalidate_lock_shared', 'will create a page: takes the lock shared', () =>
          invalidateLockShared(k) ? undefined : BLOCK,
        ),
      ),
      'again:',
      step('find_get_entry', 'is there a page already?', (t) => (slotOf(k, t.file) ? 'out' : undefined)),
      ...addToPageCache<Finder>(k, 'out'),
      step('ext4_map_blocks', 'looks up the block on disk', (t) => {
        t.mapped = block.freed ? 0 : 1;
      }),
      step('submit_bio', 'reads the block into the page; a hole is zeroes', (t) =>
        must(!(t.mapped && block.freed), 'no page is filled from a block that was freed'),
      ),
      ...unlockPage<Finder>(k),
      step('put_page', 'drops its reference', (t) => putPage(k, t.page)),
      'out:',
      step('filemap_invalidate_unlock_shared', 'returns', () => {
        if (locked) lock.readers--;
        return 'done';
      }),
    ]),
  );
  m.process(
    'punch hole',
    punchPath(k, { file: 1, locked }, () => {
      block.freed = 1;
    }),
  );
}

/** fallocate(FALLOC_FL_PUNCH_HOLE): takes the page out, then gives the block back. */
export function punchPath(
  k: Kernel,
  { file, locked }: { readonly file?: number; readonly locked: boolean },
  freed: () => void = () => {},
): Path {
  const take = step<Finder>('filemap_invalidate_lock', 'takes the lock exclusively', () =>
    invalidateLock(k) ? undefined : BLOCK,
  );
  return path(finderLocals(k), [
    pickFile<Finder>(k, 'ext4_punch_hole', file),
    ...(locked ? [take] : []),
    ...findGetPage<Finder>(k, 'free'),
    ...lockPage<Finder>(k),
    recheckPage<Finder>('truncate_inode_pages_range', byHelper(k)),
    ...truncatePage<Finder>(k),
    ...unlockPage<Finder>(k),
    step<Finder>('put_page', "drops the cache's reference", (t) => putPage(k, t.page)),
    step<Finder>('put_page', 'drops its own', (t) => {
      putPage(k, t.page);
      return 'free';
    }),
    ...putAndRetry<Finder>(k),
    'free:',
    step<Finder>('ext4_free_blocks', 'gives the block back: another file may have it now', freed),
    step<Finder>('filemap_invalidate_unlock', 'returns', () => {
      if (locked) k.invalidateLock.writer = 0;
    }),
  ]);
}

/** filemap_invalidate_lock(): false while anybody has it. */
export function invalidateLock({ invalidateLock: lock }: Kernel): boolean {
  if (lock.writer || lock.readers) return false;
  lock.writer = 1;
  return true;
}

/** filemap_invalidate_lock_shared(): false while a writer has it. */
export function invalidateLockShared({ invalidateLock: lock }: Kernel): boolean {
  if (lock.writer) return false;
  lock.readers++;
  return true;
}
