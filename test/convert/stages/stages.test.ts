/** Each stage before and after, over trees of several files; again it is nothing to do, and it stops when told to. */
import { describe, expect, test } from 'vitest';
import { carryOut, PLAN_STAGES, type PlanStage, StageError } from '../../../server/convert/index.ts';
import type { StageOptions } from '../../../server/convert/stages/stage.ts';
import type { Plan } from '../../../server/fixes/plan.ts';
import { errorsIn } from '../../fixes/rewriting.ts';
import { Fixture, parseFixture } from '../../support/fixture.ts';
import { carriedOut, fixtureTree, RECORDS } from '../fixtureTree.ts';

const plan = (fixture: Fixture, stage: PlanStage, options: StageOptions = {}): Promise<Plan> =>
  carryOut(fixtureTree(fixture), stage, options);

/** A tree carried through the stages up to one, and what that one was. */
async function upTo(
  source: string,
  last: PlanStage,
  options: StageOptions = {},
): Promise<{ tree: Fixture; made: Plan }> {
  let tree = parseFixture(`${RECORDS}${source}`);
  for (const stage of PLAN_STAGES) {
    const made = await plan(tree, stage, options);
    tree = carriedOut(tree, made);
    if (stage === last) return { tree, made };
  }
  throw new Error(last);
}

/** What a stage leaves of one file. */
async function textAfter(
  source: string,
  last: PlanStage,
  file = 'fs/toy.c',
  options: StageOptions = {},
): Promise<string> {
  return (await upTo(source, last, options)).tree.text(file);
}

async function rules(source: string, last: PlanStage): Promise<string[]> {
  const { made } = await upTo(source, last);
  return made.refusals.map(({ rule, function: within }) => `${within}: ${rule}`);
}

const CHAIN = `
// @file fs/toy.h
int toy_size(struct page *page, unsigned int more);
// @file fs/size.c
#include <linux/fs.h>
#include "toy.h"

/**
 * toy_size - how much there is
 * @page: of it
 * @more: and this
 */
int toy_size(struct page *page, unsigned int more)
{
	struct inode *inode = page->mapping->host;

	return inode->i_ino + more;
}
// @file fs/toy.c
#include <linux/fs.h>
#include "toy.h"

static int toy_account(struct page *page)
{
	return toy_size(page, 1);
}

static int toy_write_end(struct file *file, struct address_space *mapping,
			 loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page, void *fsdata)
{
	return toy_account(page) + toy_size(page, 2);
}

static int toy_swap(struct page *other)
{
	return toy_size(other, 3);
}

static const struct address_space_operations toy_aops = {
	.write_end = toy_write_end,
};
`;

describe('helper', () => {
  const TOY = `
// @file fs/toy.c
#include <linux/fs.h>

int toy(struct page *page, struct folio *folio, struct address_space *mapping)
{
	lock_page(page);
	if (page->mapping != mapping)
		return use(folio->mapping);
	page->mapping = NULL;
	return READ_ONCE(page->mapping)->host->i_ino;
}
`;
  test('reads and tests go through the helpers, and a write stays', async () => {
    expect(await textAfter(TOY, 'helper')).toBe(`#include <linux/fs.h>

int toy(struct page *page, struct folio *folio, struct address_space *mapping)
{
	lock_page(page);
	if (page_is_truncated(page, mapping))
		return use(fs_folio_mapping(folio, MAPPING_NULL));
	page->mapping = NULL;
	return fs_page_mapping(page, MAPPING_NULL)->host->i_ino;
}
`);
    expect(await rules(TOY, 'helper')).toEqual(['toy: write']);
  });

  test('the header comes, inside the guard of the one that declares the records', async () => {
    const { tree } = await upTo(TOY, 'helper');
    expect(tree.text('include/linux/mm_types.h')).toMatch(
      /};\n\n#include <linux\/page_mapping\.h>\n\n#endif \/\* _LINUX_MM_TYPES_H \*\/\n$/,
    );
    expect(tree.text('include/linux/page_mapping.h')).toMatch(
      /^\/\* SPDX-License-Identifier: GPL-2\.0 \*\/\n/,
    );
  });

  test('programs beside the kernel see no header of it', async () => {
    expect(await rules(TOY.replace('fs/toy.c', 'tools/toy.c'), 'helper')).toEqual(
      Array.from({ length: 4 }, () => 'toy: outside'),
    );
  });
});

