// Page migration: unmap_and_move(), migrate_page_move_mapping() (mm/migrate.c, v4.17), and the faults
// that wait for it: with a reference (v4.17), without (v5.0 put_and_wait_on_page_locked, v6.1
// migration_entry_wait_on_locked).
import { bit, upTo } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, choose, type Line, type Path, path, step } from '../model/path.ts';
import { at, type Kernel } from './kernel.ts';
import { type Finder, finderLocals } from './lookup.ts';
import {
  allocPage,
  freezePage,
  getPageUnlessZero,
  installMigrationEntries,
  noPageFree,
  pageOfPte,
  putPage,
  removeMigrationEntries,
  setDirty,
  unfreezePage,
} from './primitives.ts';
import { isolatePage } from './reclaim.ts';
import { lockPage, queueOnPage, sleepOnPage, unlockPage, wakeAll } from './wait.ts';

export interface MigrateOptions {
  /** How often it tries; ten in the kernel. */
  readonly tries?: number;
  /** Who waits on the old page comes along: is woken when the word moves. Else the word is just cleared. */
  readonly carries?: boolean;
  /** Running out of tries is a broken rule: nobody pins the page for longer. */
  readonly mustSucceed?: boolean;
}

type Mover = Finder & { to: number; tries: number };

export function migratePath(k: Kernel, o: MigrateOptions = {}): Path {
  const { tries = 1, carries = true, mustSucceed = false } = o;
  return path({ ...finderLocals(k), to: k.pageRef, tries: upTo(tries) }, [
    isolatePage<Mover>(k, 'isolate_migratepages_block'),
    choose<Mover>(k.pages, 'alloc_migrate_target', 'gets a free page', (t, way) => {
      if (!allocPage(k, way + 1)) return way === 0 && noPageFree(k) ? 'putback' : BLOCK;
      at(k.page, way + 1).locked = 1;
      t.to = way + 1;
    }),
    'try:',
    ...lockPage<Finder>(k),
    ...waitForWriteback(k),
    step<Mover>('page_mapping', 'a page of no file, or one that a device works on, is left alone', (t) => {
      t.file = k.identity.file(t.page);
      if (t.file === 0 || k.identity.isProtected(t.page)) return 'give up';
    }),
    ...(k.has.ptes
      ? [
          step<Mover>('try_to_unmap', 'replaces the PTEs by migration entries', (t) =>
            installMigrationEntries(k, t.page),
          ),
        ]
      : []),
    step<Mover>('migrate_page_move_mapping', 'nobody else has it? then the slot names the new page', (t) => {
      t.tries++;
      // one reference is the cache's, one is ours
      if (!freezePage(k, t.page, 2)) return 'put back';
      if (at(k.page, t.page).dirty) setDirty(k, t.to);
      if (k.has.uptodate) at(k.page, t.to).uptodate = at(k.page, t.page).uptodate;
      k.identity.attach(t.to, t.file);
      at(k.space, t.file).slot = t.to;
      at(k.page, t.to).ref++;
      unfreezePage(k, t.page, 1);
    }),
    step<Mover>('move_to_new_page', 'copies the contents; the old page belongs to no file', (t) => {
      if (k.has.data) at(k.page, t.to).data = at(k.page, t.page).data;
      if (k.has.dirty) at(k.page, t.page).dirty = 0;
      if (!carries) k.identity.overwrite(t.page);
      else {
        if (k.options.scheme === 'page_wait' && k.has.queue) wakeAll(k, t.page);
        k.identity.detach(t.page);
      }
    }),
    ...(k.has.ptes
      ? [
          step<Mover>('remove_migration_ptes', 'points the PTEs to the new page', (t) =>
            removeMigrationEntries(k, t.page, t.to),
          ),
        ]
      : []),
    ...unlockPage<Mover>(k),
    step<Mover>('put_page', 'frees the old page', (t) => {
      putPage(k, t.page);
      t.page = t.to;
    }),
    ...unlockPage<Mover>(k),
    step<Mover>('putback_lru_page', 'drops its reference on the new page', (t) => {
      putPage(k, t.page);
      return 'done';
    }),
    'put back:',
    ...(k.has.ptes
      ? [
          step<Mover>('remove_migration_ptes', 'too many references: puts the PTEs back', (t) =>
            removeMigrationEntries(k, t.page, t.page),
          ),
        ]
      : []),
    ...unlockPage<Mover>(k),
    step<Mover>('migrate_pages', 'tries again, some times', (t) => {
      if (t.tries < tries) return 'try';
      must(!mustSucceed, 'a page that nobody pins can be migrated');
      return 'free target';
    }),
    'give up:',
    ...unlockPage<Mover>(k),
    'free target:',
    step<Mover>('putback_movable_pages', 'frees the target', (t) => {
      at(k.page, t.to).locked = 0;
      putPage(k, t.to);
    }),
    'putback:',
    step<Mover>('putback_lru_page', 'drops its reference', (t) => putPage(k, t.page)),
  ]);
}

function waitForWriteback(k: Kernel): Line<Mover>[] {
  if (!k.has.writeback) return [];
  return [
    step('wait_on_page_writeback', 'sleeps while PG_writeback is set', (t) =>
      at(k.page, t.page).writeback ? BLOCK : undefined,
    ),
  ];
}

/** A program that meets a migration entry and waits for it: migration_entry_wait(). */
export function migrationWaitPath(k: Kernel, { pte, reference }: { pte: number; reference: boolean }): Path {
  type Waiter = Finder & { drops: number };
  const isEntry = (): boolean => k.pteWord.is(at(k.pte, pte).entry, 'migration');
  if (reference) {
    return path(finderLocals(k, true), [
      step<Finder>('migration_entry_wait', 'under the lock of the page table: takes a reference', (t) => {
        if (!isEntry()) return 'done';
        t.page = pageOfPte(k, pte);
        if (!getPageUnlessZero(k, t.page)) return 'done';
      }),
      step<Finder>('wait_on_page_locked', 'looks at PG_locked', (t) =>
        at(k.page, t.page).locked ? undefined : 'put',
      ),
      ...sleepOnPage<Finder>(k, undefined, true),
      'put:',
      step<Finder>('put_page', 'drops its reference', (t) => putPage(k, t.page)),
    ]);
  }
  return path({ ...finderLocals(k, true), drops: bit }, [
    step<Waiter>('migration_entry_wait_on_locked', 'under the lock of the page table: queues itself', (t) => {
      if (!isEntry()) return 'done';
      t.page = pageOfPte(k, pte);
      if (!at(k.page, t.page).locked) return 'done';
      queueOnPage(k, t);
      k.identity.addWaiter(t.page);
      t.shared = 1;
      t.drops = 1;
    }),
    step<Waiter>('io_schedule', 'sleeps without a reference', (t) => (t.place === 0 ? undefined : BLOCK)),
  ]);
}
