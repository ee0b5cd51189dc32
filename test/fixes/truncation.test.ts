import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorsIn, rewriting, rewritten } from './rewriting.ts';

const LOCKED = `int f(struct vm_fault *vmf, struct address_space *mapping, struct inode *inode, struct page *page)
{
	lock_page(page);
`;

/** The statement as stage `helper` leaves it, behind a lock of the page. */
function stated(statement: string): string {
  const text = rewritten(`${LOCKED}\t${statement}\n}\n`);
  // where the line was wrapped is told elsewhere
  return text.slice(LOCKED.length + 1, -3).replace(/\s+/g, ' ');
}

describe('a truncation test asks the helper', () => {
  test.each([
    ['if (page->mapping != mapping) goto out;', 'if (page_is_truncated(page, mapping)) goto out;'],
    ['if (mapping != page->mapping) goto out;', 'if (page_is_truncated(page, mapping)) goto out;'],
    ['if (!page->mapping) goto out;', 'if (page_is_truncated(page, MAPPING_NULL)) goto out;'],
    ['if (page->mapping == NULL) goto out;', 'if (page_is_truncated(page, MAPPING_NULL)) goto out;'],
    ['if (NULL == page->mapping) goto out;', 'if (page_is_truncated(page, MAPPING_NULL)) goto out;'],
    ['if (page->mapping) dirty(page);', 'if (!page_is_truncated(page, MAPPING_NULL)) dirty(page);'],
    ['if (page->mapping != NULL) dirty(page);', 'if (!page_is_truncated(page, MAPPING_NULL)) dirty(page);'],
    ['if (page->mapping == mapping) dirty(page);', 'if (!page_is_truncated(page, mapping)) dirty(page);'],
    [
      'if (page->mapping != inode->i_mapping) goto out;',
      'if (page_is_truncated(page, inode->i_mapping)) goto out;',
    ],
    [
      'if (page->mapping != NODE_MAPPING(sbi)) goto out;',
      'if (page_is_truncated(page, NODE_MAPPING(sbi))) goto out;',
    ],
    [
      'if (unlikely(page->mapping != META_MAPPING(sbi))) goto out;',
      'if (unlikely(page_is_truncated(page, META_MAPPING(sbi)))) goto out;',
    ],
    [
      'if (likely(page->mapping == mapping) && PageUptodate(page)) goto out;',
      'if (likely(!page_is_truncated(page, mapping)) && PageUptodate(page)) goto out;',
    ],
    [
      'if (unlikely(!page->mapping)) goto out;',
      'if (unlikely(page_is_truncated(page, MAPPING_NULL))) goto out;',
    ],
    ['if (likely(page->mapping)) goto out;', 'if (likely(!page_is_truncated(page, MAPPING_NULL))) goto out;'],
    [
      'if (!PageUptodate(page) || page->mapping != mapping || off > 1) goto out;',
      'if (!PageUptodate(page) || page_is_truncated(page, mapping) || off > 1) goto out;',
    ],
    ['WARN_ON(!page->mapping);', 'WARN_ON(page_is_truncated(page, MAPPING_NULL));'],
    ['WARN_ON(page->mapping);', 'WARN_ON(!page_is_truncated(page, MAPPING_NULL));'],
    ['BUG_ON(page->mapping != mapping);', 'BUG_ON(page_is_truncated(page, mapping));'],
    ['f2fs_bug_on(sbi, !page->mapping);', 'f2fs_bug_on(sbi, page_is_truncated(page, MAPPING_NULL));'],
    ['while (page->mapping == mapping) f();', 'while (!page_is_truncated(page, mapping)) f();'],
    ['return page->mapping == mapping;', 'return !page_is_truncated(page, mapping);'],
    ['return(page->mapping != mapping);', 'return page_is_truncated(page, mapping);'],
    ['x = page->mapping ? 1 : 2;', 'x = !page_is_truncated(page, MAPPING_NULL) ? 1 : 2;'],
    ['x = !!page->mapping;', 'x = !page_is_truncated(page, MAPPING_NULL);'],
    ['if (READ_ONCE(page->mapping) != mapping) goto out;', 'if (page_is_truncated(page, mapping)) goto out;'],
  ])('%s', (before, after) => {
    expect(stated(before)).toBe(after);
  });

  test.each([
    [
      'brackets that only the comparison needed',
      'if ((page->mapping != mapping) || x)',
      'if (page_is_truncated(page, mapping) || x)',
    ],
    ['a negated comparison', 'if (!(page->mapping == mapping))', 'if (page_is_truncated(page, mapping))'],
    [
      'a comparison negated twice',
      'if (!!(page->mapping == mapping))',
      'if (!page_is_truncated(page, mapping))',
    ],
    [
      'brackets around the other side',
      'if (page->mapping != (mapping))',
      'if (page_is_truncated(page, mapping))',
    ],
    [
      'a choice on the other side',
      'if (page->mapping != (x ? mapping : m))',
      'if (page_is_truncated(page, x ? mapping : m))',
    ],
    [
      'brackets around the access',
      'if ((page->mapping) != mapping)',
      'if (page_is_truncated(page, mapping))',
    ],
    [
      'a dereferenced pointer',
      'if ((*&page)->mapping != mapping)',
      'if (page_is_truncated(*&page, mapping))',
    ],
    [
      'a comment',
      'if (page->mapping /* again */ != mapping)',
      'if (page_is_truncated(page, mapping) /* again */)',
    ],
  ])('%s leaves no needless brackets and no double negation', (_what, before, after) => {
    expect(stated(`${before} goto out;`)).toBe(`${after} goto out;`);
  });

  test.each([
    ['vmf->page', 'struct vm_fault *vmf'],
    ['bh->b_page', 'struct buffer_head *bh'],
    ['desc->page', 'struct vm_fault *desc'],
    ['pages[i]', 'struct page **pages, int i'],
    ['cc->rpages[i]', 'struct vm_fault *cc, int i'],
    ['bvec->bv_page', 'struct { struct page *bv_page; } *bvec'],
  ])('by way of %s', (base, parameter) => {
    const text = rewritten(`
struct page; struct vm_fault { struct page *page; struct page **rpages; };
struct buffer_head { struct page *b_page; };
int f(${parameter}, struct address_space *mapping)
{
	lock_page(${base});
	if (${base}->mapping != mapping || !${base}->mapping)
		return 1;
}
`);
    expect(text).toContain(`if (page_is_truncated(${base}, mapping) ||`);
    expect(text).toContain(`page_is_truncated(${base}, MAPPING_NULL))`);
  });

  test('a folio by its own helper, and the page inside a folio by its address', () => {
    expect(
      rewritten(`
struct folio { struct page page; };
int f(struct folio *folio, struct address_space *mapping)
{
	folio_lock(folio);
	return folio->mapping != mapping || folio->page.mapping != mapping;
}
`),
    ).toContain(
      'return folio_is_truncated(folio, mapping) ||\n\t\tpage_is_truncated(&folio->page, mapping);',
    );
  });

  test('never against the field itself: both sides are read as values', () => {
    expect(stated('if (page->mapping != vmf->page->mapping) goto out;')).toBe(
      'if (fs_page_mapping(page, MAPPING_NULL) != vmf->page->mapping) goto out;',
    );
    expect(stated('if (page->mapping != page->mapping) goto out;')).not.toContain('truncated');
  });

  test('against another record’s member of the same name', () => {
    expect(
      rewritten(
        'int f(struct readahead_control *rac, struct page *page)\n{\n\tlock_page(page);\n\treturn page->mapping != rac->mapping;\n}\n',
      ),
    ).toContain('return page_is_truncated(page, rac->mapping);');
  });
});

