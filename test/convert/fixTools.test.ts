/** What quick fixes ask of a tree: one signature, and a whole chain with its values. */
import { describe, expect, test } from 'vitest';
import { fixTools } from '../../server/convert/fixTools.ts';
import type { Fixture } from '../support/fixture.ts';
import { parseFixture } from '../support/fixture.ts';
import { carriedOut, fixtureTree, RECORDS } from './fixtureTree.ts';

/** The function around the cursor, by its definition. */
function target(fixture: Fixture): { name: string; file: string; offset: number } {
  const { file, offset } = fixture.cursor;
  const text = fixture.text(file);
  const body = text.lastIndexOf('\n{', offset);
  const head = /(\w+)\([^()]*\)$/.exec(text.slice(0, body));
  if (!head?.[1]) throw new Error('no function around the cursor');
  return { name: head[1], file, offset: head.index };
}

const made = async (source: string, tool: 'widen' | 'thread') => {
  const fixture = parseFixture(source);
  const plan = await fixTools(fixtureTree(fixture))[tool](target(fixture));
  return { plan, after: carriedOut(fixture, plan) };
};

const CHAIN = `
// @file fs/toyfs/toyfs.h
int toy_low(struct page *page, int why);
// @file fs/toyfs/low.c
#include "toyfs.h"

int toy_low(struct page *page, int why)
{
	if (page_is_truncated(page, MAPPING_NULL))
		return 0;
	return why + fs_page_mapping(page, /*$0*/MAPPING_NULL)->nr;
}

int toy_other(struct page *page)
{
	return fs_page_mapping(page, MAPPING_NULL)->nr;
}
// @file fs/toyfs/high.c
#include "toyfs.h"

static int toy_middle(int why, struct page *page)
{
	return toy_low(page, why);
}

int toy_known(struct address_space *mapping, int index)
{
	struct page *page = find_lock_page(mapping, index);

	return toy_middle(1, page) + toy_low(page, 2);
}

int toy_likely(struct inode *inode, struct page *page)
{
	return toy_low(page, 3);
}
`;

describe('a chain', () => {
  test('is threaded down to the function: each passes what it knows, in one plan', async () => {
    const { plan, after } = await made(CHAIN, 'thread');
    const high = after.text('fs/toyfs/high.c');
    expect(after.text('fs/toyfs/low.c')).toMatch(
      /int toy_low\(struct address_space \*__mapping, struct page \*page,\s+int why\)/,
    );
    expect(after.text('fs/toyfs/low.c')).toContain('page_is_truncated(page, __mapping)');
    expect(after.text('fs/toyfs/low.c')).toContain('fs_page_mapping(page, __mapping)->nr');
    // another function's is not this plan's
    expect(after.text('fs/toyfs/low.c')).toContain('fs_page_mapping(page, MAPPING_NULL)->nr');
    expect(high).toContain('return toy_low(__mapping, page, why);');
    expect(high).toMatch(/return toy_middle\(1, mapping, page\) \+\s+toy_low\(mapping, page, 2\);/);
    // nothing doubtful is passed unasked
    expect(high).toContain('return toy_low(MAPPING_NULL, page, 3);');
    expect(plan.edits.every(({ confidence }) => confidence === 'proved')).toBe(true);
  });

  test('without a caller that knows is refused, and nothing is changed', async () => {
    const { plan } = await made(CHAIN.replace(/int toy_known[\s\S]*?\n}\n/, ''), 'thread');
    expect(plan.edits).toEqual([]);
    expect(plan.refusals).toMatchObject([{ function: 'toy_low', rule: 'no-caller-knows' }]);
  });

  test('of a function without a record is refused', async () => {
    const { plan } = await made('// @file a.c\nint low(int why)\n{\n\treturn /*$0*/why;\n}\n', 'thread');
    expect(plan.refusals).toMatchObject([{ function: 'low', rule: 'no-record' }]);
  });
});

test('one function gains the parameter: nothing is passed, and no other function changes', async () => {
  const { after } = await made(`${RECORDS}${CHAIN}`, 'widen');
  expect(after.text('fs/toyfs/low.c')).toContain('return why + fs_page_mapping(page, MAPPING_NULL)->nr;');
  expect(after.text('fs/toyfs/high.c')).toContain('static int toy_middle(int why, struct page *page)');
  expect(after.text('fs/toyfs/high.c')).toContain('return toy_low(MAPPING_NULL, page, why);');
});

test('a tree that declares no placeholder gets the header with it', async () => {
  const { plan, after } = await made(`${RECORDS}${CHAIN}`, 'thread');
  expect(plan.created.map(({ file }) => file)).toEqual(['include/linux/page_mapping.h']);
  expect(after.text('include/linux/mm_types.h')).toContain('#include <linux/page_mapping.h>');
  const own = await made(`${RECORDS}${CHAIN}// @file include/own.h\n#define MAPPING_NULL NULL\n`, 'widen');
  expect(own.plan.created).toEqual([]);
});
