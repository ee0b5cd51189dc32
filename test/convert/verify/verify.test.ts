/** A converted tree is proved right, and each kind of mistake in one is found. */
import { describe, expect, test } from 'vitest';
import { PAGE_MAPPING } from '../../../server/conversion/field.ts';
import { checkerText } from '../../../server/convert/header/checkText.ts';
import type { PlanStage } from '../../../server/convert/header/marker.ts';
import { headerText } from '../../../server/convert/header/text.ts';
import { check } from '../../../server/convert/stages/check.ts';
import { helper } from '../../../server/convert/stages/helper.ts';
import { type Finding, verifyTree } from '../../../server/convert/verify/index.ts';
import { Fixture, parseFixture } from '../../support/fixture.ts';
import { carriedOut, fixtureTree, RECORDS } from '../fixtureTree.ts';
import { revised } from '../revised.ts';

const RAW = parseFixture(`${RECORDS}
// @file fs/toy.c
#include <linux/fs.h>

int toy_lock(struct page *page, struct address_space *mapping)
{
	lock_page(page);
	if (page->mapping != mapping)
		return -EAGAIN;
	if (!page->mapping)
		return -EIO;
	return 0;
}

int toy_size(struct page *page)
{
	struct inode *inode = page->mapping->host;

	return inode->i_ino + toy_note(READ_ONCE(page->mapping));
}

void toy_forget(struct page *page)
{
	page->mapping = NULL;
}
`);

const HELPED = carriedOut(RAW, await helper(fixtureTree(RAW), {}));

/** As stage `final` leaves it: a parameter through which the value comes, and one helper gone. */
const FINAL = edited(at(HELPED, 'final'), 'fs/toy.c', (text) =>
  text
    .replace(
      'int toy_size(struct page *page)',
      'int toy_size(struct address_space *__mapping, struct page *page)',
    )
    .replace('fs_page_mapping(page, MAPPING_NULL)->host', '__mapping->host')
    .replace('toy_note(fs_page_mapping(page, MAPPING_NULL))', 'toy_note(__mapping)')
    .concat(`
int toy_writepage(struct page *page, struct writeback_control *wbc)
{
	struct address_space *mapping = wbc->mapping;

	return toy_size(mapping, page) + toy_size(MAPPING_NULL, page);
}

const struct address_space_operations toy_aops = {
	.writepage = toy_writepage,
};
`),
);

function at(fixture: Fixture, stage: PlanStage): Fixture {
  const { plan } = PAGE_MAPPING;
  if (!plan) throw new Error('no plan');
  return edited(fixture, plan.header, () =>
    headerText(PAGE_MAPPING, plan, stage, fixture.text(plan.includedBy)),
  );
}

function edited(fixture: Fixture, file: string, change: (text: string) => string): Fixture {
  const text = change(fixture.files.get(file) ?? '');
  if (text === fixture.files.get(file)) throw new Error(`${file}: the mutant is no mutant`);
  return new Fixture(new Map([...fixture.files, [file, text]]), [], new Map());
}

async function errors(tree: Fixture, before?: Fixture): Promise<Finding[]> {
  const { findings } = await verifyTree(fixtureTree(tree), before ? { since: revised(before, tree) } : {});
  return findings.filter(({ level }) => level === 'error');
}

const said = (found: readonly Finding[]): string[] =>
  found.map(({ check, file, message }) => `${check} ${file}: ${message}`);

describe('a tree that is right', () => {
  test.each([
    ['untouched', RAW, RAW],
    ['at helper', HELPED, RAW],
    ['at final', FINAL, FINAL],
  ])('%s has no errors', async (_what, tree, before) => {
    expect(said(await errors(tree, before))).toEqual([]);
    expect(said(await errors(tree))).toEqual([]);
  });

  test('each check says how much it looked at, and one without a base that it had none', async () => {
    const { looked } = await verifyTree(fixtureTree(FINAL), { since: revised(HELPED, FINAL) });
    expect(looked).toEqual({ helpers: 4, stage: expect.any(Number), arguments: 4, damage: 1, uses: 5 });
    expect((await verifyTree(fixtureTree(FINAL))).looked).toMatchObject({ damage: null, uses: null });
  });

  test('a read that is raw still is a note', async () => {
    const { findings } = await verifyTree(fixtureTree(RAW));
    expect(said(findings)).toContain('stage fs/toy.c: page is read by name still');
    expect(findings.every(({ level }) => level === 'note')).toBe(true);
  });

  test('values may take the place of reads at final, where there are as many', async () => {
    const found = said(await errors(FINAL, HELPED));
    expect(found).toEqual([]);
  });
});

