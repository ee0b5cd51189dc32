import { protectPath } from '../kernel/device.ts';
import { kernel } from '../kernel/kernel.ts';
import { byHelper, byRawWord } from '../kernel/lookup.ts';
import { startCached } from '../kernel/primitives.ts';
import { readPath } from '../kernel/read.ts';
import { scenario, yesNo } from '../scenario.ts';

export const findLockLivelock = scenario({
  id: 'find-lock-livelock',
  title: 'A protected page makes find-and-lock spin for ever',
  raisedBy: 'Matthew Wilcox, review of the 2020 series: pagecache_get_page(FGP_LOCK) never leaves its loop',
  era: 'v4.17 (v6.1: __filemap_get_folio)',
  narration: [
    'A protected page stays in the page cache, but its word points to the attachment.',
    'find-and-lock takes the page from the slot, locks it, sees another mapping than it wants, unlocks and starts again: the slot still holds the same page.',
    'It ends if the check looks through the attachment, or if whoever protects the page takes it away again.',
  ],
  schemes: ['page_attachment', 'field', 'page_mapping', 'page_wait', 'page_flag', 'private'],
  parameters: {
    helper: yesNo('compare through the attachment, not the raw word', 1),
    released: yesNo('the protection ends some day', 0),
  },
  variants: [
    {
      id: 'raw-word',
      says: 'the finder compares the raw word while the page stays protected',
      set: { helper: 0 },
    },
    { id: 'raw-word-released', says: 'the same, but the protection ends', set: { helper: 0, released: 1 } },
    { id: 'helper', says: 'the finder looks through the attachment', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, { pages: 1, files: 1, scheme: p.scheme, queue: true, references: 4, holders: 1 });
    m.process('protect', protectPath(k, p.released === 1));
    m.process('reader', readPath(k, { recheck: p.helper ? byHelper(k) : byRawWord(k) }));
    m.init(() => startCached(k, 1, 1));
    return k;
  },
});
