// A page that moves into the memory of a device and back (mm/hmm.c, mm/migrate.c: migrate_vma, v4.17).
// Anonymous memory: page 1 is the host's, page 2 the device's; PTE 1 maps it.
import { upTo } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, type Path, path, step } from '../model/path.ts';
import { at, type Kernel } from './kernel.ts';
import { isPresent, putPage, setPte } from './primitives.ts';

const HOST = 1;
const THERE = 2;
const PTE = 1;

/** The page moves to the device, which adds one to it some times. `written` counts the stores. */
export function toDevicePath(k: Kernel, stores: number, written: { count: number }): Path {
  return path({ left: upTo(stores) }, [
    step('migrate_vma', 'the page moves to the device: a special entry in the place of the PTE', (t) => {
      if (!isPresent(k, PTE)) return 'done';
      at(k.page, THERE).ref = 1;
      at(k.page, THERE).data = at(k.page, HOST).data;
      k.identity.setAnon(THERE, k.identity.anon(HOST));
      at(k.pte, PTE).entry = k.pteWord.of('device', THERE);
      putPage(k, HOST);
      at(k.device, 1).works = 1;
      t.left = stores;
    }),
    'work:',
    step('device store', 'adds one to the page, if it is still mapped', (t) => {
      if (!at(k.device, 1).works) return 'done';
      at(k.page, THERE).data++;
      written.count++;
      t.left--;
      return t.left ? 'work' : 'done';
    }),
  ]);
}

/** A CPU access: do_swap_page() on the device entry brings the page back. */
export function toHostPath(k: Kernel, stopFirst: boolean, written: { count: number }): Path {
  const stop = step<object>('mmu_notifier_invalidate_range_start', 'takes the page from the device', () => {
    at(k.device, 1).works = 0;
  });
  const copy = step<object>('migrate_vma_copy', 'copies the page back into a page of the host', () => {
    at(k.page, HOST).ref = 1;
    at(k.page, HOST).data = at(k.page, THERE).data;
  });
  return path({}, [
    step('do_swap_page', 'faults on the device entry', () =>
      k.pteWord.is(at(k.pte, PTE).entry, 'device') ? undefined : 'read',
    ),
    ...(stopFirst ? [stop, copy] : [copy, stop]),
    step('set_pte_at', 'maps the host page again, frees the device’s', () => {
      k.identity.setAnon(HOST, k.identity.anon(THERE));
      setPte(k, PTE, HOST, 1);
      putPage(k, THERE);
    }),
    'read:',
    step('load', 'reads what the device wrote', () => {
      if (!isPresent(k, PTE)) return BLOCK;
      must(
        at(k.page, HOST).data === written.count,
        'no write is lost: the program sees all that the device wrote',
      );
      must(k.identity.anon(HOST), 'a page that is mapped has its identity');
    }),
  ]);
}