/** A mutant: what is changed where, and what must be said. */
type Mutant = readonly [what: string, file: string, from: string, to: string, says: RegExp];

describe('uses against what they were', () => {
  const mutants: Mutant[] = [
    [
      'polarity',
      'fs/toy.c',
      'if (page_is_truncated(page, mapping))',
      'if (!page_is_truncated(page, mapping))',
      /"truncated, against mapping" and is "not truncated, against mapping"/,
    ],
    [
      'another mapping',
      'fs/toy.c',
      'page_is_truncated(page, mapping)',
      'page_is_truncated(page, page)',
      /against mapping" and is "truncated, against page"/,
    ],
    [
      'a test lost',
      'fs/toy.c',
      '\tif (page_is_truncated(page, MAPPING_NULL))\n\t\treturn -EIO;\n',
      '',
      /the test of page in toy_lock\(\) is lost/,
    ],
    [
      'a read lost',
      'fs/toy.c',
      'toy_note(fs_page_mapping(page, MAPPING_NULL))',
      'toy_note(NULL)',
      /the read of page in toy_size\(\) is lost/,
    ],
    [
      'a write lost',
      'fs/toy.c',
      '\tpage->mapping = NULL;\n',
      '',
      /the write of page in toy_forget\(\) is lost/,
    ],
    [
      'another record',
      'fs/toy.c',
      'fs_page_mapping(page, MAPPING_NULL)->host',
      'fs_page_mapping(head, MAPPING_NULL)->host',
      /the read of page in toy_size\(\) is lost[\s\S]*a read of head/,
    ],
    [
      'a read invented',
      'fs/toy.c',
      'return 0;',
      'return fs_page_mapping(page, MAPPING_NULL)->nr;',
      /a read of page in toy_lock\(\) was not there/,
    ],
    [
      'a value in place of a test',
      'fs/toy.c',
      'if (page_is_truncated(page, mapping))',
      'if (mapping)',
      /the test of page in toy_lock\(\) is lost/,
    ],
    ['a file that broke', 'fs/toy.c', 'return -EIO;', 'return -EIO);', /damage fs\/toy\.c: 1 more place/],
  ];
  test.each(mutants)('%s', async (_what, file, from, to, says) => {
    const mutant = edited(HELPED, file, (text) => text.replace(from, to));
    expect(said(await errors(mutant, RAW)).join('\n')).toMatch(says);
  });

  test('at final no more reads may go than values came', async () => {
    const mutant = edited(FINAL, 'fs/toy.c', (text) => text.replace('toy_note(__mapping)', 'toy_note(NULL)'));
    expect(said(await errors(mutant, HELPED))).toEqual([
      'uses fs/toy.c: the read of page in toy_size() is lost',
    ]);
  });

  test('before final none may go', async () => {
    expect(said(await errors(at(FINAL, 'pass'), HELPED)).join()).toMatch(
      /the read of page in toy_size\(\) is lost/,
    );
  });

  test('a file that went', async () => {
    const files = new Map(HELPED.files);
    files.delete('fs/toy.c');
    const gone = new Fixture(files, [], new Map());
    expect(said(await errors(gone, RAW))).toHaveLength(5);
  });
});

