import { bit, oneOf, upTo } from '../model/fields.ts';
import { must } from '../model/model.ts';
import { BLOCK, path, step } from '../model/path.ts';
import { scenario, yesNo } from '../scenario.ts';

export const reclaimAttachment = scenario({
  id: 'reclaim-attachment',
  title: 'Reclaim meets a page with an attachment',
  raisedBy: 'Kirill Shutemov (mail, 2018): reclaim and physical memory scanners have no side information',
  era: 'v4.17 (mm/vmscan.c: shrink_page_list, __remove_mapping), proposal',
  narration: [
    'Reclaim comes from the LRU list: it has the page and nothing else, so the identity must be found through the attachment.',
    'If it frees the page without asking the attachment’s owner, the owner works on a page that is somebody else’s by now.',
    'If it asks and waits while it holds the page lock that the owner needs, neither gets on.',
  ],
  schemes: ['page_attachment'],
  parameters: {
    asks: {
      says: '0 = frees the page, 1 = asks and waits under the page lock, 2 = asks and comes back later',
      default: 2,
      min: 0,
      max: 2,
    },
    reference: yesNo('the attachment holds a reference on the page', 1),
  },
  variants: [
    {
      id: 'frees',
      says: 'reclaim frees the page; the attachment holds no reference',
      set: { asks: 0, reference: 0 },
    },
    { id: 'waits-locked', says: 'reclaim waits for the owner under the page lock', set: { asks: 1 } },
    { id: 'asks', says: 'reclaim asks the owner and goes on to another page', set: {} },
  ],
  build(m, p) {
    const page = m.thing('page', {
      ref: upTo(3),
      locked: bit,
      mapping: oneOf('NULL', 'mapping', '&page_attachment|3'),
    });
    const owner = m.thing('owner', { asked: bit });
    const put = () => {
      page.ref--;
      if (page.ref === 0) page.mapping = 0;
    };
    m.process(
      'device driver',
      path({}, [
        step('page_ronly', 'under the page lock: hangs its attachment on the page', () => {
          if (page.locked) return BLOCK;
          if (page.mapping !== 1) return 'done';
          page.mapping = 2;
          if (p.reference) page.ref++;
        }),
        step('device work', 'works on the page', () => must(page.ref > 0, 'no freed page is used')),
        step('device work', 'works on the page', () => must(page.ref > 0, 'no freed page is used')),
        step('lock_page', 'takes the page lock to give the page back', () => {
          if (page.locked) return BLOCK;
          must(page.ref > 0, 'no freed page is used');
          page.locked = 1;
        }),
        step('page_ronly_ops.unprotect', 'puts the mapping back', () => {
          must(page.mapping === 2, 'no freed attachment is used');
          page.mapping = 1;
          owner.asked = 0;
        }),
        step('unlock_page', 'unlocks, drops its reference', () => {
          page.locked = 0;
          if (p.reference) put();
        }),
      ]),
    );
    m.process(
      'kswapd',
      path({}, [
        step('shrink_page_list', 'locks a page of the LRU list', () => {
          if (page.locked) return 'done';
          page.locked = 1;
        }),
        step('page_ronly_ops.unprotect', 'an attachment?', () => {
          if (page.mapping !== 2 || p.asks === 0) return 'remove';
          owner.asked = 1;
          return p.asks === 2 ? 'keep' : undefined;
        }),
        step('page_ronly_ops.unprotect', 'waits until the owner has let go', () =>
          page.mapping === 2 ? BLOCK : undefined,
        ),
        'remove:',
        step('__remove_mapping', 'nobody else has a reference: out of the cache', () => {
          if (page.ref !== 1) return 'keep';
          page.mapping = 0;
        }),
        step('free_unref_page_list', 'frees the page', () => {
          page.locked = 0;
          put();
          return 'done';
        }),
        'keep:',
        step('unlock_page', 'keeps the page', () => {
          page.locked = 0;
        }),
      ]),
    );
    m.init(() => {
      page.ref = 1;
      page.mapping = 1;
    });
  },
});
