import { bit, oneOf, upTo } from '../model/fields.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { howMany, scenario, yesNo } from '../scenario.ts';

export const deviceExclusive = scenario({
  id: 'device-exclusive',
  title: 'What upstream did instead: the PTE becomes a device-exclusive entry',
  raisedBy: 'Alistair Popple, v5.14 (make_device_exclusive_range)',
  era: 'v6.1 (mm/memory.c: remove_device_exclusive_entry)',
  narration: [
    'The PTEs are replaced by special swap entries; the device alone may touch the page. A CPU access, even a read, faults.',
    'The fault takes the device’s right away through an MMU notifier, and only then puts the PTE back.',
    'In the other order, CPU and device both hold the page for a moment.',
  ],
  facts:
    'Only anonymous pages are supported, so the file-backed half of the proposal was never done; and readers are shut out too, unlike with write protection.',
  schemes: ['field'],
  parameters: {
    notifyFirst: yesNo('the device loses its right before the PTE is restored', 1),
    programs: howMany('programs that touch the page', 2, 3),
  },
  variants: [
    { id: 'restore-first', says: 'the PTE is restored, then the device is told', set: { notifyFirst: 0 } },
    { id: 'notify-first', says: 'the device is told, then the PTE is restored', set: {} },
  ],
  build(m, p) {
    const pte = m.thing('pte', { is: oneOf('present', 'SWP_DEVICE_EXCLUSIVE') });
    const device = m.thing('device', { atomic: bit });
    const page = m.thing('page', { locked: bit });
    const counter = m.thing('counter', { value: upTo(p.programs + 2), meant: upTo(p.programs + 2) });
    m.process(
      'device',
      path({ seen: upTo(p.programs + 2) }, [
        step(
          'make_device_exclusive_range',
          'under the page lock: replaces the PTEs by exclusive entries',
          () => {
            if (page.locked) return BLOCK;
            page.locked = 1;
            pte.is = 1;
          },
        ),
        step('nouveau_atomic_range_fault', 'gets an atomic PTE of its own', () => {
          device.atomic = 1;
          page.locked = 0;
        }),
        step('device load', 'reads the counter if it still may', (t) => {
          if (!device.atomic) return 'done';
          t.seen = counter.value;
        }),
        step(
          'device store',
          'writes it back: the read and the write are one bus transaction to the device only',
          (t) => {
            counter.value = t.seen + 1;
            counter.meant++;
            device.atomic = 0;
          },
        ),
      ]),
    );
    // the notifier waits until the operation under way has ended
    const notify = step<object>('mmu_notifier_invalidate_range_start', 'takes the device’s right away', () =>
      device.atomic ? BLOCK : undefined,
    );
    const restore = step<object>('restore_exclusive_pte', 'puts the PTE back', () => {
      pte.is = 0;
    });
    m.process(
      'program',
      path({}, [
        'access:',
        step('handle_pte_fault', 'touches the memory: a present PTE lets it through', () =>
          pte.is === 0 ? 'store' : undefined,
        ),
        step('lock_page', 'takes the page lock', () => {
          if (page.locked) return BLOCK;
          page.locked = 1;
        }),
        step('remove_device_exclusive_entry', 'is the entry still there?', () =>
          pte.is === 1 ? undefined : 'unlock',
        ),
        ...(p.notifyFirst ? [notify, restore] : [restore, notify]),
        'unlock:',
        step('unlock_page', 'drops the lock, tries again', () => {
          page.locked = 0;
          return 'access';
        }),
        'store:',
        step('store', 'adds one to the counter by a locked instruction', () => {
          if (pte.is !== 0) return 'access';
          counter.value++;
          counter.meant++;
        }),
      ]),
      { count: p.programs },
    );
    m.invariant('at most one class of writer: no write is lost', () => counter.value === counter.meant);
  },
});