describe('arguments', () => {
  const mutants: Mutant[] = [
    [
      'one left out',
      'fs/toy.c',
      'toy_size(MAPPING_NULL, page)',
      'toy_size(page)',
      /toy_size\(\) takes 2 arguments and is given 1/,
    ],
    [
      'two in the wrong order',
      'fs/toy.c',
      'toy_size(mapping, page)',
      'toy_size(page, mapping)',
      /page is no mapping[\s\S]*mapping is a mapping, and stands where/,
    ],
    ['something else', 'fs/toy.c', 'toy_size(mapping, page)', 'toy_size(wbc, page)', /wbc is no mapping/],
    [
      'a prototype without it',
      'include/linux/fs.h',
      'struct inode {',
      'int toy_size(struct page *page);\nstruct inode {',
      /toy_size\(\) takes 1 arguments here, and 2/,
    ],
    [
      'a prototype with it elsewhere',
      'include/linux/fs.h',
      'struct inode {',
      'int toy_size(struct page *page, struct address_space *__mapping);\nstruct inode {',
      /declared otherwise/,
    ],
    [
      'an unnamed prototype of another type',
      'include/linux/fs.h',
      'struct inode {',
      'int toy_size(struct page *, struct page *);\nstruct inode {',
      /parameter 1 of toy_size\(\) is no mapping/,
    ],
    [
      'a slot, and an implementation without it',
      'include/linux/fs.h',
      '(*writepage)(struct page *page',
      '(*writepage)(struct address_space *__mapping, struct page *page',
      /toy_writepage\(\) stands in address_space_operations\.writepage and takes no __mapping/,
    ],
    [
      'the field of the record itself',
      'fs/toy.c',
      'page_is_truncated(page, mapping)',
      'page_is_truncated(page, page->mapping)',
      /given the field of the very record/,
    ],
    [
      'the helper’s own value',
      'fs/toy.c',
      'page_is_truncated(page, mapping)',
      'page_is_truncated(page, fs_page_mapping(page, MAPPING_NULL))',
      /given the field of the very record/,
    ],
    [
      'a helper’s in the wrong order',
      'fs/toy.c',
      'page_is_truncated(page, mapping)',
      'page_is_truncated(mapping, page)',
      /given a mapping where it takes the record/,
    ],
    [
      'a helper’s left out',
      'fs/toy.c',
      'page_is_truncated(page, mapping)',
      'page_is_truncated(page)',
      /takes a record and a mapping/,
    ],
  ];
  test.each(mutants)('%s', async (_what, file, from, to, says) => {
    const mutant = edited(FINAL, file, (text) => text.replace(from, to));
    expect(said((await errors(mutant)).filter((each) => each.check === 'arguments')).join('\n')).toMatch(
      says,
    );
  });

  test('the mapping of another object, where the page’s own is proved', async () => {
    const passing = (value: string): Fixture =>
      edited(FINAL, 'fs/toy.c', (text) =>
        text.concat(`
int toy_copy(struct inode *inode, struct inode *dir)
{
	struct address_space *mapping = inode->i_mapping;
	struct page *page = find_get_page(mapping, 0);

	return toy_size(${value}, page) + page_is_truncated(page, ${value});
}
`),
      );
    expect(said(await errors(passing('inode->i_mapping')))).toEqual([]);
    expect(said(await errors(passing('dir->i_mapping')))).toEqual([
      expect.stringMatching(
        /dir->i_mapping is passed for page, and mapping is proved to be its mapping: the page comes from/,
      ),
      expect.stringMatching(/dir->i_mapping is passed for page/),
    ]);
  });

  test('a local that has no value yet', async () => {
    const early = edited(FINAL, 'fs/toy.c', (text) =>
      text.concat(`
int toy_early(struct page *page)
{
	struct address_space *mapping;

	mapping = fs_page_mapping(page, mapping);
	return mapping != NULL;
}
`),
    );
    expect(said(await errors(early))).toEqual([
      expect.stringMatching(/arguments fs\/toy.c: mapping is passed, and has been given no value yet/),
    ]);
  });

  test('a call through a slot, and tables of it', async () => {
    const widened = edited(
      edited(FINAL, 'include/linux/fs.h', (text) =>
        text.replace(
          '(*writepage)(struct page *page',
          '(*writepage)(struct address_space *__mapping, struct page *page',
        ),
      ),
      'fs/toy.c',
      (text) =>
        text
          .replace(
            'toy_writepage(struct page *page',
            'toy_writepage(struct address_space *__mapping, struct page *page',
          )
          .concat(`
int toy_flush(struct address_space *mapping, struct page *page, struct writeback_control *wbc)
{
	return mapping->a_ops->writepage(mapping, page, wbc);
}
`),
    );
    expect(said(await errors(widened))).toEqual([]);
    const mutant = edited(widened, 'fs/toy.c', (text) => text.replace('(mapping, page, wbc)', '(page, wbc)'));
    expect(said(await errors(mutant))).toEqual([
      'arguments fs/toy.c: writepage() takes 3 arguments and is given 2',
    ]);
  });
});

