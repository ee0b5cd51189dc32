import { NOTHING } from '../plan.ts';
import { isRefusal } from '../rewrite.ts';
import { type Fix, isUse } from './fix.ts';
import { hasDoubtfulOutcome, isTruncationTest } from './shared.ts';

export const rewriteTruncationTest: Fix = {
  id: 'rewrite-truncation-test',
  heading: 'Ask whether it was truncated',
  kind: 'quickfix',
  about:
    'A test of the field after a lock or a lookup asks whether the page was truncated meanwhile. It becomes a call of the ' +
    'truncation helper in the same polarity, with the mapping that it was compared with, or the placeholder where it was ' +
    'compared with NULL. Tests that ask something else are left: bounce pages, free pages, tag bits, orphaned buffers.',
  title: (site) => {
    const text = isUse(site) && !isRefusal(site.outcome) ? (site.outcome[0]?.text ?? '') : '';
    return `Test with ${text}`;
  },
  isDoubtful: hasDoubtfulOutcome,
  applies: (site) => (isUse(site) && isTruncationTest(site) ? true : null),
  plan: (site) => (isUse(site) && !isRefusal(site.outcome) ? { ...NOTHING, edits: site.outcome } : NOTHING),
  example: {
    before: `
// @file fs/toyfs/write.c
static int toy_lock(struct page *page, struct address_space *mapping)
{
	lock_page(page);
	if (likely(page->/*$0*/mapping == mapping) && PageUptodate(page))
		return 0;
	unlock_page(page);
	return -EAGAIN;
}
`,
    after: `
// @file fs/toyfs/write.c
static int toy_lock(struct page *page, struct address_space *mapping)
{
	lock_page(page);
	if (likely(!page_is_truncated(page, mapping)) && PageUptodate(page))
		return 0;
	unlock_page(page);
	return -EAGAIN;
}
`,
  },
  isPreferred: true,
  fixAll: true,
};
