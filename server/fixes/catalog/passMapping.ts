import { NOTHING } from '../plan.ts';
import { type Fix, isUse } from './fix.ts';
import { bestValue, doubtOf, hasDoubtfulValue, replacement } from './shared.ts';

export const passMapping: Fix = {
  id: 'pass-mapping',
  heading: 'Pass the real mapping here',
  kind: 'quickfix',
  about:
    'A call still passes the placeholder, and the value is at hand: the function’s own parameter, or what a file, an inode or ' +
    'a fault leads to. It must be this page’s on every path, assigned before the call, and safe to evaluate. What is only ' +
    'likely is marked as doubtful.',
  title: (site) => `Pass ${bestValue(site).value?.expression ?? 'the value'} here`,
  isDoubtful: hasDoubtfulValue,
  applies: (site) => {
    if (isUse(site) || !site.isPlaceholder) return null;
    const { value, reason } = bestValue(site);
    return value ? true : { disabled: reason };
  },
  plan: (site) => {
    const { value } = bestValue(site);
    if (isUse(site) || !value) return NOTHING;
    return replacement(site.place, site.argument, value.expression, {
      reason: `${value.expression} is the ${site.place.field.field} of this ${site.place.record} (${value.from})${doubtOf(value)}`,
      confidence: value.verdict === 'proved' ? 'proved' : 'doubtful',
      group: site.helper === null ? 'caller' : 'body',
    });
  },
  example: {
    before: `
// @file fs/toyfs/write.c
static int toy_write_end(struct file *file, struct address_space *mapping,
			 loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page, void *fsdata)
{
	return toy_commit(/*$0*/MAPPING_NULL, page, pos, len);
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
	return toy_commit(mapping, page, pos, len);
}

static const struct address_space_operations toy_aops = {
	.write_end	= toy_write_end,
};
`,
  },
  isPreferred: true,
  fixAll: true,
};
