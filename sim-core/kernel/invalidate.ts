// invalidate_inode_pages2_range(): the cache is dropped, what is dirty stays (mm/truncate.c; v4.17, v6.1).
import { type Path, path, step } from '../model/path.ts';
import { breakProtection } from './device.ts';
import { collapseCopies } from './gpu.ts';
import { at, type Kernel } from './kernel.ts';
import {
  byHelper,
  type Finder,
  type FinderOptions,
  finderLocals,
  findGetPage,
  pickFile,
  putAndLeave,
  putAndRetry,
  recheckPage,
} from './lookup.ts';
import { deleteFromCache, mustBeOnDisk, putPage, unmapPage } from './primitives.ts';
import { lockPage, unlockPage, waitOnWriteback } from './wait.ts';

export function invalidatePath(k: Kernel, { recheck = byHelper(k), finish, file }: FinderOptions = {}): Path {
  return path(finderLocals(k), [
    pickFile<Finder>(k, 'invalidate_inode_pages2_range', file),
    ...findGetPage<Finder>(k, 'done'),
    ...lockPage<Finder>(k, finish),
    recheckPage<Finder>('invalidate_inode_pages2_range', recheck, 'unlock'),
    ...waitOnWriteback<Finder>(k),
    ...breakProtection<Finder>(k),
    ...collapseCopies<Finder>(k),
    ...(k.has.ptes
      ? [
          step<Finder>('unmap_mapping_page', 'takes the page out of every page table', (t) =>
            unmapPage(k, t.page),
          ),
        ]
      : []),
    step<Finder>(
      'invalidate_complete_page2',
      'under the lock of i_pages: out of the cache, unless dirty',
      (t) => {
        if (at(k.page, t.page).dirty) return 'unlock';
        mustBeOnDisk(k, t.file);
        deleteFromCache(k, t.file);
      },
    ),
    step<Finder>('put_page', "drops the cache's reference", (t) => putPage(k, t.page)),
    'unlock:',
    ...unlockPage<Finder>(k),
    ...putAndLeave<Finder>(k),
    ...putAndRetry<Finder>(k),
  ]);
}
