// Hole punching against a page fault: what the page lock alone does not protect. Since v5.15 the
// invalidate_lock of the mapping does.
import { bit, upTo } from '../model/fields.ts';
import { type Model, must } from '../model/model.ts';
import { BLOCK, type Line, path, step } from '../model/path.ts';
import {
  addToPageCache,
  type Finder,
  finderLocals,
  findGetPage,
  lockPage,
  putAndRetry,
  unlockPage,
} from './lookup.ts';
import { at, type PageCache, putPage } from './pageCache.ts';
import { byHelper } from './paths.ts';

/** Adds a process that faults on file 1 and one that punches the hole; `locked`: both take the invalidate_lock. */
export function punchHole(m: Model, k: PageCache, locked: boolean): void {
  const block = m.thing('block', { freed: bit });
  const lock = m.thing('invalidate_lock', { writer: bit, readers: upTo(1) });
  const only = (lines: Line<Finder>[]): Line<Finder>[] => (locked ? lines : []);
  const file = step<Finder>('vma->vm_file', 'takes the mapping of its file', (t) => {
    t.file = 1;
  });
  m.process(
    'fault',
    path({ ...finderLocals(k), mapped: bit }, [
      file,
      ...only([
        step('filemap_invalidate_lock_shared', 'will create a page: takes the lock shared', () => {
          if (lock.writer) return BLOCK;
          lock.readers++;
        }),
      ]),
      'again:',
      step('find_get_entry', 'is there a page already?', (t) =>
        at(k.space, t.file).slot ? 'out' : undefined,
      ),
      ...addToPageCache<Finder>(k, 'out'),
      step('ext4_map_blocks', 'looks up the block on disk', (t) => {
        (t as Finder & { mapped: number }).mapped = block.freed ? 0 : 1;
      }),
      step('submit_bio', 'reads the block into the page; a hole is zeroes', (t) => {
        must(
          !((t as Finder & { mapped: number }).mapped && block.freed),
          'no page is filled from a block that was freed',
        );
      }),
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
    path(finderLocals(k), [
      file,
      ...only([
        step('filemap_invalidate_lock', 'takes the lock exclusively', () => {
          if (lock.writer || lock.readers) return BLOCK;
          lock.writer = 1;
        }),
      ]),
      ...findGetPage<Finder>(k, 'free'),
      ...lockPage<Finder>(k),
      step('truncate_inode_pages_range', 'under the page lock: still the file’s?', (t) =>
        byHelper(k)(t.page, t.file) ? undefined : 'unlock and retry',
      ),
      step('__delete_from_page_cache', 'takes the page out', (t) => {
        at(k.space, t.file).slot = 0;
        k.identity.detach(t.page);
      }),
      ...unlockPage<Finder>(k),
      step('put_page', "drops the cache's reference", (t) => putPage(k, t.page)),
      step('put_page', 'drops its own', (t) => {
        putPage(k, t.page);
        return 'free';
      }),
      ...putAndRetry<Finder>(k),
      'free:',
      step('ext4_free_blocks', 'gives the block back: another file may have it now', () => {
        block.freed = 1;
      }),
      step('filemap_invalidate_unlock', 'returns', () => {
        if (locked) lock.writer = 0;
      }),
    ]),
  );
}
