import { kernel } from '../kernel/kernel.ts';
import { byHelper, byNull } from '../kernel/lookup.ts';
import { startCached } from '../kernel/primitives.ts';
import { readPath } from '../kernel/read.ts';
import { truncatePath } from '../kernel/truncate.ts';
import { waitPath } from '../kernel/wait.ts';
import { howMany, scenario } from '../scenario.ts';

export const xfsNullCheck = scenario({
  id: 'xfs-null-check',
  title: 'A NULL mapping as the sign of truncation',
  raisedBy: 'Dave Chinner, LSF/MM 2018: XFS checks for a NULL mapping, and that will break',
  era: 'v4.17',
  narration: [
    'XFS and others take "page->mapping is NULL" to mean "truncated".',
    'When the word points to a structure that outlives truncation, it is not NULL, and the truncated page is taken for a good one.',
    'A helper, page_is_truncated(page, mapping), asks the right question; one posted hunk asked it the wrong way round.',
  ],
  facts:
    'A NULL word is not only truncation: migration, khugepaged and the swap of a shmem page clear it too.',
  schemes: ['page_mapping', 'field', 'page_wait', 'page_attachment', 'page_flag', 'private'],
  parameters: {
    readers: howMany('finders that use the test', 1, 2),
    waiters: howMany('processes that only wait on the page', 1, 2, 0),
    test: {
      says: '0 = the raw word is not NULL, 1 = page_is_truncated(), 2 = page_is_truncated() with its polarity inverted',
      default: 1,
      min: 0,
      max: 2,
    },
  },
  variants: [
    { id: 'null-test', says: 'the finder tests the raw word for NULL', set: { test: 0 } },
    {
      id: 'inverted',
      says: 'the finder takes page_is_truncated() for its opposite (patch 28 of the 2018 series)',
      set: { test: 2 },
    },
    { id: 'page-is-truncated', says: 'the finder calls page_is_truncated()', set: {} },
  ],
  build(m, p) {
    const k = kernel(m, {
      pages: 2,
      files: 1,
      scheme: p.scheme,
      queue: true,
      references: p.readers + p.waiters + 2,
      waiters: p.readers + p.waiters + 1,
    });
    const right = byHelper(k);
    const tests = [byNull(k), right, (page: number, file: number) => !right(page, file)];
    m.process('finder', readPath(k, { recheck: tests[p.test] ?? right }), { count: p.readers });
    m.process('truncate', truncatePath(k));
    if (p.waiters) m.process('waiter', waitPath(k), { count: p.waiters });
    m.init(() => startCached(k, 1, 1));
    return k;
  },
});
