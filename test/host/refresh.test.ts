import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Workspace } from '../../server/host/workspace.ts';
import { makeTree, type Tree } from '../support/tree.ts';
import { BH, freshReport, MM_TYPES, openWorkspace, smallTree, usesOf } from './trees.ts';

const BUFFER = 'fs/buffer.c:4 page likely';
const FILEMAP = 'mm/filemap.c:4 page certain';
/** A header by which fs/buffer.c's use belongs to another record. */
const RING_BH = BH.replace('struct page *b_page', 'struct ring *b_page');

let tree: Tree;
let workspace: Workspace;
beforeEach(async () => {
  tree = smallTree();
  workspace = await openWorkspace(tree);
  await workspace.index();
});
afterEach(() => {
  workspace.dispose();
  tree.dispose();
});

/** Tells the workspace about changed files, and checks that it knows then what a fresh one would. */
async function refreshed(...files: string[]): Promise<string[]> {
  await workspace.refresh(files);
  expect(workspace.report()).toEqual(await freshReport(tree));
  return usesOf(workspace.report());
}

describe('a file on disk', () => {
  test('changed', async () => {
    tree.write('mm/filemap.c', 'int f(struct page *page) { return page != 0; }\n');
    expect(await refreshed('mm/filemap.c')).toEqual([BUFFER]);
  });

  test('added', async () => {
    tree.write('mm/new.c', 'int f(struct page *page) { return !page->mapping; }\n');
    expect(await refreshed('mm/new.c')).toEqual([BUFFER, FILEMAP, 'mm/new.c:1 page certain']);
  });

  test('removed', async () => {
    rmSync(tree.path('mm/filemap.c'));
    expect(await refreshed('mm/filemap.c')).toEqual([BUFFER]);
  });

  test('that became binary is a problem, until it is text again', async () => {
    tree.write('mm/filemap.c', `${MM_TYPES}\0`);
    await refreshed('mm/filemap.c');
    expect(workspace.report().problems).toHaveLength(1);
    await refreshed('mm/filemap.c');
    expect(workspace.report().problems).toHaveLength(1);
    tree.write('mm/filemap.c', MM_TYPES);
    await refreshed('mm/filemap.c');
    expect(workspace.report().problems).toEqual([]);
  });

  test('told twice, or never there', async () => {
    expect(await refreshed('mm/empty.c', 'mm/empty.c', 'mm/never.c')).toEqual([BUFFER, FILEMAP]);
  });
});

describe('a header on disk', () => {
  test('changed: uses in other files are judged again', async () => {
    tree.write('include/linux/bh.h', RING_BH);
    expect(await refreshed('include/linux/bh.h')).toEqual([FILEMAP]);
    tree.write('include/linux/bh.h', BH);
    expect(await refreshed('include/linux/bh.h')).toEqual([BUFFER, FILEMAP]);
  });

  test('removed, and back', async () => {
    rmSync(tree.path('include/linux/bh.h'));
    expect(await refreshed('include/linux/bh.h')).toEqual(['fs/buffer.c:4 null unknown', FILEMAP]);
    tree.write('include/linux/bh.h', BH);
    expect(await refreshed('include/linux/bh.h')).toEqual([BUFFER, FILEMAP]);
  });

  test('added where an include finds it before the old one', async () => {
    tree.write(
      'fs/buffer.c',
      '#include "bh.h"\nint f(struct buffer_head *b) { return !b->b_page->mapping; }\n',
    );
    expect(await refreshed('fs/buffer.c')).toEqual(['fs/buffer.c:2 page likely', FILEMAP]);
    tree.write('fs/bh.h', `#include <linux/mm_types.h>\n${RING_BH}`);
    expect(await refreshed('fs/bh.h')).toEqual([FILEMAP]);
  });

  test('counts though the reports were restored from a snapshot', async () => {
    const cache = makeTree();
    (await openWorkspace(tree, cache.root)).index();
    const first = await openWorkspace(tree, cache.root);
    await first.index();
    const restored = await openWorkspace(tree, cache.root);
    await restored.index();
    tree.write('include/linux/bh.h', RING_BH);
    await restored.refresh(['include/linux/bh.h']);
    expect(restored.report()).toEqual(await freshReport(tree));
    cache.dispose();
  });

  test('counts though another process has replaced the snapshot meanwhile', async () => {
    const cache = makeTree();
    await (await openWorkspace(tree, cache.root)).index();
    const restored = await openWorkspace(tree, cache.root);
    await restored.index();
    tree.write('include/linux/bh.h', RING_BH);
    await (await openWorkspace(tree, cache.root)).index();
    await restored.refresh(['include/linux/bh.h']);
    expect(restored.report()).toEqual(await freshReport(tree));
    cache.dispose();
  });
});

