import { NOTHING } from '../plan.ts';
import { type Fix, isUse } from './fix.ts';
import { refusalOf } from './shared.ts';

export const explain: Fix = {
  id: 'explain',
  heading: 'Why there is no fix',
  kind: 'quickfix',
  about:
    'Some uses stay: the field is the subject there, or the text cannot be edited safely. The action is shown greyed out and ' +
    'says which rule forbids it.',
  title: () => 'The field stays here',
  applies: (site) => {
    const reason = refusalOf(site);
    return isUse(site) && reason !== null ? { disabled: reason } : null;
  },
  plan: () => NOTHING,
  example: {
    before: `
// @file fs/toyfs/cache.c
static void toy_release(struct page *page)
{
	page->/*$0*/mapping = NULL;
	put_page(page);
}
`,
    after: `
// @file fs/toyfs/cache.c
static void toy_release(struct page *page)
{
	page->mapping = NULL;
	put_page(page);
}
`,
  },
};