describe('a test that is not about truncation reads the value', () => {
  test.each([
    [
      'a page that was not locked',
      'int f(struct page *page)\n{\n\tif (!page->mapping)\n\t\treturn 1;\n}\n',
      '!fs_page_mapping(page, MAPPING_NULL)',
    ],
    [
      'two pages of one file',
      'int f(struct page *a, struct page *b)\n{\n\treturn a->mapping == b->mapping;\n}\n',
      'return fs_page_mapping(a, MAPPING_NULL) ==\n\t\tfs_page_mapping(b, MAPPING_NULL);',
    ],
    [
      'an orphaned page',
      'void release_buffer_page(struct page *page)\n{\n\tlock_page(page);\n\tif (page->mapping)\n\t\treturn;\n}\n',
      'if (fs_page_mapping(page, MAPPING_NULL))',
    ],
  ])('%s', (_what, before, after) => {
    expect(rewritten(before)).toContain(after);
  });

  test('and a bounce page keeps the field', () => {
    const { refusals } = rewriting(
      'bool is_bounce_page(struct page *page)\n{\n\treturn page->mapping == NULL;\n}\n',
    );
    expect(refusals).toMatchObject([{ rule: 'bounce' }]);
  });
});

/** Conditions that hold tests in every form, for one page under its lock. */
const condition = fc.letrec<{ all: string }>((tie) => ({
  all: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      'page->mapping != mapping',
      'mapping != page->mapping',
      'page->mapping == mapping',
      '!page->mapping',
      'page->mapping',
      'page->mapping == NULL',
      'NULL != page->mapping',
      'page->mapping != inode->i_mapping',
      'likely(page->mapping)',
      'unlikely(!page->mapping)',
      'READ_ONCE(page->mapping) != mapping',
      '(page->mapping) == (mapping)',
      'flag',
    ),
    fc.tuple(tie('all'), fc.constantFrom('&&', '||'), tie('all')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(tie('all'), tie('all'), tie('all')).map(([a, b, c]) => `(${a}) ? (${b}) : (${c})`),
    tie('all').map((a) => `!(${a})`),
    tie('all').map((a) => `likely(${a})`),
    tie('all').map((a) => `(${a})`),
  ),
})).all;

