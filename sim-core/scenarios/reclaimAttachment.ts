import { devicePath } from '../kernel/device.ts';
import { kernel } from '../kernel/kernel.ts';
import { startCached } from '../kernel/primitives.ts';
import { reclaimPath } from '../kernel/reclaim.ts';
import { scenario, yesNo } from '../scenario.ts';
import { PROTECTING } from '../schemes/index.ts';

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
  schemes: PROTECTING,
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
    const k = kernel(m, {
      scheme: p.scheme,
      pages: 1,
      files: 1,
      references: 3,
      devices: 1,
      holders: 1,
    });
    m.process('device driver', devicePath(k, { locked: true, reference: p.reference === 1 }));
    m.process(
      'kswapd',
      reclaimPath(k, { attachment: (['blind', 'waits', 'keeps'] as const)[p.asks] ?? 'keeps' }),
    );
    m.init(() => startCached(k, 1, 1));
    return k;
  },
});
