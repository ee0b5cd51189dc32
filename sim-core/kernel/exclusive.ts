// What upstream did in place of write protection: the PTE becomes a device-exclusive entry, and the CPU
// faults on any access (v5.14 make_device_exclusive_range; v6.1 mm/rmap.c, mm/memory.c).
import { BLOCK, type Path, path, step } from '../model/path.ts';
import { at, type Kernel } from './kernel.ts';
import { type Finder, finderLocals } from './lookup.ts';
import {
  getPageUnlessZero,
  isPresent,
  mayWrite,
  pageOfPte,
  putPage,
  setPte,
  store,
  tryLockPage,
} from './primitives.ts';
import { lockPage, unlockPage } from './wait.ts';

/** make_device_exclusive_range() of page 1, and one atomic operation: two bus accesses, one transaction to the device only. */
export function exclusivePath(k: Kernel, pte: number): Path {
  return path({ seen: k.contents, page: k.pageRef }, [
    step('make_device_exclusive_range', 'locks the page of the PTE', (t) => {
      if (!isPresent(k, pte)) return 'done';
      t.page = pageOfPte(k, pte);
      if (!tryLockPage(k, t.page)) return BLOCK;
    }),
    step('try_to_migrate_one', 'replaces the PTE by a device-exclusive entry', (t) => {
      at(k.pte, pte).entry = k.pteWord.of('device', t.page);
      at(k.pte, pte).writable = 0;
    }),
    step('nouveau_atomic_range_fault', 'gets an atomic PTE of its own', () => {
      at(k.device, 1).works = 1;
    }),
    ...unlockPage<{ seen: number; page: number }>(k),
    step('device load', 'reads the counter if it still may', (t) => {
      if (!at(k.device, 1).works) return 'done';
      t.seen = at(k.page, t.page).data;
    }),
    step('device store', 'writes it back, and is ready', (t) => {
      store(k, t.page);
      at(k.page, t.page).data = t.seen + 1;
      at(k.device, 1).works = 0;
    }),
  ]);
}

/** A CPU access that meets the entry: remove_device_exclusive_entry(). `notifyFirst`: the device is told before the PTE is back. */
export function exclusiveFaultPath(k: Kernel, pte: number, notifyFirst: boolean): Path {
  const notify = step<Finder>('mmu_notifier_invalidate_range_start', 'the device loses its right', () =>
    // the notifier waits until the operation under way has ended
    at(k.device, 1).works ? BLOCK : undefined,
  );
  const restore = step<Finder>(
    'restore_exclusive_pte',
    'puts the PTE back, if the entry is still there',
    (t) => {
      if (k.pteWord.is(at(k.pte, pte).entry, 'device')) setPte(k, pte, t.page, 1);
    },
  );
  return path(finderLocals(k), [
    'access:',
    step<Finder>('store', 'adds one to the counter by a locked instruction, if the PTE lets it', (t) => {
      if (!mayWrite(k, pte)) return;
      store(k, pageOfPte(k, pte));
      t.page = 0;
      return 'done';
    }),
    step<Finder>('remove_device_exclusive_entry', 'takes a reference on the page of the entry', (t) => {
      t.page = pageOfPte(k, pte);
      if (!getPageUnlessZero(k, t.page)) return 'access';
    }),
    ...lockPage<Finder>(k),
    ...(notifyFirst ? [notify, restore] : [restore, notify]),
    ...unlockPage<Finder>(k),
    step<Finder>('put_page', 'drops its reference, returns to the instruction', (t) => {
      putPage(k, t.page);
      return 'access';
    }),
  ]);
}
