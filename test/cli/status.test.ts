import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { maintainersIn } from '../../server/export/maintainers.ts';
import { makeTree, type Tree } from '../support/tree.ts';
import { mapshift, rowsOf } from './command.ts';

const MAINTAINERS = `List of maintainers
	F: indented/	what a letter means

Maintainers List
----------------

EXT4 FILE SYSTEM
M:	A Person <a@example.org>
F:	Documentation/filesystems/ext4/
F:	fs/ext4/

FILESYSTEMS
F:	fs/*
F:	include/linux/fs.h

MEMORY MANAGEMENT
F:	mm/
X:	mm/ksm.c

PAGE CACHE
F:	mm/filemap.c

TOY SYSTEMS
N:	toy[a-z]*\\.c$
N:	(unbalanced

ARCHITECTURES
F:	arch/*/mm
F:	drivers/net/?x/

THE REST
F:	*
F:	*/
`;

let tree: Tree;
beforeEach(() => {
  tree = makeTree([
    ['MAINTAINERS', MAINTAINERS],
    ['mm/filemap.c', 'int f(struct page *page)\n{\n\treturn page->mapping && page->mapping->host;\n}\n'],
    ['mm/ksm.c', 'void g(struct page *page)\n{\n\tpage->mapping = 0;\n}\n'],
    [
      'fs/ext4/inode.c',
      `int h(struct folio *folio)
{
	return folio_mapping(folio) != 0;
}
int i(struct folio *folio, struct address_space *mapping)
{
	return use(mapping);
}
`,
    ],
    ['top.c', 'struct page page;\nvoid *m = &page.mapping;\n'],
  ]);
});
afterEach(() => tree.dispose());

const status = (...argv: string[]) => mapshift(['status', '--no-cache', ...argv, tree.root]);

/** Places by group, and the last row, which counts all. */
async function counted(
  by: string,
): Promise<{ groups: Record<string, number>; last: Record<string, unknown> }> {
  const answer = await status('--json', '--by', by);
  expect(answer.code).toBe(0);
  const rows = rowsOf(answer);
  const last = rows.pop() ?? {};
  return { groups: Object.fromEntries(rows.map((row) => [row[by], row.total])), last };
}

describe('status counts places by stage', () => {
  test.each([
    ['directory', { '.': 1, 'fs/ext4': 2, mm: 3 }],
    ['file', { 'fs/ext4/inode.c': 2, 'mm/filemap.c': 2, 'mm/ksm.c': 1, 'top.c': 1 }],
    [
      'function',
      {
        'fs/ext4/inode.c:h': 1,
        'fs/ext4/inode.c:i': 1,
        'mm/filemap.c:f': 2,
        'mm/ksm.c:g': 1,
        'top.c:(file scope)': 1,
      },
    ],
    ['maintainer', { 'EXT4 FILE SYSTEM': 2, 'PAGE CACHE': 2, 'THE REST': 2 }],
  ])('by %s', async (by, expected) => {
    const { groups, last } = await counted(by);
    expect(groups).toEqual(expected);
    expect(Object.keys(groups)).toEqual(Object.keys(expected).sort());
    expect(last).toMatchObject({ [by]: null, total: 6, filesScanned: 4, problems: [] });
  });

  test('the stages of a row add up to its total, and the share is of what can be converted', async () => {
    for (const row of rowsOf<{ byStage: Record<string, number>; total: number; shareConverted: number }>(
      await status('--json', '--by', 'file'),
    )) {
      expect(Object.values(row.byStage).reduce((sum, each) => sum + each, 0)).toBe(row.total);
      expect(row.shareConverted).toBeGreaterThanOrEqual(0);
      expect(row.shareConverted).toBeLessThanOrEqual(1);
    }
    const { last } = await counted('file');
    expect(last).toMatchObject({
      byStage: { raw: 2, helper: 1, converted: 1, owner: 2 },
      convertible: 4,
      shareConverted: 0.25,
    });
  });

  test('what could not be read is in the last row', async () => {
    tree.write('mm/blob.c', 'page->mapping\0');
    tree.write('mm/odd.c', 'int f(void) { return who()->mapping; }\nint ) (;\n');
    expect((await counted('file')).last).toMatchObject({
      filesScanned: 6,
      filesWithParseErrors: 1,
      usesOfUnknownType: 1,
      problems: [{ file: 'mm/blob.c', message: 'a binary file: it holds a NUL byte' }],
    });
  });

  test('for people: a table with a line of totals', async () => {
    expect((await status()).out).toMatchInlineSnapshot(`
      "directory  places  raw  helper  parameter  passed  checked  converted  owner  no-source  converted %
      .          1       ·    ·       ·          ·       ·        ·          1      ·          —
      fs/ext4    2       ·    1       ·          ·       ·        1          ·      ·          50.0
      mm         3       2    ·       ·          ·       ·        ·          1      ·          0.0
      total      6       2    1       ·          ·       ·        1          2      ·          25.0
      "
    `);
  });

  test('of an empty tree is a table of nothing', async () => {
    const empty = makeTree();
    const { code, out } = await mapshift(['status', '--no-cache', empty.root]);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^total\s+0\s.*—$/);
    empty.dispose();
  });

  test('by maintainer needs MAINTAINERS, and says so before it reads the tree', async () => {
    rmSync(tree.path('MAINTAINERS'));
    const answer = await status('--by', 'maintainer');
    expect(answer).toEqual({
      code: 2,
      out: '',
      err: [`mapshift: ${tree.path('MAINTAINERS')}: no such file or directory; --by maintainer needs it`],
    });
  });
});

