// Writeback of a page: write_cache_pages(), clear_page_dirty_for_io(), end_page_writeback()
// (mm/page-writeback.c, v4.17 and v6.1).
import { type Path, path, step } from '../model/path.ts';
import { completeBio, submitBio } from './bio.ts';
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
import { clearDirtyForIo, startWriteback } from './primitives.ts';
import { lockPage, unlockPage, waitOnWriteback } from './wait.ts';

type Writer = Finder & { sent: number };

/** Needs `dirty` and `writeback`. The bio is completed by the same process: nobody else can. */
export function writebackPath(k: Kernel, { recheck = byHelper(k), finish, file }: FinderOptions = {}): Path {
  return path({ ...finderLocals(k), sent: k.contents }, [
    pickFile<Writer>(k, 'write_cache_pages', file),
    ...findGetPage<Writer>(k, 'done'),
    ...lockPage<Finder>(k, finish),
    recheckPage<Writer>('write_cache_pages', recheck, 'continue_unlock'),
    step<Writer>('PageDirty', 'somebody wrote it for us?', (t) =>
      at(k.page, t.page).dirty ? undefined : 'continue_unlock',
    ),
    ...waitOnWriteback<Writer>(k),
    step<Writer>('clear_page_dirty_for_io', 'write-protects the PTEs, clears the dirty flag', (t) =>
      clearDirtyForIo(k, t.page) ? undefined : 'continue_unlock',
    ),
    step<Writer>('set_page_writeback', 'sets PG_writeback', (t) => startWriteback(k, t.page)),
    ...unlockPage<Writer>(k),
    ...submitBio<Writer>(k),
    ...completeBio<Writer>(k),
    ...putAndLeave<Writer>(k),
    'continue_unlock:',
    ...unlockPage<Writer>(k),
    ...putAndLeave<Writer>(k),
    ...putAndRetry<Writer>(k),
  ]);
}