describe('helpers and stage', () => {
  const mutants: Mutant[] = [
    [
      'a helper defined twice',
      'fs/toy.c',
      'int toy_lock',
      'struct address_space *fs_page_mapping(struct page *p, struct address_space *m)\n{\n\treturn m;\n}\nint toy_lock',
      /fs_page_mapping\(\) is defined here/,
    ],
    [
      'the placeholder defined twice',
      'fs/toy.c',
      'int toy_lock',
      '#define MAPPING_NULL NULL\nint toy_lock',
      /defined here again/,
    ],
    [
      'no include',
      'include/linux/mm_types.h',
      '#include <linux/page_mapping.h>\n',
      '',
      /includes include\/linux\/page_mapping\.h 0 times/,
    ],
    [
      'a header without its line',
      'include/linux/page_mapping.h',
      ' * mapshift: stage helper of page-mapping\n',
      '',
      /does not say what stage/,
    ],
    [
      'a helper that is gone',
      'include/linux/page_mapping.h',
      'fs_folio_mapping(',
      'other_mapping(',
      /fs_folio_mapping\(\) is defined 0 times/,
    ],
    [
      'a helper whose test is the other way round',
      'include/linux/page_mapping.h',
      '!known ||',
      'known ||',
      /page_is_truncated\(\) is not what the stage helper makes of it/,
    ],
    [
      'a build of nothing',
      'mm/Makefile',
      'filemap.o\n',
      'filemap.o\nobj-y += page_mapping.o\n',
      /a Makefile builds it, and the tree is at helper/,
    ],
  ];
  test.each(mutants)('%s', async (_what, file, from, to, says) => {
    const mutant = edited(HELPED, file, (text) => text.replace(from, to));
    expect(said(await errors(mutant)).join('\n')).toMatch(says);
  });

  test('helpers without their header', async () => {
    const files = new Map(HELPED.files);
    files.delete('include/linux/page_mapping.h');
    const found = said(await errors(new Fixture(files, [], new Map())));
    expect(found.join('\n')).toMatch(
      /page_is_truncated is used, and include\/linux\/page_mapping\.h is not there/,
    );
  });

  test('the checker is there at check, built, and nowhere else', async () => {
    const passed = at(HELPED, 'pass');
    const checked = carriedOut(passed, await check(fixtureTree(passed)));
    expect(said(await errors(checked, RAW))).toEqual([]);
    const unbuilt = edited(checked, 'mm/Makefile', () => '');
    expect(said(await errors(unbuilt))).toEqual(['stage mm/page_mapping.c: no Makefile builds it']);
    const files = new Map(checked.files);
    files.delete('mm/page_mapping.c');
    expect(said(await errors(new Fixture(files, [], new Map()))).join()).toMatch(
      /mm\/page_mapping\.c: it is not there/,
    );
    const { plan } = PAGE_MAPPING;
    if (!plan) throw new Error('no plan');
    const early = edited(passed, 'mm/page_mapping.c', () => checkerText(PAGE_MAPPING, plan, null));
    expect(said(await errors(early)).join()).toMatch(/it is there, and the tree is at pass/);
  });

  test('a parameter before its stage is a note: it may be right', async () => {
    const early = edited(HELPED, 'fs/toy.c', (text) =>
      text.replace(
        'toy_lock(struct page *page',
        'toy_lock(struct address_space *__mapping, struct page *page',
      ),
    );
    const { findings } = await verifyTree(fixtureTree(early));
    expect(said(findings)).toContain('stage fs/toy.c: toy_lock() takes __mapping, and the tree is at helper');
  });

  test('a parameter that nobody uses is a note, once values are passed', async () => {
    const mutant = edited(FINAL, 'fs/toy.c', (text) =>
      text.replaceAll('__mapping->', 'page->').replace('(__mapping)', '(0)'),
    );
    const { findings } = await verifyTree(fixtureTree(mutant));
    expect(said(findings)).toContain('stage fs/toy.c: toy_size() takes __mapping and does not use it');
  });
});
