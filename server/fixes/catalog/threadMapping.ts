import { NOTHING } from '../plan.ts';
import type { Fix } from './fix.ts';
import { functionAt, needsParameter, placeOf } from './shared.ts';

export const threadMapping: Fix = {
  id: 'thread-mapping',
  heading: 'Thread the mapping down the whole chain',
  kind: 'refactor',
  about:
    'The function gains the parameter, and so does each caller that does not know the value, up to the callers that do: those ' +
    'pass what they know. A caller for whom only a doubtful value is at hand passes the placeholder still.',
  title: (site) => `Thread it down to ${placeOf(site)?.function ?? 'the function'}() from where it is known`,
  applies: needsParameter,
  plan: (site, tools) => {
    const place = placeOf(site);
    return place ? tools.thread(functionAt(place)) : NOTHING;
  },
  example: {
    before: `
// @file fs/toyfs/write.c
#include <linux/fs.h>

static void toy_account_page(struct page *page)
{
	toy_account(fs_page_mapping(page, /*$0*/MAPPING_NULL)->host);
}

static void toy_redirty(struct page *page)
{
	toy_account_page(page);
}

static int toy_write_end(struct file *file, struct address_space *mapping,
			 loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page, void *fsdata)
{
	toy_redirty(page);
	return 0;
}

static const struct address_space_operations toy_aops = {
	.write_end	= toy_write_end,
};
`,
    after: `
// @file fs/toyfs/write.c
#include <linux/fs.h>

static void toy_account_page(struct address_space *__mapping, struct page *page)
{
	toy_account(fs_page_mapping(page, __mapping)->host);
}

static void toy_redirty(struct address_space *__mapping, struct page *page)
{
	toy_account_page(__mapping, page);
}

static int toy_write_end(struct file *file, struct address_space *mapping,
			 loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page, void *fsdata)
{
	toy_redirty(mapping, page);
	return 0;
}

static const struct address_space_operations toy_aops = {
	.write_end	= toy_write_end,
};
`,
  },
};
