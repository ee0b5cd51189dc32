import { kernel } from '../kernel/kernel.ts';
import { byHelper, byRawWord, never } from '../kernel/lookup.ts';
import { startCached } from '../kernel/primitives.ts';
import { readPath } from '../kernel/read.ts';
import { punchHole, truncatePath } from '../kernel/truncate.ts';
import { howMany, scenario, yesNo } from '../scenario.ts';
import { SCHEMES } from '../schemes/index.ts';

export const lookupTruncate = scenario({
  id: 'lookup-truncate',
  title: 'A page lookup against truncation',
  raisedBy: 'Rik van Riel, LSF/MM 2018: how do lookup and truncate synchronise in this scheme?',
  era: 'v4.17; the invalidate_lock of v5.15',
  narration: [
    'A reader finds a page in the slot of the page cache and takes a reference; that keeps the page from being freed, not from being truncated.',
    'Truncation locks the page, empties the slot and clears page->mapping, which is the only trace that it leaves on the page.',
    'So the reader must lock the page and look at its mapping again; with an indirection in the word it must look through it.',
    'The page lock protects the page, not the block on disk: a hole punched beside a page fault needs a lock over both, the invalidate_lock.',
  ],
  schemes: SCHEMES,
  parameters: {
    readers: howMany('readers', 2, 3, 0),
    truncaters: howMany('truncating processes', 1, 2, 0),
    pages: howMany('free pages in the system', 2, 3),
    recheck: yesNo('look at the mapping again under the page lock', 1),
    punch: {
      says: '1 = a hole is punched while a page fault fills the page, 2 = both take the invalidate_lock',
      default: 0,
      min: 0,
      max: 2,
    },
    helper: yesNo('look through page_mapping(), not at the raw word', 1),
  },
  variants: [
    { id: 'no-recheck', says: 'the reader does not look again', set: { recheck: 0 } },
    { id: 'raw-word', says: 'the reader compares the raw word', set: { helper: 0 } },
    { id: 'helper', says: 'the reader asks the helper', set: {} },
    {
      id: 'punch',
      says: 'a page fault fills a page while its block is freed',
      set: { punch: 1, readers: 0, truncaters: 0 },
    },
    {
      id: 'invalidate-lock',
      says: 'the same with the invalidate_lock of v5.15',
      set: { punch: 2, readers: 0, truncaters: 0 },
    },
  ],
  build(m, p) {
    const k = kernel(m, {
      pages: p.pages,
      files: 1,
      scheme: p.scheme,
      queue: true,
      references: p.readers + p.truncaters + 2,
      waiters: p.readers + p.truncaters + 1,
      invalidateLock: p.punch ? 1 : 0,
    });
    const recheck = p.recheck === 0 ? never : p.helper ? byHelper(k) : byRawWord(k);
    if (p.readers) m.process('reader', readPath(k, { recheck }), { count: p.readers });
    if (p.truncaters) m.process('truncate', truncatePath(k), { count: p.truncaters });
    if (p.punch) punchHole(m, k, p.punch === 2);
    m.init(() => startCached(k, 1, 1));
    return k;
  },
});
