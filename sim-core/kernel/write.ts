// write(2): generic_perform_write() with grab_cache_page_write_begin() (mm/filemap.c, v4.17 and v6.1).
import { must } from '../model/model.ts';
import { type Line, type Path, path, step } from '../model/path.ts';
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
  pickFile,
  putAndLeave,
  putAndRetry,
  readPage,
  recheckPage,
} from './lookup.ts';
import { setDirty, store } from './primitives.ts';
import { lockPage, unlockPage, waitOnWriteback } from './wait.ts';

export interface WriteOptions extends FinderOptions {
  /** Breaks a write protection by a device first. */
  readonly knows?: boolean;
}

export function writePath(
  k: Kernel,
  { recheck = byHelper(k), finish, file, knows = true }: WriteOptions = {},
): Path {
  return path(finderLocals(k), [
    pickFile<Finder>(k, 'generic_perform_write', file),
    ...findGetPage<Finder>(k, 'absent'),
    ...lockPage<Finder>(k, finish),
    recheckPage<Finder>('grab_cache_page_write_begin', recheck),
    'write:',
    ...(knows ? breakProtection<Finder>(k) : []),
    ...collapseCopies<Finder>(k),
    ...waitOnWriteback<Finder>(k),
    step<Finder>('iov_iter_copy_from_user_atomic', 'writes to the page', (t) => store(k, t.page)),
    ...(k.has.dirty
      ? [step<Finder>('set_page_dirty', 'marks the page dirty', (t) => setDirty(k, t.page))]
      : []),
    ...unlockPage<Finder>(k),
    ...putAndLeave<Finder>(k),
    ...putAndRetry<Finder>(k),
    'absent:',
    ...addToPageCache<Finder>(k),
    ...readPage<Finder>(k, 'write'),
  ]);
}

/** write_begin() of a file system with buffer heads; `looks`: it knows that an attachment may be there. */
export function bufferedWritePath(k: Kernel, looks: boolean): Path {
  return path(finderLocals(k), [
    pickFile<Finder>(k, '__block_write_begin'),
    ...findGetPage<Finder>(k, 'done'),
    ...lockPage<Finder>(k),
    recheckPage<Finder>('grab_cache_page_write_begin', byHelper(k)),
    ...useBuffers<Finder>(k, looks),
    ...unlockPage<Finder>(k),
    ...putAndLeave<Finder>(k),
    ...putAndRetry<Finder>(k),
  ]);
}

/** What a file system with buffer heads does under the page lock (fs/buffer.c). Goes to `busy` when it finds an attachment. */
export function useBuffers<L extends Finder>(k: Kernel, looks: boolean): Line<L>[] {
  return [
    step('page_has_buffers', 'has the page buffers already?', (t) =>
      k.identity.hasPrivate(t.page) ? 'use buffers' : undefined,
    ),
    step('attach_page_buffers', 'puts its buffer heads into page->private', (t) =>
      k.identity.attachBuffers(t.page),
    ),
    'use buffers:',
    step('page_buffers', 'walks the buffer heads in page->private', (t) => {
      if (looks && !k.identity.hasBuffers(t.page)) return 'busy';
      must(k.identity.hasBuffers(t.page), 'what the file system finds in page->private is its own');
    }),
    'busy:',
  ];
}
