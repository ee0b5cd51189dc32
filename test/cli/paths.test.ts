/** The two commands about code paths: their rows, their tables, and what they refuse. */
import { describe, expect, test } from 'vitest';
import { MINI_KERNEL } from '../support/annotations.ts';
import { makeTree } from '../support/tree.ts';
import { mapshift, rowsOf } from './command.ts';

describe('slice', () => {
  test('--json is one row: a program, and the scenarios it takes part in', async () => {
    const outcome = await mapshift(['slice', '--json', MINI_KERNEL, 'mm/filemap.c:72']);
    const rows = rowsOf(outcome);
    expect(outcome).toMatchObject({ code: 0, err: [] });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      version: 1,
      entry: 'filemap_lock_folio',
      at: { file: 'mm/filemap.c', line: 62 },
      given: { page: false, locked: false },
    });
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'version',
      'entry',
      'at',
      'release',
      'given',
      'instructions',
      'leftOut',
      'proposals',
    ]);
  });

  test('is the same by the name of the function', async () => {
    const byLine = await mapshift(['slice', '--json', MINI_KERNEL, 'mm/filemap.c:72']);
    expect(await mapshift(['slice', '--json', MINI_KERNEL, 'filemap_lock_folio'])).toEqual(byLine);
  });

  test('tells people steps, what is left out, and scenarios', async () => {
    const { out } = await mapshift(['slice', MINI_KERNEL, 'do_page_mkwrite']);
    expect(out).toMatch(/^do_page_mkwrite \(mm\/memory\.c:9\)\n {2}the page is at hand/);
    expect(out).toMatch(
      /^2 {2}lock {15}mm\/memory\.c:18 {2}do_page_mkwrite → lock_page {4}lock_page\(page\);$/m,
    );
    expect(out).toMatch(
      /\nleft out\nmm\/memory\.c:14 {2}pointer {2}vmf->vma->vm_ops->page_mkwrite {2}2 functions stand/,
    );
    expect(out).toMatch(/\nscenarios\n(?:.+\n)*wait-install/);
  });

  test('says so where the model knows no step', async () => {
    const tree = makeTree([['a.c', 'int f(void)\n{\n\treturn 0;\n}\n']]);
    expect(await mapshift(['slice', tree.root, 'f'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('no step in it is known to the model'),
    });
    tree.dispose();
  });

  test('names the places of a function that is defined twice', async () => {
    const f = 'static int f(void)\n{\n\treturn 0;\n}\n';
    const tree = makeTree([
      ['a.c', f],
      ['b.c', f],
    ]);
    expect(await mapshift(['slice', tree.root, 'f'])).toEqual({
      code: 2,
      out: '',
      err: ['mapshift: f is defined in several places, name one: a.c:1, b.c:1'],
    });
    tree.dispose();
  });
});

describe('chains', () => {
  test('--json is a row for each chain, shortest first, and a last one that tells whether all was followed', async () => {
    const outcome = await mapshift(['chains', '--json', MINI_KERNEL, 'mm/memory.c:19']);
    const rows = rowsOf(outcome);
    expect(outcome).toMatchObject({ code: 0, err: [] });
    expect(rows.at(-1)).toEqual({ complete: true, cut: [] });
    expect(rows[0]).toMatchObject({
      entry: 'do_shared_fault',
      kind: 'no caller',
      known: 1,
      steps: [
        { function: 'do_shared_fault', file: 'mm/memory.c', call: { file: 'mm/memory.c', line: 54 } },
        {
          function: 'do_page_mkwrite',
          call: { file: 'mm/memory.c', line: 19 },
          sources: [{ expression: 'vmf->vma->vm_file->f_mapping' }],
        },
      ],
    });
  });

  test('tells people the way, and where the mapping is known nearest to the place', async () => {
    const { out } = await mapshift(['chains', MINI_KERNEL, 'mm/memory.c:19']);
    expect(out).toBe(
      [
        'do_shared_fault  [no caller: nobody in the tree calls it by name]',
        '   do_shared_fault  mm/memory.c:54  ← vmf->vma->vm_file->f_mapping',
        ' *   do_page_mkwrite  mm/memory.c:19  ← vmf->vma->vm_file->f_mapping',
        '',
      ].join('\n'),
    );
  });
});

describe.each(['slice', 'chains'])('%s refuses', (command) => {
  test.each([
    ['no tree', [], /no TREE given/],
    ['no place', [MINI_KERNEL], /name one place/],
    ['two places', [MINI_KERNEL, 'a', 'b'], /name one place/],
    ['what is neither', [MINI_KERNEL, 'mm/filemap.c'], /neither FILE:LINE nor the name/],
    ['a tree that is not there', ['/nowhere', 'f'], /no such file or directory/],
    ['an unknown function', [MINI_KERNEL, 'no_such_function'], /no function of this name/],
    ['an unknown file', [MINI_KERNEL, 'mm/no.c:1'], /mm\/no\.c: no such file/],
    ['a line behind the end', [MINI_KERNEL, 'mm/filemap.c:99999'], /the file is shorter/],
    ['a line outside functions', [MINI_KERNEL, 'mm/filemap.c:1'], /no function stands there/],
    ['a file of another tree', [MINI_KERNEL, '../x.c:1'], /outside the tree/],
    ['an unknown option', ['--what', MINI_KERNEL, 'f'], /--what/],
  ])('%s, in one line', async (_, argv, says) => {
    const outcome = await mapshift([command, ...argv]);
    expect(outcome).toMatchObject({ code: 2, out: '' });
    expect(outcome.err).toHaveLength(1);
    expect(outcome.err[0]).toMatch(says);
  });
});
