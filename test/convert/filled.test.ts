import { expect, test } from 'vitest';
import { final } from '../../server/convert/stages/final.ts';
import { carriedOut, fixtureTree, RECORDS } from './fixtureTree.ts';

/** A function that takes the value, and what hands it one; the tree stands at the stage check. */
const TREE = (callers: string): string => `${RECORDS}
// @file include/linux/page_mapping.h
/*
 * mapshift: stage check of page-mapping
 */
// @file mm/a.c
void account(struct address_space *__mapping, struct page *page)
{
	count(fs_page_mapping(page, __mapping)->host);
}
${callers}`;

async function finished(callers: string): Promise<{ text: string; left: string[] }> {
  const plan = await final(fixtureTree(TREE(callers)), {});
  return {
    text: carriedOut(TREE(callers), plan).text('mm/a.c'),
    left: plan.refusals.map(({ rule, function: name }) => `${rule} ${name}`),
  };
}

const READS = 'fs_page_mapping(page, __mapping)->host';

test('the field is dropped where every caller passes a value', async () => {
  const { text, left } = await finished(`
// @file fs/b.c
void b(struct address_space *mapping, struct page *page)
{
	account(mapping, page);
}
`);
  expect(text).toContain('count(__mapping->host)');
  expect(left).toEqual([]);
});

test('it is read still where somebody passes none', async () => {
  const { text, left } = await finished(`
// @file fs/b.c
void b(struct address_space *mapping, struct page *page)
{
	account(mapping, page);
}
void c(struct page *page)
{
	account(MAPPING_NULL, page);
}
`);
  expect(text).toContain(READS);
  expect(left).toContain('not-filled account');
});

test('or somebody hands on what he may not have been given', async () => {
  const { text } = await finished(`
// @file fs/b.c
static void middle(struct address_space *__mapping, struct page *page)
{
	account(__mapping, page);
}
void c(struct page *page)
{
	middle(MAPPING_NULL, page);
}
`);
  expect(text).toContain(READS);
});

test('or a call through a slot that it stands in passes none', async () => {
  const { text } = await finished(`
// @file fs/b.c
const struct address_space_operations b_aops = {
	.account	= account,
};
void c(struct address_space *mapping, struct page *page)
{
	mapping->a_ops->account(MAPPING_NULL, page);
}
`);
  expect(text).toContain(READS);
});

test('or a macro passes none', async () => {
  const { text } = await finished(`
// @file fs/b.c
#define account_page(page)	account(MAPPING_NULL, (page))
`);
  expect(text).toContain(READS);
});
