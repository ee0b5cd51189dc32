/** Rules are right when the real spatch makes of the tree what the plan makes of it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PAGE_MAPPING } from '../../server/conversion/field.ts';
import { helper } from '../../server/convert/stages/helper.ts';
import { type CocciExport, cocciFor } from '../../server/export/cocci.ts';
import { normalised } from '../../server/export/compareTokens.ts';
import type { FileChange } from '../../server/export/patches.ts';
import type { Edit, Plan } from '../../server/fixes/plan.ts';
import { parser } from '../support/parser.ts';
import { makeTree, type Tree } from '../support/tree.ts';
import { changesOf, freshKernel, treeOf } from './freshKernel.ts';

const hasSpatch = spawnSync('spatch', ['--version']).status === 0;
if (!hasSpatch)
  console.warn('spatch is missing (Debian: coccinelle): rules were made and looked at, but not run');

const files = freshKernel();
let tree: Tree;
beforeEach(() => {
  tree = makeTree();
});
afterEach(() => tree.dispose());

/** Writes a tree and an export of rules, and runs the rules on it. */
function runs(before: ReadonlyMap<string, string>, made: CocciExport): void {
  for (const [file, text] of before) tree.write(`tree/${file}`, text);
  for (const { name, text } of made.rules) tree.write(`cocci/rules/${name}`, text);
  tree.write('cocci/own.diff', made.own);
  tree.write('cocci/files.txt', made.list);
  tree.write('cocci/run.sh', made.runner);
  execFileSync('sh', [tree.path('cocci/run.sh'), tree.path('tree')], { stdio: 'pipe' });
}

/** Files in which spatch's result is another than ours, blanks and needless brackets apart. */
function differing(changes: ReadonlyMap<string, FileChange>): string[] {
  return [...changes]
    .filter(([file, { after }]) => {
      const theirs = normalised(readFileSync(tree.path(`tree/${file}`), 'utf8'));
      return theirs !== normalised(after ?? '');
    })
    .map(([file]) => file);
}

describe('stage helper', () => {
  // TRACE_EVENT() and its like are not read by spatch at all
  const EXCEPTIONS = ['include/trace/events/filemap.h', 'include/trace/events/toyfs.h'];

  test('every edit is in a rule but those that spatch cannot see', async () => {
    const from = treeOf(files);
    const made = cocciFor('helper', from, await helper(from, {}));
    expect([...new Set(made.left.map(({ file }) => file))].sort()).toEqual(EXCEPTIONS);
    // a rule is short enough to be read
    const lengths = made.rules.flatMap(({ text }) =>
      text.split('\n\n').map((rule) => rule.split('\n').length),
    );
    expect(Math.max(...lengths)).toBeLessThan(45);
    expect(made.rules.find(({ file }) => file === 'fs/buffer.c')?.text).toMatchSnapshot();
    expect(made.runner).toMatchSnapshot();
  });

  test.skipIf(!hasSpatch)(
    'spatch makes of the mini-kernel what we make of it',
    async () => {
      const from = treeOf(files);
      const plan = await helper(from, {});
      runs(files, cocciFor('helper', from, plan));
      expect(differing(changesOf(files, plan)).sort()).toEqual(EXCEPTIONS);
    },
    60_000,
  );

  test.skipIf(!hasSpatch)('a rule takes the functions that it names, and no other', async () => {
    const body = '{\n\tlock_page(page);\n\treturn !page->mapping;\n}\n';
    const source = new Map([
      [
        'include/linux/mm_types.h',
        '#ifndef X\n#define X\nstruct address_space;\nstruct page { struct address_space *mapping; };\nstruct folio { struct address_space *mapping; };\n#endif\n',
      ],
      [
        'mm/a.c',
        `#include <linux/mm_types.h>\nint one(struct page *page)\n${body}int two(struct page *page)\n${body}`,
      ],
    ]);
    const from = treeOf(source);
    const plan = await helper(from, {});
    const without = (edit: Edit): boolean =>
      edit.file !== 'mm/a.c' || edit.start < (source.get('mm/a.c') ?? '').indexOf('int two');
    const half: Plan = { ...plan, edits: plan.edits.filter(without) };
    runs(source, cocciFor('helper', from, half));
    expect(differing(changesOf(source, half))).toEqual([]);
  });
});

