// read(2): generic_file_buffered_read() of v4.17 (v6.1: filemap_read), with a page that is, or is
// brought, into the cache and locked for the copy.
import { must } from '../model/model.ts';
import { type Path, path, step } from '../model/path.ts';
import { at, type Kernel } from './kernel.ts';
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
import { mustBeAlive, mustBeCurrent } from './primitives.ts';
import { lockPage, unlockPage } from './wait.ts';

export function readPath(
  k: Kernel,
  { recheck = byHelper(k), finish, file, owner = byHelper(k) }: FinderOptions = {},
): Path {
  return path(finderLocals(k), [
    pickFile<Finder>(k, 'generic_file_buffered_read', file),
    ...findGetPage<Finder>(k, 'absent'),
    ...lockPage<Finder>(k, finish),
    recheckPage<Finder>('pagecache_get_page', recheck),
    'use:',
    step<Finder>('copy_page_to_iter', 'copies the page to the reader', (t) => {
      mustBeAlive(at(k.page, t.page));
      must(owner(t.page, t.file), 'the page read belongs to the file meant');
      mustBeCurrent(k, t.page, t.file);
    }),
    ...unlockPage<Finder>(k),
    ...putAndLeave<Finder>(k),
    ...putAndRetry<Finder>(k),
    'absent:',
    ...addToPageCache<Finder>(k),
    ...readPage<Finder>(k, 'use'),
  ]);
}
