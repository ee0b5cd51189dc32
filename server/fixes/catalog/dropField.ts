import { NOTHING } from '../plan.ts';
import { textOf } from '../site.ts';
import { testedLater } from '../testedLater.ts';
import { type Fix, isUse } from './fix.ts';
import { asOperand, replacement } from './shared.ts';

export const dropField: Fix = {
  id: 'drop-field',
  heading: 'Drop the field',
  kind: 'refactor',
  about:
    'The helper is given the value: the call goes and the value stays, so nothing reads the field there any more. A truncation ' +
    'test keeps the field, which is what tells truncation; so does a value that is tested for NULL or compared later.',
  title: (site) => `Use ${isUse(site) ? 'the value' : site.argument.text} alone`,
  applies: (site) => {
    if (isUse(site) || site.helper === null) return null;
    if (site.helper === 'truncated')
      return { disabled: 'the field is what tells truncation: this test is its last user' };
    if (site.isPlaceholder) return { disabled: `no ${site.place.field.field} is passed here yet` };
    const tested = testedLater(site.call, site.place.definition, site.place.field);
    return tested === null ? true : { disabled: tested };
  },
  plan: (site) => {
    if (isUse(site)) return NOTHING;
    const given = textOf(site.place.syntax, site.argument);
    const best = site.values().find(({ expression }) => expression === given);
    // whether every caller passes one only the whole tree tells
    const isOwn = given === site.place.field.plan?.parameter;
    return replacement(site.place, site.call, asOperand(given), {
      reason: `${given} was passed and checked: the field is not read any more${isOwn ? ', if every caller passes one' : ''}`,
      confidence: best?.verdict === 'proved' && !isOwn ? 'proved' : 'doubtful',
    });
  },
  example: {
    before: `
// @file fs/toyfs/write.c
static int toy_write_end(struct file *file, struct address_space *mapping,
			 loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page, void *fsdata)
{
	struct inode *inode = /*$0*/fs_page_mapping(page, mapping)->host;

	return toy_commit(inode, pos, len);
}
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
`,
  },
};
