import { NOTHING } from '../plan.ts';
import { isRefusal } from '../rewrite.ts';
import { testedLater } from '../testedLater.ts';
import { type Fix, isUse } from './fix.ts';
import { asOperand, bestValue, doubtOf, hasDoubtfulValue, isTruncationTest, replacement } from './shared.ts';

export const useScope: Fix = {
  id: 'use-mapping-in-scope',
  heading: 'Use the mapping in scope',
  kind: 'quickfix',
  about:
    'The function holds the mapping already, as a parameter, a local or a member of one: the field need not be read. Only a ' +
    'value that is proved to be this page’s is taken unasked; a doubtful one is marked, with what is against it. Where the ' +
    'value is tested for NULL or compared, the field stays: after truncation it is NULL and the other value is not.',
  title: (site) => {
    const { value } = bestValue(site);
    return `Use ${value?.expression ?? 'the value at hand'} instead of the field`;
  },
  isDoubtful: hasDoubtfulValue,
  applies: (site) => {
    if (!isUse(site) || !site.site || isRefusal(site.outcome) || isTruncationTest(site)) return null;
    const tested = testedLater(site.site.access, site.site.definition, site.site.field);
    if (tested !== null) return { disabled: tested };
    const { value, reason } = bestValue(site);
    return value ? true : { disabled: reason };
  },
  plan: (site) => {
    const { value } = bestValue(site);
    if (!isUse(site) || !site.site || isRefusal(site.outcome) || !value) return NOTHING;
    const [edit] = site.outcome;
    if (!edit) return NOTHING;
    return replacement(
      site.site,
      { startIndex: edit.start, endIndex: edit.end },
      asOperand(value.expression),
      {
        reason: `${value.expression} is the same (${value.from})${doubtOf(value)}`,
        confidence: value.verdict === 'proved' ? 'proved' : 'doubtful',
      },
    );
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
	struct inode *inode = mapping->host;

	return toy_commit(inode, pos, len);
}

static const struct address_space_operations toy_aops = {
	.write_end	= toy_write_end,
};
`,
  },
};
