import { toDevicePath, toHostPath } from '../kernel/deviceMemory.ts';
import { kernel } from '../kernel/kernel.ts';
import { setPte } from '../kernel/primitives.ts';
import { upTo } from '../model/fields.ts';
import { scenario, yesNo } from '../scenario.ts';

export const deviceMemory = scenario({
  id: 'device-memory',
  title: 'A page that lives in the memory of a device',
  raisedBy: 'Dave Hansen, LSF/MM 2018: other devices with their own memory would benefit too',
  era: 'v4.17 (mm/hmm.c, mm/migrate.c: migrate_vma)',
  narration: [
    'The page is migrated to the device; the CPU’s PTE becomes a special swap entry and the file’s slot still names the page.',
    'A CPU access faults, and the page comes back. The device must have stopped writing before the copy is made.',
    'Copy first and stop afterwards, and what the device wrote last is lost.',
  ],
  schemes: ['field', 'page_mapping', 'page_attachment'],
  parameters: { stopFirst: yesNo('the device’s mapping is invalidated before the page is copied', 1) },
  variants: [
    { id: 'copy-first', says: 'the page is copied, then the device is stopped', set: { stopFirst: 0 } },
    { id: 'stop-first', says: 'the device is stopped, then the page is copied', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 2,
      pagesAlike: false,
      files: 1,
      references: 1,
      ptes: 1,
      devices: 1,
      writes: 2,
      anonVmas: 1,
    });
    const written = m.thing('history', { count: upTo(2) });
    m.process('device', toDevicePath(k, 2, written));
    m.process('program', toHostPath(k, p.stopFirst === 1, written), { daemon: true });
    m.init(() => {
      (k.page[1] as { ref: number }).ref = 1;
      k.identity.setAnon(1, 1);
      setPte(k, 1, 1, 1);
    });
    return k;
  },
});
