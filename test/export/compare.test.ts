import { describe, expect, test } from 'vitest';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { helper } from '../../server/convert/stages/helper.ts';
import { type ComparedSite, compareFile } from '../../server/export/compare.ts';
import { hunksBetween } from '../../server/export/compareHunks.ts';
import { normalised } from '../../server/export/compareTokens.ts';
import { parser } from '../support/parser.ts';
import { treeOf } from './freshKernel.ts';

const HEAD = `struct address_space { int x; };
struct inode { struct address_space *i_mapping; };
struct page { struct address_space *mapping; };
struct folio { struct address_space *mapping; };
struct box { struct page *page; };
struct ring { void *mapping; };
#define PEEK(p) ((p)->mapping)
`;

/** Compares what the plan makes of a function with a text that stands for spatch's. */
async function compared(
  code: string,
  theirs: (text: string) => string,
  unread: (line: string) => boolean = () => false,
): Promise<ComparedSite[]> {
  const file = 'mm/a.c';
  const files = new Map([
    ['include/linux/mm_types.h', `#ifndef A\n#define A\n${HEAD}#endif\n`],
    [file, `#include <linux/mm_types.h>\n${code}`],
  ]);
  const tree = treeOf(files);
  const plan = await helper(tree, {});
  const text = files.get(file) ?? '';
  const syntax = parser.parse(text);
  try {
    return compareFile({
      file,
      syntax,
      field: PAGE_MAPPING,
      ours: plan.edits.filter((edit) => edit.file === file),
      theirs: theirs(text),
      uses: tree.reports().find((report) => report.file === file)?.uses ?? [],
      refusals: plan.refusals.filter((each) => each.file === file),
      unread,
    });
  } finally {
    syntax.dispose();
  }
}

const brief = (sites: readonly ComparedSite[]): string[] =>
  sites.map((site) => `${site.outcome} ${site.class}: ${site.before} | ${site.ours} | ${site.theirs}`);

const LOCKED =
  'int f(struct page *page, struct address_space *mapping, struct box *box)\n{\n\tlock_page(page);\n';

describe('each difference has its class', () => {
  test.each<[string, string, (text: string) => string, string]>([
    [
      'the same, blanks and brackets apart',
      `${LOCKED}\tif ((page->mapping != mapping) || !page)\n\t\treturn 1;\n\treturn 0;\n}\n`,
      (text) => text.replace('(page->mapping != mapping)', '( page_is_truncated(page,\n\t\tmapping) )'),
      'same same: (page->mapping != mapping) | page_is_truncated(page, mapping) | page_is_truncated(page, mapping)',
    ],
    [
      'the opposite',
      `${LOCKED}\treturn page->mapping != mapping;\n}\n`,
      (text) => text.replace('page->mapping != mapping', '!page_is_truncated(page, mapping)'),
      'differs polarity: page->mapping != mapping | page_is_truncated(page, mapping) | ! page_is_truncated ( page , mapping )',
    ],
    [
      'a NULL test that became a comparison',
      `${LOCKED}\tuse(mapping);\n\treturn !page->mapping;\n}\n`,
      (text) => text.replace('!page->mapping', 'page_is_truncated(page, mapping)'),
      'differs argument: !page->mapping | page_is_truncated(page, MAPPING_NULL) | page_is_truncated ( page , mapping )',
    ],
    [
      'a name that is not there',
      'int f(struct page *page)\n{\n\tlock_page(page);\n\treturn !page->mapping;\n}\n',
      (text) => text.replace('!page->mapping', 'page_is_truncated(page, mapping)'),
      'differs undeclared: !page->mapping | page_is_truncated(page, MAPPING_NULL) | page_is_truncated ( page , mapping )',
    ],
    [
      'no truncation test',
      'int f(struct page *page, struct address_space *mapping)\n{\n\treturn !page->mapping && mapping;\n}\n',
      (text) => text.replace('!page->mapping', 'page_is_truncated(page, mapping)'),
      'differs not-truncation: !page->mapping | ! fs_page_mapping(page, MAPPING_NULL) | page_is_truncated ( page , mapping )',
    ],
    [
      'a test taken for a value',
      `${LOCKED}\tif (page->mapping)\n\t\treturn 1;\n\treturn 0;\n}\n`,
      (text) => text.replace('page->mapping)', 'fs_page_mapping(page, MAPPING_NULL))'),
      'differs test-as-value: page->mapping | !page_is_truncated(page, MAPPING_NULL) | fs_page_mapping ( page , MAPPING_NULL )',
    ],
    [
      'the owner',
      'void f(struct page *page, struct address_space *mapping)\n{\n\tpage->mapping = mapping;\n}\n',
      (text) => text.replace('page->mapping', 'fs_page_mapping(page, MAPPING_NULL)'),
      'theirs-only owner: page->mapping | page->mapping | fs_page_mapping ( page , MAPPING_NULL )',
    ],
    [
      'another record',
      'int f(struct ring *page)\n{\n\treturn !page->mapping;\n}\n',
      (text) => text.replace('!page->mapping', 'page_is_truncated(page, mapping)'),
      'theirs-only no-use: !page->mapping | !page->mapping | page_is_truncated ( page , mapping )',
    ],
    [
      'a type out of reach',
      `${LOCKED}\treturn use(box->page->mapping);\n}\n`,
      (text) => text,
      'ours-only type-unknown: box->page->mapping | fs_page_mapping(box->page, MAPPING_NULL) | box->page->mapping',
    ],
    [
      'no rule',
      `${LOCKED}\treturn use(READ_ONCE(page->mapping));\n}\n`,
      (text) => text,
      'ours-only form: READ_ONCE(page->mapping) | fs_page_mapping(page, MAPPING_NULL) | READ_ONCE(page->mapping)',
    ],
  ])('%s', async (_, code, theirs, expected) => {
    expect(brief(await compared(code, theirs))).toEqual([expected]);
  });

  test('a function that spatch cannot read', async () => {
    const code = `${LOCKED}\treturn use(page->mapping);\n}\n`;
    const [site] = await compared(
      code,
      (text) => text,
      (line) => line.includes('use(page'),
    );
    expect(site).toMatchObject({ outcome: 'ours-only', class: 'damaged-parse', function: 'f', line: 5 });
  });

  test('two places in one line are two', async () => {
    const code = `${LOCKED}\treturn page->mapping != mapping || use(page->mapping);\n}\n`;
    const sites = await compared(code, (text) =>
      text.replace('page->mapping != mapping', 'page_is_truncated(page, mapping)'),
    );
    expect(sites.map(({ outcome }) => outcome)).toEqual(['same', 'ours-only']);
  });
});