/** A tree in which `one` and `slot` gain a parameter, with the edits that do it. */
function widening(): { files: Map<string, string>; plan: Plan } {
  const header =
    'struct ops {\n\tfault_t (*slot)(struct file *file, struct page *page, gfp_t, loff_t pos, bool);\n\tint (*other)(void);\n};\nint one(struct page *page, int n);\n';
  const source = `#include "a.h"
int one(struct page *page, int n)
{
	return n;
}
static int implementation(struct file *file, struct page *page)
{
	return one(page, one(page, 2));
}
int calls(struct ops *ops, struct file *file, struct page *page)
{
	return ops->slot(file, page) + implementation(file, page);
}
`;
  const all = new Map([
    ['a.h', header],
    ['a.c', source],
  ]);
  const edits: Edit[] = [];
  const put = (file: string, before: string, text: string, group: Edit['group'], from = 0): void => {
    const at = (all.get(file) ?? '').indexOf(before, from);
    if (at < 0) throw new Error(`${file}: no ${before}`);
    const start = at + before.length;
    edits.push({ file, start, end: start, text, group, reason: '', confidence: 'proved' });
  };
  const parameter = 'struct address_space *__mapping, ';
  put('a.h', '(*slot)(struct file *file, ', parameter, 'ops-table');
  put('a.h', 'int one(', parameter, 'declaration');
  put('a.c', 'int one(', parameter, 'definition');
  put('a.c', 'implementation(struct file *file, ', parameter, 'implementation');
  put('a.c', 'return one(', 'MAPPING_NULL, ', 'caller');
  put('a.c', 'one(page, one(', 'MAPPING_NULL, ', 'caller');
  put('a.c', 'ops->slot(file, ', 'MAPPING_NULL, ', 'caller');
  put('a.c', '+ implementation(file, ', 'MAPPING_NULL, ', 'caller');
  return { files: all, plan: { edits, created: [], refusals: [] } };
}

const looked = (texts: ReadonlyMap<string, string>) => ({
  field: PAGE_MAPPING,
  parser,
  text: (file: string) => texts.get(file) ?? null,
});

test.skipIf(!hasSpatch)('stage parameter: heads, prototypes, slots and all calls', () => {
  const { files: before, plan } = widening();
  const made = cocciFor('parameter', looked(before), plan);
  expect(made.left).toEqual([]);
  expect(made.rules.map(({ text }) => text).join('\n')).toMatchSnapshot();
  runs(before, made);
  expect(differing(changesOf(before, plan))).toEqual([]);
});

test.skipIf(!hasSpatch)('stages pass and final: the placeholder and whole calls give way', () => {
  const text = `int f(struct page *page, struct address_space *__mapping)
{
	return use(fs_page_mapping(page, MAPPING_NULL)->host, g(MAPPING_NULL, page), h(page, MAPPING_NULL));
}
int k(struct page *page, struct inode *inode)
{
	return fs_page_mapping(page, inode->i_mapping)->host == fs_page_mapping(page, MAPPING_NULL)->host;
}
int untouched(struct page *page)
{
	return g(MAPPING_NULL, page);
}
`;
  const before = new Map([['a.c', text]]);
  const edit = (old: string, from: string, by: string): Edit => {
    const start = text.indexOf(old, text.indexOf(from));
    return {
      file: 'a.c',
      start,
      end: start + old.length,
      text: by,
      group: 'body',
      reason: '',
      confidence: 'proved',
    };
  };
  const plan: Plan = {
    created: [],
    refusals: [],
    edits: [
      edit('MAPPING_NULL', 'fs_page_mapping(page', '__mapping'),
      edit('MAPPING_NULL', 'g(MAPPING', '__mapping'),
      edit('MAPPING_NULL', 'h(page', '__mapping'),
      edit('fs_page_mapping(page, inode->i_mapping)->host', 'return fs', 'inode'),
    ],
  };
  const made = cocciFor('final', looked(before), plan);
  expect(made.left).toEqual([]);
  runs(before, made);
  expect(differing(changesOf(before, plan))).toEqual([]);
});
