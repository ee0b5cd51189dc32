import { NOTHING } from '../plan.ts';
import { isRefusal, rewriteOf } from '../rewrite.ts';
import { type Fix, type FixSite, isUse } from './fix.ts';
import { bestValue, doubtOf, hasDoubtfulValue } from './shared.ts';

export const checkField: Fix = {
  id: 'check-against-field',
  heading: 'Check against the field',
  kind: 'refactor',
  about:
    'The read becomes the helper’s call with the value at hand. The helper compares it with the field, warns once where they ' +
    'differ, and yields the field still: a conversion that can be tried before anything depends on it.',
  title: (site) => `Check ${bestValue(site).value?.expression ?? 'the value'} against the field`,
  isDoubtful: hasDoubtfulValue,
  applies: (site) => {
    if (!isUse(site) || isRefusal(site.outcome)) return null;
    // a comparison passes what it was compared with
    if (site.site?.use.role === 'truncation' && site.site.fact.access === 'compare') return null;
    const { value, reason } = bestValue(site);
    return value ? true : { disabled: reason };
  },
  plan: (site) => {
    const edits = checked(site);
    return edits ? { ...NOTHING, edits } : NOTHING;
  },
  example: {
    before: `
// @file fs/toyfs/write.c
static int toy_write_end(struct file *file, struct address_space *mapping,
			 loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page, void *fsdata)
{
	struct inode *inode = page->/*$0*/mapping->host;

	return toy_commit(inode, pos, len);
}

static const struct address_space_operations toy_aops = {
	.write_end	= toy_write_end,
};
`,
    after: `
// @file fs/toyfs/write.c
static int toy_write_end(struct file *file, struct address_space *mapping,
			 loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page, void *fsdata)
{
	struct inode *inode = fs_page_mapping(page, mapping)->host;

	return toy_commit(inode, pos, len);
}

static const struct address_space_operations toy_aops = {
	.write_end	= toy_write_end,
};
`,
  },
};

function checked(site: FixSite) {
  const { value } = bestValue(site);
  if (!isUse(site) || !site.site || !value) return null;
  const edits = rewriteOf(site.site, value.expression);
  if (isRefusal(edits)) return null;
  return edits.map((edit) => ({
    ...edit,
    reason: `${value.expression} is compared with the field (${value.from})${doubtOf(value)}`,
    confidence: value.verdict === 'proved' ? ('proved' as const) : ('doubtful' as const),
  }));
}