/** Whether a condition holds, with what the helpers mean. The operators in use mean the same in JavaScript. */
function holds(text: string, field: object | null, mapping: object, flag: boolean): boolean {
  const judge = new Function(
    'page',
    'mapping',
    'inode',
    'flag',
    'NULL',
    'MAPPING_NULL',
    'likely',
    'unlikely',
    'READ_ONCE',
    'page_is_truncated',
    'fs_page_mapping',
    `return Boolean(${text.replaceAll('->', '.')});`,
  );
  const same = (value: unknown): unknown => value;
  const truncated = (page: { mapping: object | null }, expected: object | null): boolean =>
    !page.mapping || (expected !== null && page.mapping !== expected);
  return judge(
    { mapping: field },
    mapping,
    { i_mapping: mapping },
    flag,
    null,
    null,
    same,
    same,
    same,
    truncated,
    (page: { mapping: object | null }) => page.mapping,
  );
}

test('whatever the condition, it holds for the same pages as before', () => {
  const ours = { name: 'ours' };
  fc.assert(
    fc.property(condition, (before) => {
      const text = rewritten(`${LOCKED}\tif (${before})\n\t\tg();\n}\n`);
      const after = text.slice(text.indexOf('\tif (') + 5, text.lastIndexOf(')\n\t\tg();'));
      expect(after).not.toContain('->mapping ');
      expect(after).not.toMatch(/page->mapping|!!|! !/);
      expect(after).not.toMatch(/page_is_truncated\(page, (?:page->|fs_)/);
      expect(errorsIn(text)).toBe(0);
      for (const field of [null, ours, { name: 'another file' }])
        for (const flag of [false, true])
          expect(holds(after, field, ours, flag), `${before} became ${after}`).toBe(
            holds(before, field, ours, flag),
          );
    }),
    { numRuns: 300 },
  );
});

/** The forms once more, by a real compiler: each becomes a pair of functions that must agree. */
const FORMS = [
  'page->mapping != mapping',
  'mapping != page->mapping',
  '!page->mapping',
  'page->mapping == NULL',
  'page->mapping != NULL',
  'page->mapping',
  'page->mapping != inode->i_mapping',
  'page->mapping != NODE_MAPPING(inode)',
  'likely(page->mapping == mapping) && flag',
  'unlikely(page->mapping != mapping)',
  'flag || page->mapping != mapping || !flag',
  'WARN_ON(!page->mapping)',
  'vmf->page->mapping == mapping',
  '!(pages[0]->mapping == mapping)',
];
const COMPILER = ['gcc', 'cc', 'clang'].find((each) => {
  try {
    execFileSync(each, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

test.skipIf(!COMPILER)(`a compiler agrees on each form (${COMPILER ?? 'none is installed'})`, () => {
  const head =
    'struct page *page, struct page **pages, struct vm_fault *vmf, struct address_space *mapping, struct inode *inode, int flag';
  const before = FORMS.map(
    (form, index) =>
      `int form${index}(${head})\n{\n\tlock_page(page); lock_page(vmf->page); lock_page(pages[0]);\n\treturn (${form}) ? 1 : 0;\n}\n`,
  ).join('\n');
  const types = `
struct address_space { int x; };
struct page { struct address_space *mapping; };
struct vm_fault { struct page *page; };
struct inode { struct address_space *i_mapping; };
`;
  const after = rewritten(types + before).slice(types.trimStart().length);
  expect(after).not.toMatch(/->mapping/);
  const program = `
#include <stdio.h>
#include <stdbool.h>
${types}
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define WARN_ON(x) (!!(x))
#define NODE_MAPPING(i) ((i)->i_mapping)
#define MAPPING_NULL ((struct address_space *)NULL)
static void lock_page(struct page *page) { (void)page; }
static bool page_is_truncated(const struct page *p, const struct address_space *m)
{ return !p->mapping || (m && p->mapping != m); }
${before.replaceAll(/\bform(\d)/g, 'before$1')}
${after.replaceAll(/\bform(\d)/g, 'after$1')}
int main(void)
{
	struct address_space ours, another;
	struct address_space *fields[] = { NULL, &ours, &another, (struct address_space *)((char *)&ours + 1) };
	struct inode inode = { &ours };
	int bad = 0, asked = 0;
	for (int i = 0; i < 4; i++) for (int flag = 0; flag < 2; flag++) {
		struct page page = { fields[i] }, *pages[] = { &page };
		struct vm_fault vmf = { &page };
${FORMS.map(
  (_form, index) =>
    `		asked++; if (before${index}(&page, pages, &vmf, &ours, &inode, flag) != after${index}(&page, pages, &vmf, &ours, &inode, flag)) { bad++; printf("form ${index} differs for field %d\\n", i); }`,
).join('\n')}
	}
	printf("%d asked, %d bad\\n", asked, bad);
	return bad != 0;
}
`;
  const folder = mkdtempSync(join(tmpdir(), 'mapshift-forms-'));
  try {
    writeFileSync(join(folder, 'forms.c'), program);
    const built = join(folder, 'forms');
    execFileSync(COMPILER ?? '', ['-Wall', '-Werror', '-o', built, join(folder, 'forms.c')]);
    expect(execFileSync(built, { encoding: 'utf8' })).toBe(`${FORMS.length * 8} asked, 0 bad\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