describe('a macro whose calls tell what its parameter is', () => {
  beforeEach(async () => {
    tree.write('include/linux/host.h', '#define HOST(p) ((p)->mapping)\n');
    tree.write('mm/user.c', 'void *u(struct page *page) { return HOST(page); }\n');
    await refreshed('include/linux/host.h', 'mm/user.c');
  });
  const host = (): string[] => usesOf(workspace.report()).filter((use) => use.includes('host.h'));

  test('is found with its calls', () => {
    expect(host()).toEqual(['include/linux/host.h:1 page likely']);
  });

  test('called with something else', async () => {
    tree.write('mm/user.c', 'void *u(struct ring *ring) { return HOST(ring); }\n');
    await refreshed('mm/user.c');
    expect(host()).toEqual([]);
  });

  test('called in two ways', async () => {
    tree.write('mm/ring.c', 'void *u(struct ring *ring) { return HOST(ring); }\n');
    await refreshed('mm/ring.c');
    expect(host()).toEqual(['include/linux/host.h:1 null unknown']);
    rmSync(tree.path('mm/ring.c'));
    await refreshed('mm/ring.c');
    expect(host()).toEqual(['include/linux/host.h:1 page likely']);
  });

  test('no longer called, no longer there', async () => {
    tree.write('mm/user.c', '');
    await refreshed('mm/user.c');
    expect(host()).toEqual(['include/linux/host.h:1 null unknown']);
    rmSync(tree.path('include/linux/host.h'));
    await refreshed('include/linux/host.h');
    expect(host()).toEqual([]);
  });
});

describe('a document in the editor', () => {
  const FILE = 'mm/filemap.c';
  const TEXT = '#include <linux/mm_types.h>\nint f(struct page *p) { return !p->mapping && !p->mapping; }\n';

  test('hides the file until it is closed', () => {
    const before = workspace.report();
    const report = workspace.openDocument(FILE, TEXT);
    expect(report.uses).toHaveLength(2);
    expect(workspace.fileReport(FILE)).toBe(report);
    expect(usesOf(workspace.report())).toEqual([
      BUFFER,
      'mm/filemap.c:2 page certain',
      'mm/filemap.c:2 page certain',
    ]);
    workspace.closeDocument(FILE);
    expect(workspace.report()).toEqual(before);
    expect(workspace.syntaxOf(FILE)).toBeUndefined();
  });

  test('hides it also when the file changes below', async () => {
    workspace.openDocument(FILE, TEXT);
    tree.write(FILE, '');
    await workspace.refresh([FILE]);
    expect(workspace.fileReport(FILE)?.uses).toHaveLength(2);
    workspace.closeDocument(FILE);
    expect(workspace.report()).toEqual(await freshReport(tree));
  });

  test('counts in the tree though there is no file of it', () => {
    workspace.openDocument('mm/unsaved.c', TEXT);
    expect(workspace.report().files.map((each) => each.file)).toContain('mm/unsaved.c');
    workspace.closeDocument('mm/unsaved.c');
    expect(workspace.fileReport('mm/unsaved.c')).toBeUndefined();
  });

  test('says after each keystroke what it would say when opened like this', () => {
    const final = `${TEXT}int g(struct folio *folio)\n{\n\treturn folio->mapping == 0;\n}\n`;
    workspace.openDocument(FILE, '');
    for (let end = 1; end < final.length; end += 7) workspace.changeDocument(FILE, final.slice(0, end));
    const typed = workspace.changeDocument(FILE, final);
    workspace.closeDocument(FILE);
    expect(typed).toEqual(workspace.openDocument(FILE, final));
    expect(typed.uses).toHaveLength(3);
  });

  test('knows what it declares itself as soon as it is typed', async () => {
    const use = '#include <linux/mm_types.h>\nint f(void) { return !get()->mapping; }\n';
    expect(workspace.openDocument(FILE, use).uses).toMatchObject([{ record: null }]);
    const declared = workspace.changeDocument(FILE, `static struct page *get(void);\n${use}`);
    expect(declared.uses).toMatchObject([{ record: 'page' }]);
    const saved = `static struct ring *get(void);\n${use}`;
    workspace.changeDocument(FILE, saved);
    tree.write(FILE, saved);
    await workspace.refresh([FILE]);
    expect(workspace.fileReport(FILE)?.uses).toEqual([]);
  });

  test('that is a header is what other documents see, saved or not', () => {
    workspace.openDocument('include/linux/bh.h', RING_BH);
    const user = '#include <linux/bh.h>\nint f(struct buffer_head *b) { return !b->b_page->mapping; }\n';
    expect(workspace.openDocument('fs/other.c', user).uses).toEqual([]);
    workspace.closeDocument('include/linux/bh.h');
    expect(workspace.changeDocument('fs/other.c', `${user}\n`).uses).toMatchObject([{ record: 'page' }]);
  });

  test('open before the tree was read is judged again afterwards', async () => {
    tree.write('include/linux/host.h', '#define HOST(p) ((p)->mapping)\n');
    tree.write('mm/user.c', 'void *u(struct page *page) { return HOST(page); }\n');
    const early = await openWorkspace(tree);
    const text = '#define HOST(p) ((p)->mapping)\n';
    expect(early.openDocument('include/linux/host.h', text).uses).toMatchObject([{ record: null }]);
    await early.index();
    expect(early.fileReport('include/linux/host.h')?.uses).toMatchObject([{ record: 'page' }]);
    early.dispose();
  });

  test('is judged again when a header changes on disk', async () => {
    workspace.openDocument(
      'fs/buffer.c',
      '#include <linux/bh.h>\nint f(struct buffer_head *b) { return !b->b_page->mapping; }\n',
    );
    tree.write('include/linux/bh.h', RING_BH);
    await workspace.refresh(['include/linux/bh.h']);
    expect(workspace.fileReport('fs/buffer.c')?.uses).toEqual([]);
  });
});
