import { kernel } from '../kernel/kernel.ts';
import { unmergePath } from '../kernel/ksm.ts';
import { setPte } from '../kernel/primitives.ts';
import { must } from '../model/model.ts';
import { path, step } from '../model/path.ts';
import { scenario, yesNo } from '../scenario.ts';

export const ksmAttachment = scenario({
  id: 'ksm-attachment',
  title: 'The attachment must be told of every way to write',
  raisedBy: 'Jérôme Glisse, 2018, patches 74–79: struct page_ronly with the events SWAPIN, WFAULT and GUP',
  era: 'v4.17, with KSM’s write protection made generic',
  narration: [
    'A page_attachment has an operation that breaks the protection: unprotect(page, address, vma, event).',
    'A write may come by a fault, by a pin for writing (get_user_pages), or by a page swapped in again.',
    'Leave one of the events out, and two programs that share the page see each other’s writes.',
  ],
  schemes: ['page_attachment', 'page_mapping', 'field'],
  parameters: {
    gup: yesNo('get_user_pages(FOLL_WRITE) calls unprotect', 1),
    swapin: yesNo('swap-in calls unprotect', 1),
  },
  variants: [
    { id: 'no-gup', says: 'pins do not call unprotect', set: { gup: 0 } },
    { id: 'no-swapin', says: 'swap-in does not call unprotect', set: { swapin: 0 } },
    { id: 'all-events', says: 'fault, pin and swap-in call unprotect', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 2,
      pagesAlike: false,
      files: 1,
      references: 4,
      writes: 1,
      ptes: 1,
      stableNodes: 1,
    });
    const shared = k.page[1] as { ref: number; data: number };
    const one = { pte: 1, shared: 1, copy: 2 };
    m.process('faulting program', unmergePath(k, 'WFAULT', one));
    m.process('device pin', unmergePath(k, 'GUP', { ...one, calls: p.gup === 1 }));
    m.process('swap', unmergePath(k, 'SWAPIN', { ...one, calls: p.swapin === 1 }));
    m.process(
      'other program',
      path({}, [
        step('load', 'reads the page that it shares', () =>
          must(shared.data === 0, 'a shared page changes for nobody but the writer'),
        ),
      ]),
    );
    m.init(() => {
      // the PTE that writes, and that of the other program
      shared.ref = 2;
      k.identity.setStableNode(1, 1);
      setPte(k, 1, 1, 0);
    });
    return k;
  },
});
