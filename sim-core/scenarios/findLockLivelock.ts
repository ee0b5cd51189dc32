import {
  type Finder,
  finderLocals,
  findGetPage,
  lockPage,
  pickFile,
  putAndRetry,
  unlockPage,
} from '../kernel/lookup.ts';
import { pageCache, putPage, startCached } from '../kernel/pageCache.ts';
import { byHelper, byRawWord, readPath } from '../kernel/paths.ts';
import { bit } from '../model/fields.ts';
import { path, step } from '../model/path.ts';
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
  schemes: ['page_attachment', 'field'],
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
    const k = pageCache(m, { pages: 1, files: 1, scheme: p.scheme, references: 4 });
    const recheck = p.helper ? byHelper(k) : byRawWord(k);
    const driver = m.thing('driver', { holds: bit });
    m.process(
      'protect',
      path(finderLocals(k), [
        pickFile<Finder>(k, 'page_ronly'),
        ...findGetPage<Finder>(k, 'done'),
        ...lockPage<Finder>(k),
        step<Finder>('page_is_truncated', 'under the lock: is the page still there?', (t) =>
          byHelper(k)(t.page, t.file) ? undefined : 'unlock and retry',
        ),
        step<Finder>('page_ronly', 'hangs the attachment on the page', (t) => {
          k.identity.protect?.(t.page);
          driver.holds = 1;
        }),
        ...unlockPage<Finder>(k),
        step<Finder>('page_ronly', 'works on the protected page', () => (p.released ? undefined : 'leave')),
        step<Finder>('page_ronly_ops.unprotect', 'takes the attachment off again', (t) => {
          k.identity.unprotect?.(t.page);
          driver.holds = 0;
        }),
        'leave:',
        step<Finder>('put_page', 'drops its reference', (t) => {
          putPage(k, t.page);
          return 'done';
        }),
        ...putAndRetry<Finder>(k),
      ]),
    );
    m.process('reader', readPath(k, { recheck }));
    m.init(() => startCached(k, 1, 1));
  },
});