test('tokens of two neighbours may be told apart wrongly: what is the same in both is the same in each', async () => {
  const code = `struct walk { struct page **pages; struct box last; };
void *f(struct walk *walk, int nr)
{
	return nr ? walk->pages[nr - 1]->mapping : (&walk->last.page[0])->mapping;
}
`;
  const sites = await compared(code, (text) =>
    text
      .replace('(&walk->last.page[0])->mapping', 'fs_page_mapping(&walk->last.page[0], MAPPING_NULL)')
      .replace('walk->pages[nr - 1]->mapping', 'fs_page_mapping(walk->pages[nr - 1], MAPPING_NULL)'),
  );
  expect(sites.map(({ outcome, ours }) => `${outcome} ${ours}`)).toEqual([
    'same fs_page_mapping(walk->pages[nr - 1], MAPPING_NULL)',
    'same fs_page_mapping(&walk->last.page[0], MAPPING_NULL)',
  ]);
});

test('brackets that a call does not need are no difference, others are', () => {
  expect(normalised('if ((f(a)) || (b->c))')).toBe(normalised('if (f(a) || b->c)'));
  expect(normalised('x = (a + b) * c;')).not.toBe(normalised('x = a + b * c;'));
  expect(normalised('(u8)x')).not.toBe(normalised('u8 x'));
  expect(normalised('sizeof(x)')).not.toBe(normalised('sizeof x'));
  expect(normalised('f((a), /* b */ (c))')).toBe('f ( a , c )');
});

test('blanks, comments and wrapped lines are no change', () => {
  const before = 'int f(int a)\n{\n\treturn g(a, 1); /* said */\n}\n';
  expect(hunksBetween(before, 'int f(int a)\n{\n\treturn g(a,\n\t\t 1);\n}\n')).toEqual([]);
  const [hunk] = hunksBetween(before, before.replace('g(a, 1)', 'g(NULL, a, 1)'));
  expect(hunk).toEqual({ start: before.indexOf('a, 1'), end: before.indexOf('a, 1'), text: 'NULL ,' });
});

test('a line that is put in stands before the line that follows it', () => {
  const before = 'int f(int a,\n      int c,\n      int d);\n';
  const [hunk] = hunksBetween(before, before.replace('int c', 'int b,\n      int c'));
  expect(before.slice(hunk?.start)).toMatch(/^\s*(?:int )?c,/);
});
