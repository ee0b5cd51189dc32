import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Cancelled } from '../../server/host/slice.ts';
import type { Workspace } from '../../server/host/workspace.ts';
import { copyMiniKernel, makeTree, type Tree } from '../support/tree.ts';
import { freshReport, MM_TYPES, openWorkspace, smallTree, usesOf } from './trees.ts';

let tree: Tree;
let cache: Tree;
const open: Workspace[] = [];
beforeEach(() => {
  tree = smallTree();
  cache = makeTree();
});
afterEach(() => {
  for (const workspace of open.splice(0)) workspace.dispose();
  tree.dispose();
  cache.dispose();
});

async function workspace(cacheDir: string | null = cache.root): Promise<Workspace> {
  const made = await openWorkspace(tree, cacheDir);
  open.push(made);
  return made;
}

const USES = ['fs/buffer.c:4 page likely', 'mm/filemap.c:4 page certain'];

describe('a tree', () => {
  test('is read whole: every use with the type that its headers give it', async () => {
    const report = await (await workspace()).index();
    expect(usesOf(report)).toEqual(USES);
    expect(report).toMatchObject({ scanned: 5, complete: true, problems: [] });
  });

  test('is told file by file in order of path', async () => {
    const files = (await freshReport(copied())).files.map((each) => each.file);
    expect(files.length).toBeGreaterThan(20);
    expect(files).toEqual([...files].sort());
  });

  test('knows nothing and says so before it is read', async () => {
    expect((await workspace()).report()).toEqual({ files: [], problems: [], scanned: 0, complete: false });
  });

  test('may be empty', async () => {
    for (const folder of ['fs', 'mm', 'include']) rmSync(tree.path(folder), { recursive: true });
    expect(await (await workspace()).index()).toMatchObject({ files: [], scanned: 0, complete: true });
  });

  test('is read in part, with types from the rest', async () => {
    const report = await (await workspace()).index({ paths: ['fs'] });
    expect(usesOf(report)).toEqual([USES[0]]);
    expect(report.scanned).toBe(1);
    // and a part is no snapshot of the tree
    expect(usesOf(await (await workspace()).index())).toEqual(USES);
  });

  test('tells how far it has come', async () => {
    const steps: [number, number][] = [];
    await (await workspace()).index({ onProgress: (scanned, total) => steps.push([scanned, total]) });
    expect(steps.at(-1)).toEqual([5, 5]);
  });

  test('says the same in bulk, where only parts of files are parsed, as of open documents', async () => {
    const root = copied();
    const bulk = await openWorkspace(root);
    open.push(bulk);
    const { files } = await bulk.index();
    for (const { file, damage: _, ...before } of files) {
      const { damage: __, ...after } = bulk.openDocument(file, textOf(root, file));
      expect(after, file).toEqual({ file, ...before });
    }
  });
});

