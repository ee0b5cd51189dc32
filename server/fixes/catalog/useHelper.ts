import { NOTHING } from '../plan.ts';
import { isRefusal } from '../rewrite.ts';
import { type Fix, isUse } from './fix.ts';
import { hasDoubtfulOutcome, isTruncationTest } from './shared.ts';

export const useHelper: Fix = {
  id: 'use-helper',
  heading: 'Use the helper',
  kind: 'quickfix',
  about:
    'The read becomes a call of the plan’s helper, which takes the value to come as its second argument; the placeholder ' +
    'stands there until somebody knows better. The helper yields the field, so the code means what it meant. ' +
    'Owners of the field are left alone: whoever sets it, clears it, decodes its bits or takes its address.',
  title: (site) => {
    const text = isUse(site) && !isRefusal(site.outcome) ? (site.outcome[0]?.text ?? '') : '';
    return `Read it through ${/\w+/.exec(text)?.[0] ?? 'the helper'}()`;
  },
  isDoubtful: hasDoubtfulOutcome,
  applies: (site) => {
    if (!isUse(site) || isTruncationTest(site)) return null;
    return isRefusal(site.outcome) ? { disabled: site.outcome.reason } : true;
  },
  plan: (site) => (isUse(site) && !isRefusal(site.outcome) ? { ...NOTHING, edits: site.outcome } : NOTHING),
  example: {
    before: `
// @file fs/toyfs/inode.c
static int toy_writepage(struct page *page, struct writeback_control *wbc)
{
	struct inode *inode = page->/*$0*/mapping->host;

	return toy_write(inode, page, wbc);
}
`,
    after: `
// @file fs/toyfs/inode.c
static int toy_writepage(struct page *page, struct writeback_control *wbc)
{
	struct inode *inode = fs_page_mapping(page, MAPPING_NULL)->host;

	return toy_write(inode, page, wbc);
}
`,
  },
  fixAll: true,
};