describe('parameter', () => {
  test('it comes where the value can come from: heads, prototypes, kernel-doc, calls', async () => {
    const { tree } = await upTo(CHAIN, 'parameter');
    expect(tree.text('fs/toy.h')).toMatch(
      /int toy_size\(struct address_space \*__mapping, struct page \*page,\s+unsigned int more\);\n$/,
    );
    expect(tree.text('fs/size.c')).toMatch(
      /@__mapping: [\s\S]*@page: of it[\s\S]*toy_size\(struct address_space \*__mapping, struct page \*page,/,
    );
    // the body is the next stage's
    expect(tree.text('fs/size.c')).toContain('fs_page_mapping(page, MAPPING_NULL)->host');
    expect(tree.text('fs/toy.c')).toContain(
      'toy_account(struct address_space *__mapping, struct page *page)',
    );
    expect(tree.text('fs/toy.c')).toMatch(
      /return toy_account\(MAPPING_NULL, page\) \+\s+toy_size\(MAPPING_NULL, page, 2\);/,
    );
    // nobody above toy_swap() knows: it gains nothing, and passes the placeholder
    expect(tree.text('fs/toy.c')).toContain(
      'int toy_swap(struct page *other)\n{\n\treturn toy_size(MAPPING_NULL, other, 3);',
    );
  });

  test.each([
    [
      'no caller knows',
      'static int low(struct page *page)\n{\n\treturn use(page->mapping);\n}\n\nstatic int high(struct page *page)\n{\n\treturn low(page);\n}\n',
      'low: no-caller-knows',
    ],
    [
      'the record is no parameter',
      'int low(struct box *box)\n{\n\treturn use(box_page(box)->mapping, fs_page_mapping(box->page, MAPPING_NULL));\n}\n',
      'low: not-from-parameter',
    ],
    [
      'it has one already',
      'int low(struct address_space *other, struct page *page)\n{\n\treturn use(other, page->mapping);\n}\n',
      'low: has-parameter',
    ],
    [
      'its address goes elsewhere',
      'static int low(struct page *page)\n{\n\treturn use(page->mapping);\n}\n\nint high(struct file *file)\n{\n\twork->fn = low;\n\treturn 0;\n}\n',
      'low: address-taken',
    ],
    [
      'an owner',
      'int filemap_free_folio(struct folio *folio)\n{\n\treturn fs_folio_mapping(folio, MAPPING_NULL);\n}\n',
      null,
    ],
  ])('%s: refused', async (_what, code, refusal) => {
    const source = `\n// @file fs/toy.c\n#include <linux/fs.h>\n\n${code}`;
    const found = await rules(source, 'parameter');
    if (refusal !== null) expect(found).toContain(refusal);
    expect(await textAfter(source, 'parameter')).not.toContain('__mapping');
  });

  test('a slot, all that stand in it, and the calls through it', async () => {
    const { tree } = await upTo(
      `
// @file fs/toy.c
#include <linux/fs.h>

static int toy_writepage(struct page *page, struct writeback_control *wbc)
{
	return toy_write(page->mapping->host, page, wbc);
}

static const struct address_space_operations toy_aops = {
	.writepage = toy_writepage,
};
// @file fs/other.c
#include <linux/fs.h>

static int other_writepage(struct page *page, struct writeback_control *wbc)
{
	return 0;
}

static const struct address_space_operations other_aops = {
	.writepage = other_writepage,
};
// @file mm/flush.c
#include <linux/fs.h>

int flush(struct address_space *mapping, struct writeback_control *wbc)
{
	struct page *page = find_lock_page(mapping, 0);

	return mapping->a_ops->writepage(page, wbc);
}
`,
      'pass',
    );
    expect(tree.text('include/linux/fs.h')).toMatch(
      /\(\*writepage\)\(struct address_space \*__mapping, struct page \*page,/,
    );
    expect(tree.text('fs/other.c')).toMatch(
      /other_writepage\(struct address_space \*__mapping,\s+struct page \*page,/,
    );
    expect(tree.text('mm/flush.c')).toContain('a_ops->writepage(mapping, page, wbc)');
    expect(tree.text('fs/toy.c')).toContain('fs_page_mapping(page, __mapping)->host');
  });
});

describe('pass', () => {
  test('own parameters are handed on, and who knows the value passes it', async () => {
    const { tree, made } = await upTo(CHAIN, 'pass');
    expect(tree.text('fs/size.c')).toContain('fs_page_mapping(page, __mapping)->host');
    expect(tree.text('fs/toy.c')).toContain('return toy_size(__mapping, page, 1);');
    expect(tree.text('fs/toy.c')).toMatch(
      /return toy_account\(mapping, page\) \+\s+toy_size\(mapping, page, 2\);/,
    );
    expect(made.refusals).toMatchObject([{ file: 'fs/toy.c', function: 'toy_swap', rule: 'no-value' }]);
    expect(made.edits.every(({ confidence }) => confidence === 'proved')).toBe(true);
  });

  const LIKELY = `
// @file fs/toy.c
#include <linux/fs.h>

int toy(struct inode *inode, struct page *page)
{
	return use(page->mapping->host);
}
`;
  test('what is only likely is passed when asked, and told as doubtful', async () => {
    expect(await textAfter(LIKELY, 'pass')).toContain('fs_page_mapping(page, MAPPING_NULL)');
    const { tree } = await upTo(LIKELY, 'parameter');
    const made = await plan(tree, 'pass', { doubtful: true });
    expect(made.edits.filter(({ file }) => file === 'fs/toy.c')).toMatchObject([
      { text: 'inode->i_mapping', confidence: 'doubtful' },
    ]);
    expect((await plan(tree, 'pass')).refusals).toMatchObject([{ function: 'toy' }]);
  });
});

describe('check', () => {
  test('only the header changes; what counts comes, and is built', async () => {
    const { tree: before } = await upTo(CHAIN, 'pass');
    const made = await plan(before, 'check');
    const tree = carriedOut(before, made);
    for (const file of ['fs/toy.c', 'fs/size.c', 'fs/toy.h']) expect(tree.text(file)).toBe(before.text(file));
    expect(tree.text('mm/Makefile')).toMatch(/^obj-y \+= filemap\.o\n+obj-y \+= page_mapping\.o\n$/);
    expect(tree.text('mm/page_mapping.c')).toContain('page_mapping_compare(');
  });
});

describe('final', () => {
  const FILLED = CHAIN.replace(/static int toy_swap[\s\S]*?\n\}\n/, '');
  test('the value stays and the helper goes; the checks go too', async () => {
    const { tree, made } = await upTo(FILLED, 'final');
    expect(tree.text('fs/size.c')).toContain('struct inode *inode = __mapping->host;');
    expect(made.refusals).toEqual([]);
    expect(tree.text('mm/Makefile')).toMatch(/^obj-y \+= filemap\.o\n+$/);
    expect([...tree.files.keys()]).not.toContain('mm/page_mapping.c');
  });

  test('a parameter that some caller has no value for may be NULL: the helper stays', async () => {
    const { tree, made } = await upTo(CHAIN, 'final');
    expect(tree.text('fs/size.c')).toContain('fs_page_mapping(page, __mapping)->host');
    expect(made.refusals).toMatchObject([
      { file: 'fs/size.c', function: 'toy_size', rule: 'not-filled' },
      { file: 'fs/toy.c', function: 'toy_swap', rule: 'placeholder' },
    ]);
    // also where only the one file is asked for
    const { tree: checked } = await upTo(CHAIN, 'check');
    const part = await plan(checked, 'final', { within: (file) => file === 'fs/size.c' });
    expect(part.edits.filter(({ file }) => file === 'fs/size.c')).toEqual([]);
  });

  test('what is handed on may be none further down too', async () => {
    const above = CHAIN.replace('return toy_size(other, 3)', 'return toy_account(other)');
    const { made } = await upTo(above, 'final');
    expect(made.refusals).toMatchObject([
      {
        function: 'toy_size',
        rule: 'not-filled',
        reason: expect.stringMatching(/toy_account\(\), which may have none/),
      },
      { function: 'toy_swap', rule: 'placeholder' },
    ]);
  });

  const given = (body: string): string => `
// @file fs/toy.c
#include <linux/fs.h>

struct page *other_page(struct page *page);

static int toy_write_end(struct file *file, struct address_space *mapping,
			 loff_t pos, unsigned int len, unsigned int copied,
			 struct page *page, void *fsdata)
{
${body}
}

static const struct address_space_operations toy_aops = {
	.write_end = toy_write_end,
};
`;
  test.each([
    [
      'tested for NULL later',
      '\tstruct address_space *own = page->mapping;\n\n\tif (!own)\n\t\treturn 0;\n\treturn use(own);',
      'tested-later',
      'own = fs_page_mapping(page, mapping)',
    ],
    [
      'compared later',
      '\tstruct address_space *own = page->mapping;\n\n\treturn own == file->f_mapping;',
      'tested-later',
      'own = fs_page_mapping(page, mapping)',
    ],
    [
      'a truncation test',
      '\tlock_page(page);\n\tif (!page->mapping)\n\t\treturn 0;\n\treturn 1;',
      'truncation',
      'page_is_truncated(page, mapping)',
    ],
    [
      'nothing known',
      '\treturn use(other_page(page)->mapping);',
      'placeholder',
      'fs_page_mapping(other_page(page), MAPPING_NULL)',
    ],
  ])('%s: the helper stays', async (_what, body, rule, text) => {
    expect(await rules(given(body), 'final')).toEqual([`toy_write_end: ${rule}`]);
    expect(await textAfter(given(body), 'final')).toContain(text);
  });

  test('a value that nobody can prove was passed by somebody: it stays as it is', async () => {
    const { tree } = await upTo(given('\treturn 0;'), 'check');
    const file = 'fs/toy.c';
    const odd = tree.text(file).replace('return 0;', 'return use(fs_page_mapping(page, file->f_op->odd));');
    const made = await plan(new Fixture(new Map([...tree.files, [file, odd]]), [], new Map()), 'final');
    expect(made.refusals).toMatchObject([{ function: 'toy_write_end', rule: 'not-known' }]);
  });

  test.each([
    ['the only use of a local', '', true],
    ['one beside a use under an #if', '\n#ifdef CONFIG_TOY\n\tnote(head);\n#endif', true],
    ['one of several uses', '\n\tnote(head);', false],
  ])('%s', async (_what, rest, keeps) => {
    const source = given(`\tstruct page *head = page;\n${rest}\n\treturn use(head->mapping->host);`);
    expect(await rules(source, 'final')).toEqual(keeps ? ['toy_write_end: last-use'] : []);
    const text = keeps ? 'use(fs_page_mapping(head, mapping)->host)' : 'use(mapping->host)';
    expect(await textAfter(source, 'final')).toContain(text);
  });

  test('two calls that are the only uses together', async () => {
    const source = given('\tstruct page *head = page;\n\n\treturn use(head->mapping->host, head->mapping);');
    expect(await rules(source, 'final')).toEqual(['toy_write_end: last-use', 'toy_write_end: last-use']);
  });

  test('work in the record’s expression is not lost', async () => {
    const { tree } = await upTo(given('\treturn 0;'), 'check');
    const file = 'fs/toy.c';
    const working = tree
      .text(file)
      .replace('return 0;', 'return use(fs_page_mapping((page = page), mapping));');
    const made = await plan(new Fixture(new Map([...tree.files, [file, working]]), [], new Map()), 'final');
    expect(made.edits.filter((edit) => edit.file === file)).toEqual([]);
    expect(made.refusals).toHaveLength(1);
  });
});

describe('every stage', () => {
  test('is nothing to do again, and comes in its order', async () => {
    let tree = parseFixture(`${RECORDS}${CHAIN}`);
    for (const [at, stage] of PLAN_STAGES.entries()) {
      const later = PLAN_STAGES[at + 1];
      if (later)
        await expect(plan(tree, later)).rejects.toThrow(
          new RegExp(`^${later} comes too early: .*${stage} comes next$`),
        );
      tree = carriedOut(tree, await plan(tree, stage));
      for (const done of PLAN_STAGES.slice(0, at + 1)) {
        const again = await plan(tree, done);
        expect({ stage, done, edits: again.edits, created: again.created }).toEqual({
          stage,
          done,
          edits: [],
          created: [],
        });
      }
    }
  });

  test('parses as well as before', async () => {
    let tree = parseFixture(`${RECORDS}${CHAIN}`);
    for (const stage of PLAN_STAGES) {
      const before = tree;
      tree = carriedOut(tree, await plan(tree, stage));
      for (const [file, text] of tree.files)
        if (/\.[ch]$/.test(file) && before.files.has(file) && !file.endsWith('page_mapping.h'))
          expect(errorsIn(text), `${stage} ${file}`).toBeLessThanOrEqual(errorsIn(before.text(file)));
    }
  });

  test('stops when it is told to', async () => {
    const tree = parseFixture(`${RECORDS}${CHAIN}`);
    const cancelled = fixtureTree(tree, {
      onRest: () => {
        throw new Error('enough');
      },
    });
    await expect(carryOut(cancelled, 'helper', {})).rejects.toThrow('enough');
  });

  test('does a part when asked: the others are as they were', async () => {
    const tree = parseFixture(
      `${RECORDS}${CHAIN.replaceAll('return toy_account', 'use(page->mapping);\n\treturn toy_account')}`,
    );
    const made = await plan(tree, 'helper', { within: (file) => file === 'fs/size.c' });
    expect(new Set(made.edits.map(({ file }) => file))).toEqual(
      new Set(['fs/size.c', 'include/linux/mm_types.h']),
    );
  });

  test('a tree without the header of the records is none', async () => {
    await expect(plan(parseFixture('// @file a.c\nint a;\n'), 'helper')).rejects.toThrow(StageError);
  });

  test('a header of somebody else’s is not written over', async () => {
    const tree = parseFixture(`${RECORDS}// @file include/linux/page_mapping.h\n#define MINE\n`);
    await expect(plan(tree, 'helper')).rejects.toThrow(/does not say what stage/);
  });
});