describe('a snapshot', () => {
  /** Reads the tree anew with the cache, and checks that this makes no difference. */
  async function expectSameAsFresh(): Promise<string[]> {
    const restored = await (await workspace()).index();
    expect(restored).toEqual(await freshReport(tree));
    return usesOf(restored);
  }

  beforeEach(async () => {
    await (await workspace()).index();
  });

  test('of an unchanged tree is the tree', async () => {
    expect(await expectSameAsFresh()).toEqual(USES);
  });

  test('of the mini-kernel is the mini-kernel, opened documents and macro calls included', async () => {
    const root = copied();
    const first = await openWorkspace(root, cache.root);
    const second = await openWorkspace(root, cache.root);
    open.push(first, second);
    const fresh = await first.index();
    expect(await second.index()).toEqual(fresh);
    for (const { file, damage: _, ...known } of fresh.files) {
      const { damage: __, ...opened } = second.openDocument(file, textOf(root, file));
      expect(opened, file).toEqual({ file, ...known });
    }
  });

  const changes: [string, () => void, string[]][] = [
    [
      'a file changed',
      () => tree.write('mm/filemap.c', '\n\nint x(struct page *p) { return !p->mapping; }\n'),
      [USES[0] ?? '', 'mm/filemap.c:3 page certain'],
    ],
    [
      'a file added',
      () => tree.write('mm/new.c', 'int n(struct page *p) { return !p->mapping; }\n'),
      [...USES, 'mm/new.c:1 page certain'],
    ],
    ['a file removed', () => rmSync(tree.path('mm/filemap.c')), [USES[0] ?? '']],
    [
      'a file renamed',
      () => renameSync(tree.path('mm/filemap.c'), tree.path('mm/aaa.c')),
      [USES[0] ?? '', 'mm/aaa.c:4 page certain'],
    ],
    [
      'a file without uses gone for one with',
      () => {
        rmSync(tree.path('mm/empty.c'));
        tree.write('mm/other.c', 'int n(struct page *p) { return !p->mapping; }\n');
      },
      [...USES, 'mm/other.c:1 page certain'],
    ],
    [
      'a header changed, which nothing else names',
      () =>
        tree.write(
          'include/linux/bh.h',
          '#include <linux/mm_types.h>\nstruct buffer_head { struct ring *b_page; };\n',
        ),
      [USES[1] ?? ''],
    ],
    [
      'a header removed',
      () => rmSync(tree.path('include/linux/bh.h')),
      ['fs/buffer.c:4 null unknown', USES[1] ?? ''],
    ],
    [
      'a folder moved',
      () => renameSync(tree.path('mm'), tree.path('lib')),
      [USES[0] ?? '', 'lib/filemap.c:4 page certain'],
    ],
  ];
  test.each(changes)('%s: as fresh', async (_what, change, expected) => {
    change();
    expect((await expectSameAsFresh()).sort()).toEqual(expected.sort());
    // and the snapshot left behind by that run holds as well
    expect((await expectSameAsFresh()).sort()).toEqual(expected.sort());
  });

  test('keeps what could not be read, until it can be', async () => {
    tree.write('mm/blob.c', `${MM_TYPES}\0`);
    expect((await (await workspace()).index()).problems).toHaveLength(1);
    expect((await (await workspace()).index()).problems).toEqual([
      { file: 'mm/blob.c', message: 'a binary file: it holds a NUL byte' },
    ]);
    tree.write('mm/other.c', '');
    expect((await (await workspace()).index()).problems).toHaveLength(1);
    tree.write('mm/blob.c', MM_TYPES);
    expect((await (await workspace()).index()).problems).toEqual([]);
  });

  test('is not read when the caller wants to be sure', async () => {
    const seen: number[] = [];
    const again = await workspace();
    await again.index({ ignoreCache: true, onProgress: (scanned) => seen.push(scanned) });
    expect(seen).toEqual([5]);
  });

  test('that cannot be written is told, and the answer is complete', async () => {
    const file = makeTree([['file', '']]);
    const report = await (await workspace(file.path('file'))).index();
    expect(usesOf(report)).toEqual(USES);
    expect(report.problems).toEqual([
      { file: file.path('file'), message: expect.stringMatching(/^the cache cannot be written: /) },
    ]);
    file.dispose();
  });

  test('is not made from a header that is open and not saved', async () => {
    tree.write('fs/buffer.c', `${textOf(tree, 'fs/buffer.c')}\n`);
    const editing = await workspace();
    editing.openDocument('include/linux/bh.h', 'struct buffer_head { struct ring *b_page; };');
    await editing.index();
    await expectSameAsFresh();
  });
});

describe('cancelling', () => {
  const cancelled = async (when: (controller: AbortController) => object): Promise<void> => {
    const workspace_ = await workspace(null);
    const before = await workspace_.index();
    tree.write('mm/new.c', 'int n(struct page *p) { return !p->mapping; }\n');
    tree.write('include/linux/bh.h', '');
    const controller = new AbortController();
    const run = workspace_.index({ signal: controller.signal, yieldOften: true, ...when(controller) });
    await expect(run).rejects.toThrow(Cancelled);
    expect(workspace_.report()).toEqual(before);
    expect(await workspace_.index()).toEqual(await freshReport(tree));
  };

  test('before it begins', () =>
    cancelled((controller) => {
      controller.abort();
      return {};
    }));

  test('while files are read', () => cancelled((controller) => ({ onProgress: () => controller.abort() })));

  test('soon after it begins', () =>
    cancelled((controller) => {
      setImmediate(() => controller.abort());
      return {};
    }));
});

test('runs that are asked for at once come one after the other', async () => {
  const one = await workspace(null);
  const [first, , third] = await Promise.all([
    one.index(),
    one.refresh(['mm/filemap.c']),
    (async () => {
      writeFileSync(tree.path('mm/new.c'), 'int n(struct page *p) { return !p->mapping; }\n');
      return one.index();
    })(),
  ]);
  expect(usesOf(first).slice(0, 2)).toEqual(USES);
  expect(usesOf(third)).toEqual([...USES, 'mm/new.c:1 page certain']);
});

const copies: Tree[] = [];
afterEach(() => {
  for (const each of copies.splice(0)) each.dispose();
});

function copied(): Tree {
  const copy = copyMiniKernel();
  copies.push(copy);
  return copy;
}

function textOf(of: Tree, file: string): string {
  return readFileSync(of.path(file), 'utf8');
}
