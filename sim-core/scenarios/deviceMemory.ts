import { bit, oneOf, upTo } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
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
  schemes: ['field', 'page_attachment'],
  parameters: { stopFirst: yesNo('the device’s mapping is invalidated before the page is copied', 1) },
  variants: [
    { id: 'copy-first', says: 'the page is copied, then the device is stopped', set: { stopFirst: 0 } },
    { id: 'stop-first', says: 'the device is stopped, then the page is copied', set: {} },
  ],
  build(m, p) {
    const host = m.thing('host page', {
      data: upTo(2),
      mapping: oneOf('NULL', p.scheme === 'field' ? 'mapping' : '&page_attachment|3'),
    });
    const there = m.thing('device page', { data: upTo(2), mapped: bit });
    const pte = m.thing('pte', { is: oneOf('present', 'device entry') });
    const written = m.thing('history', { count: upTo(2) });
    m.process(
      'device',
      path({ left: upTo(2) }, [
        step('migrate_vma', 'the page moves to the device', (t) => {
          pte.is = 1;
          there.data = host.data;
          there.mapped = 1;
          host.mapping = 0;
          t.left = 2;
        }),
        'work:',
        step('device store', 'adds one to the page, if it is still mapped', (t) => {
          if (!there.mapped) return 'done';
          there.data++;
          written.count++;
          t.left--;
          return t.left ? 'work' : 'done';
        }),
      ]),
    );
    const stop = step<object>('mmu_notifier_invalidate_range_start', 'takes the page from the device', () => {
      there.mapped = 0;
    });
    const copy = step<object>('migrate_vma_copy', 'copies the page back', () => {
      host.data = there.data;
    });
    m.process(
      'program',
      path({}, [
        step('do_swap_page', 'faults on the device entry', () => (pte.is === 1 ? undefined : 'read')),
        ...(p.stopFirst ? [stop, copy] : [copy, stop]),
        step('set_pte_at', 'maps the host page again', () => {
          host.mapping = 1;
          pte.is = 0;
        }),
        'read:',
        step('load', 'reads what the device wrote', () => {
          if (pte.is === 1) return BLOCK;
          must(host.data === written.count, 'no write is lost: the program sees all that the device wrote');
          must(host.mapping === 1, 'a page in the cache has its identity');
        }),
      ]),
      { daemon: true },
    );
    m.init(() => {
      host.mapping = 1;
    });
  },
});
