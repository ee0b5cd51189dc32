/** Typedefs of functions: a variable of one is followed to what goes into it and to where it is called. */
import { describe, expect, test } from 'vitest';
import { carryOut, PLAN_STAGES, type PlanStage } from '../../server/convert/index.ts';
import { type Target, widen } from '../../server/convert/signature/widen.ts';
import { cocciFor } from '../../server/export/cocci.ts';
import { type Fixture, parseFixture } from '../support/fixture.ts';
import { carriedOut, fixtureTree, RECORDS } from './fixtureTree.ts';

const TREE = `
// @file include/linux/pagemap.h
#include <linux/fs.h>
typedef int filler_t(struct file *, struct folio *);
int read_cache(struct address_space *mapping, filler_t *filler);
// @file mm/filemap.c
#include <linux/pagemap.h>
static int read_one(struct file *file, filler_t filler, struct folio *folio)
{
	return filler(file, folio);
}
int filemap_fault(struct address_space *mapping, struct file *file)
{
	struct folio *folio = filemap_lock_folio(mapping, 0);

	return read_one(file, mapping->a_ops->read_folio, folio);
}
int read_cache(struct address_space *mapping, filler_t *filler)
{
	struct folio *folio = filemap_lock_folio(mapping, 0);

	if (!filler)
		filler = mapping->a_ops->read_folio;
	return read_one(NULL, filler, folio);
}
EXPORT_SYMBOL(read_cache);
// @file mm/memory.c
#include <linux/pagemap.h>
void print_bad(struct address_space *mapping)
{
	pr_alert("read_folio:%ps\\n", mapping ? mapping->a_ops->read_folio : NULL);
}
// @file fs/toy.c
#include <linux/pagemap.h>
static int toy_read_folio(struct file *file, struct folio *folio)
{
	return toy_fill(folio->mapping->host);
}
static int toy_symlink_filler(struct file *file, struct folio *folio)
{
	return toy_fill(folio->mapping->host);
}
int toy_get_link(struct inode *inode)
{
	return read_cache(inode->i_mapping, toy_symlink_filler) ?: read_cache(inode->i_mapping, NULL);
}
const struct address_space_operations toy_aops = {
	.read_folio	= toy_read_folio,
};
`;

const TYPE: Target = { kind: 'type', name: 'filler_t' };
const SLOT: Target = { kind: 'slot', record: 'address_space_operations', member: 'read_folio' };
const FILLER: Target = { kind: 'function', name: 'toy_symlink_filler', file: 'fs/toy.c', offset: 0 };

const planned = (source: string, target: Target) => widen(fixtureTree(RECORDS + source), [target]);

async function refused(source: string, target: Target = TYPE): Promise<string[]> {
  const { edits, refusals } = await planned(source, target);
  expect(edits).toEqual([]);
  return refusals.map(({ rule }) => rule);
}

async function upTo(last: PlanStage): Promise<Fixture> {
  let tree = parseFixture(RECORDS + TREE);
  for (const stage of PLAN_STAGES) {
    tree = carriedOut(tree, await carryOut(fixtureTree(tree), stage, {}));
    if (stage === last) break;
  }
  return tree;
}

