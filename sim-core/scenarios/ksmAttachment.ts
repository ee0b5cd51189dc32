import { bit, oneOf, upTo } from '../model/fields.ts';
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
  schemes: ['page_attachment'],
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
    const shared = m.thing('page', {
      data: bit,
      ref: upTo(3),
      mapping: oneOf('&page_attachment|3', 'anon_vma|1'),
    });
    const pte = m.thing('pte', { maps: oneOf('shared', 'swapped out', 'private'), writable: bit });
    const copyOut = () => {
      pte.maps = 2;
      pte.writable = 1;
    };
    const write = () => {
      if (pte.maps === 2) return;
      shared.data = 1;
    };
    m.process(
      'faulting program',
      path({}, [
        step('do_wp_page', 'write fault: unprotect copies the page', () => {
          if (pte.maps === 1) return 'done';
          if (!pte.writable) copyOut();
        }),
        step('store', 'the program writes', write),
      ]),
    );
    m.process(
      'device pin',
      path({ on: oneOf('nothing', 'shared', 'private') }, [
        step('get_user_pages', 'pins for writing', (t) => {
          if (pte.maps === 1) return 'done';
          if (p.gup && pte.maps === 0) copyOut();
          t.on = pte.maps === 2 ? 2 : 1;
        }),
        step('bio_endio', 'the device writes to what it pinned', (t) => {
          if (t.on === 1) shared.data = 1;
        }),
      ]),
    );
    m.process(
      'swap',
      path({}, [
        step('try_to_unmap', 'reclaim unmaps the page', () => {
          if (pte.maps !== 0) return 'done';
          pte.maps = 1;
        }),
        step('do_swap_page', 'the page comes back by a write fault', () => {
          if (p.swapin) copyOut();
          else {
            pte.maps = 0;
            pte.writable = 1;
          }
        }),
        step('store', 'the program writes', write),
      ]),
    );
    m.process(
      'other program',
      path({}, [
        step('load', 'reads the page that it shares', () =>
          must(shared.data === 0, 'a shared page changes for nobody but the writer'),
        ),
      ]),
    );
    m.init(() => {
      shared.ref = 2;
    });
  },
});
