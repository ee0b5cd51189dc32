import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Problem } from '../../server/conversion/model.ts';
import { TreeError, treeRoot, walk } from '../../server/host/walk.ts';
import { makeTree, type Tree } from '../support/tree.ts';

let tree: Tree;
beforeEach(() => {
  tree = makeTree([
    ['mm/filemap.c', ''],
    ['mm/internal.h', ''],
    ['mm/Makefile', ''],
    ['fs/ext4/inode.c', ''],
    ['include/linux/mm.h', ''],
  ]);
});
afterEach(() => tree.dispose());

function walked(...paths: string[]): { files: string[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const files = [...walk(tree.root, paths, (problem) => problems.push(problem))].flat();
  return { files, problems };
}

describe('walking a tree', () => {
  test('lists .c and .h files by their path in the tree, a folder at a time', () => {
    const folders = [...walk(tree.root, [], () => undefined)].map((files) => [...files].sort());
    expect(folders.filter((files) => files.length > 0).sort()).toEqual([
      ['fs/ext4/inode.c'],
      ['include/linux/mm.h'],
      ['mm/filemap.c', 'mm/internal.h'],
    ]);
  });

  test('gives the same order each time: snapshots are compared in step', () => {
    expect(walked().files).toEqual(walked().files);
  });

  test('leaves out version control and packages', () => {
    tree.write('.git/objects/x.c', '');
    tree.write('tools/node_modules/gyp/x.c', '');
    tree.write('tools/.hidden/x.c', '');
    expect(walked().files).toContain('tools/.hidden/x.c');
    expect(walked().files).toHaveLength(5);
  });

  test('does not follow symbolic links, whether they lead up, round, out or nowhere', () => {
    const before = walked().files.sort();
    symlinkSync('..', tree.path('mm/up'));
    symlinkSync('round', tree.path('mm/round'));
    symlinkSync('round.c', tree.path('mm/round.c'));
    symlinkSync('/etc', tree.path('out'));
    symlinkSync('filemap.c', tree.path('mm/alias.c'));
    expect(walked()).toEqual({ files: expect.arrayContaining(before), problems: [] });
    expect(walked().files).toHaveLength(before.length);
  });

  test('a folder that cannot be listed is a problem, and the others are listed', () => {
    // gone since it was seen: unlike a missing permission, that holds for every account
    const problems: Problem[] = [];
    const walking = walk(tree.root, [], (problem) => problems.push(problem));
    walking.next();
    rmSync(tree.path('mm'), { recursive: true });
    const files = [...walking].flat();
    expect(files.sort()).toEqual(['fs/ext4/inode.c', 'include/linux/mm.h']);
    expect(problems).toEqual([{ file: 'mm', message: 'no such file or directory' }]);
  });
});

describe('parts of a tree', () => {
  test('folders and files, named from the root or absolutely', () => {
    expect(walked('fs', 'mm/filemap.c').files.sort()).toEqual(['fs/ext4/inode.c', 'mm/filemap.c']);
    expect(walked(tree.path('fs/ext4')).files).toEqual(['fs/ext4/inode.c']);
    expect(walked('fs/').files).toEqual(['fs/ext4/inode.c']);
  });

  test('a file that is asked for is read whatever its name', () => {
    expect(walked('mm/Makefile').files).toEqual(['mm/Makefile']);
  });

  test('are listed once, however often they are named', () => {
    expect(walked('mm/filemap.c', 'mm', './mm', 'mm/filemap.c').files.sort()).toEqual([
      'mm/filemap.c',
      'mm/internal.h',
    ]);
    expect(walked('.', 'fs').files).toHaveLength(4);
    // a name that only starts like another's is no part of it
    tree.write('mmc/core.c', '');
    expect(walked('mm', 'mmc').files).toContain('mmc/core.c');
  });

  test.each([
    ['../elsewhere', /^\.\.\/elsewhere: outside the tree/],
    ['..', /^\.\.: outside the tree/],
    ['/etc', /^\/etc: outside the tree/],
    ['mm/../../x', /outside the tree/],
    ['mm/none.c', /^mm\/none\.c: no such file or directory in /],
    ['mm/filemap.c/below', /below: not a directory in /],
    ['round', /^round: a loop of symbolic links in /],
  ])('%s is refused in one line', (path, message) => {
    symlinkSync('round', tree.path('round'));
    expect(() => walked(path)).toThrow(message);
    expect(() => walked(path)).toThrow(TreeError);
  });

  test('a folder whose name starts with two dots is inside', () => {
    tree.write('..data/x.c', '');
    expect(walked('..data').files).toEqual(['..data/x.c']);
  });
});

describe('the root', () => {
  test('is made absolute', () => {
    expect(treeRoot(relative(process.cwd(), tree.root))).toBe(tree.root);
  });

  test.each([
    ['nowhere', 'no such file or directory'],
    ['mm/filemap.c', 'not a directory'],
    ['round', 'a loop of symbolic links'],
  ])('%s is refused: %s', (path, reason) => {
    symlinkSync('round', tree.path('round'));
    expect(() => treeRoot(tree.path(path))).toThrow(new TreeError(`${tree.path(path)}: ${reason}`));
  });

  test('may be empty, or hold nothing but folders', () => {
    const empty = makeTree();
    mkdirSync(empty.path('a/b'), { recursive: true });
    expect([...walk(empty.root, [], () => undefined)].flat()).toEqual([]);
    empty.dispose();
  });
});