describe('MAINTAINERS', () => {
  const of = maintainersIn(MAINTAINERS);

  test.each([
    ['a folder with a slash: everything below', 'fs/ext4/sub/x.c', ['EXT4 FILE SYSTEM']],
    ['a star: files of that folder', 'fs/buffer.c', ['FILESYSTEMS']],
    ['a star: not what is below', 'fs/xfs/aops.c', ['THE REST']],
    ['a file', 'include/linux/fs.h', ['FILESYSTEMS']],
    ['a file is not a beginning of others', 'include/linux/fs.h2', ['THE REST']],
    ['the longest pattern wins', 'mm/filemap.c', ['PAGE CACHE']],
    ['a folder without a slash: everything below', 'arch/arm64/mm/fault.c', ['ARCHITECTURES']],
    ['a star stands for one folder', 'arch/arm64/kernel/mm/fault.c', ['THE REST']],
    ['a question mark stands for one character', 'drivers/net/rx/a.c', ['ARCHITECTURES']],
    ['a question mark stands for no slash', 'drivers/net//x/a.c', ['THE REST']],
    ['X: takes a file out', 'mm/ksm.c', ['THE REST']],
    ['X: takes nothing else out', 'mm/ksm.h', ['MEMORY MANAGEMENT']],
    ['N: an expression, before the rest', 'lib/toyfs.c', ['TOY SYSTEMS']],
    ['N: but after a path', 'fs/ext4/toyfs.c', ['EXT4 FILE SYSTEM']],
    ['the description of the letters is no section', 'indented/x.c', ['THE REST']],
    ['at the top', 'Makefile', ['THE REST']],
  ])('%s', (_rule, file, expected) => {
    expect(of(file)).toEqual(expected);
  });

  test('names all sections that match equally well', () => {
    const both = maintainersIn('A\nF:\tmm/\n\nB\nF:\tmm/\n\nC\nF:\tm*/\n');
    expect(both('mm/x.c')).toEqual(['A', 'B']);
  });

  test('names nobody where nobody is', () => {
    expect(maintainersIn('')('mm/x.c')).toEqual(['(nobody)']);
    expect(maintainersIn('A\nM:\tx\n')('mm/x.c')).toEqual(['(nobody)']);
  });
});
