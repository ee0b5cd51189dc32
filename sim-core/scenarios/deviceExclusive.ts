import { exclusiveFaultPath, exclusivePath } from '../kernel/exclusive.ts';
import { noWriteLost, oneClassOfWriter } from '../kernel/invariants.ts';
import { kernel } from '../kernel/kernel.ts';
import { startMapped } from '../kernel/primitives.ts';
import { howMany, scenario, yesNo } from '../scenario.ts';
import { SCHEMES } from '../schemes/index.ts';

export const deviceExclusive = scenario({
  id: 'device-exclusive',
  title: 'What upstream did instead: the PTE becomes a device-exclusive entry',
  raisedBy: 'Alistair Popple, v5.14 (make_device_exclusive_range)',
  era: 'v6.1 (mm/memory.c: remove_device_exclusive_entry)',
  narration: [
    'The PTEs are replaced by special swap entries; the device alone may touch the page. A CPU access, even a read, faults.',
    'The fault takes the device’s right away through an MMU notifier, and only then puts the PTE back.',
    'In the other order, CPU and device both hold the page for a moment. The page’s word plays no part, whatever the scheme.',
  ],
  facts:
    'Only anonymous pages are supported, so the file-backed half of the proposal was never done; and readers are shut out too, unlike with write protection.',
  schemes: SCHEMES,
  parameters: {
    notifyFirst: yesNo('the device loses its right before the PTE is restored', 1),
    programs: howMany('programs that touch the page', 2, 3),
  },
  variants: [
    { id: 'restore-first', says: 'the PTE is restored, then the device is told', set: { notifyFirst: 0 } },
    { id: 'notify-first', says: 'the device is told, then the PTE is restored', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 1,
      files: 1,
      references: p.programs + 2,
      ptes: 1,
      devices: 1,
      writes: p.programs + 2,
    });
    m.process('device', exclusivePath(k, 1));
    m.process('program', exclusiveFaultPath(k, 1, p.notifyFirst === 1), { count: p.programs });
    noWriteLost(m, k);
    oneClassOfWriter(m, k);
    m.init(() => startMapped(k, 1, 1, 1));
    return k;
  },
});