describe('a typedef gains the parameter', () => {
  test('with the slots and functions that go into it, and the calls through it', async () => {
    const plan = await planned(TREE, TYPE);
    expect(plan.refusals).toEqual([]);
    const after = carriedOut(RECORDS + TREE, plan);
    expect(after.text('include/linux/pagemap.h')).toContain(
      'filler_t(struct file *, struct address_space *, struct folio *);',
    );
    expect(after.text('include/linux/fs.h')).toMatch(
      /\(\*read_folio\)\(struct file \*, struct address_space \*,/,
    );
    const toy = after.text('fs/toy.c');
    expect(toy).toMatch(/toy_read_folio\(struct file \*file,\s+struct address_space \*__mapping,/);
    expect(toy).toMatch(/toy_symlink_filler\(struct file \*file,\s+struct address_space \*__mapping,/);
    expect(after.text('mm/filemap.c')).toContain('filler(file, MAPPING_NULL, folio)');
    // who only hands it on or prints it stays as it is
    expect(after.text('mm/filemap.c')).toContain('read_one(NULL, filler, folio)');
    expect(after.text('mm/memory.c')).toBe(parseFixture(TREE).text('mm/memory.c'));
  });

  test('by a slot or a function that goes into it: it is one change', async () => {
    const keys = async (target: Target): Promise<string[]> =>
      (await planned(TREE, target)).edits.map(({ file, start, text }) => `${file}:${start}:${text}`).sort();
    const all = await keys(TYPE);
    expect(await keys(SLOT)).toEqual(all);
    expect(await keys(FILLER)).toEqual(all);
  });

  test('then whoever calls through it is given the mapping, and passes it on', async () => {
    const after = await upTo('pass');
    expect(after.text('mm/filemap.c')).toContain('filler(file, __mapping, folio)');
    expect(after.text('mm/filemap.c')).toMatch(
      /read_one\(file, mapping->a_ops->read_folio,\s+mapping, folio\)/,
    );
    expect(after.text('fs/toy.c')).toContain('fs_folio_mapping(folio, __mapping)->host');
  });

  test('and is converted in the end, as every caller passes a mapping', async () => {
    expect((await upTo('final')).text('fs/toy.c')).toContain('toy_fill(__mapping->host)');
  });

  test('but a caller through it that has none keeps the field read in all that go into it', async () => {
    const more = `${TREE}
// @file mm/late.c
#include <linux/pagemap.h>
int late(filler_t *filler, struct folio **folios)
{
	return filler(NULL, folios[0]);
}
`;
    let tree = parseFixture(RECORDS + more);
    for (const stage of PLAN_STAGES) tree = carriedOut(tree, await carryOut(fixtureTree(tree), stage, {}));
    expect(tree.text('mm/late.c')).toContain('filler(NULL, MAPPING_NULL, folios[0])');
    expect(tree.text('fs/toy.c')).not.toContain('toy_fill(__mapping->host)');
  });
});

test('Coccinelle is given the typedef as a diff, and rules for the rest', async () => {
  const { own, left, rules } = cocciFor('parameter', fixtureTree(RECORDS + TREE), await planned(TREE, TYPE));
  expect(own).toContain('+typedef int filler_t(struct file *, struct address_space *, struct folio *);');
  expect(left).toEqual([]);
  expect(rules.find(({ file }) => file === 'mm/filemap.c')?.text).toMatch(
    /filler\(before,\n\+\s+MAPPING_NULL,/,
  );
});

describe('nothing of it changes', () => {
  const CASES: readonly [rule: string, what: string, more: string][] = [
    [
      'type-copied',
      'where it goes elsewhere',
      'void keep(filler_t *filler)\n{\n\tregister_hook(filler);\n}\n',
    ],
    ['type-copied', 'where it is given back', 'void *back(filler_t *filler)\n{\n\treturn filler;\n}\n'],
    [
      'type-copied',
      'where another variable keeps it',
      'void again(filler_t *filler)\n{\n\tint (*read)(struct file *, struct folio *) = filler;\n}\n',
    ],
    ['type-kept', 'where a record keeps one', 'struct reader {\n\tfiller_t *filler;\n};\n'],
    [
      'type-kept',
      'where a cast makes one',
      'int cast(void *fn)\n{\n\treturn read_cache(NULL, (filler_t *)fn);\n}\n',
    ],
    [
      'type-filled',
      'where it cannot be told what goes into it',
      'int any(int (*fn)(struct file *, struct folio *))\n{\n\treturn read_cache(NULL, fn);\n}\n',
    ],
    ['in-macro', 'where a macro fills it', '#define READ(m, f) read_cache(m, f)\n'],
    [
      'address-taken',
      'where who takes one is called through a pointer',
      'void hook(void)\n{\n\tregister_hook(read_cache);\n}\n',
    ],
    [
      'type-nested',
      'where it is a parameter of a pointer',
      'struct ops {\n\tint (*read)(filler_t *filler);\n};\n',
    ],
  ];
  test.each(CASES)('%s: %s', async (rule, _what, more) => {
    const source = `${TREE}\n// @file mm/more.c\n#include <linux/pagemap.h>\n${more}`;
    expect(await refused(source)).toEqual([rule]);
    expect(await refused(source, FILLER)).toEqual([rule]);
    expect(await refused(source, SLOT)).toEqual([rule]);
  });
});
