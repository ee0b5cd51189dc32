import { afterEach, beforeEach, expect, test } from 'vitest';
import { createConversionTree, type WorkspaceTree } from '../../server/host/conversionTree.ts';
import { Cancelled } from '../../server/host/slice.ts';
import type { Workspace } from '../../server/host/workspace.ts';
import type { Tree } from '../support/tree.ts';
import { openWorkspace, smallTree } from './trees.ts';

let tree: Tree;
let workspace: Workspace;
beforeEach(async () => {
  tree = smallTree();
  tree.write('tools/testing/buffer.c', 'void drop_buffers(struct page *page) { page->mapping = 0; }\n');
  tree.write('fs/other.c', 'static void look(struct page *page)\n{\n\tdrop_buffers(page);\n}\n');
  tree.write('fs/drop.c', 'void drop_buffers(struct page *page)\n{\n}\n');
  workspace = await openWorkspace(tree, null);
  await workspace.index();
});
afterEach(() => {
  workspace.dispose();
  tree.dispose();
});

const made = (): Promise<WorkspaceTree> => createConversionTree(workspace);

test('its files are those of the index, and its reports the index’s', async () => {
  const { files, ...conversion } = await made();
  expect(files).toEqual([...workspace.files].sort());
  expect((await made()).reports()).toEqual(workspace.report().files);
  expect(conversion).toBeDefined();
});

test('a file says what it said when it was first asked for, as long as the plan is made', async () => {
  const conversion = await made();
  const before = conversion.text('fs/drop.c');
  tree.write('fs/drop.c', 'changed');
  expect(conversion.text('fs/drop.c')).toBe(before);
  expect((await made()).text('fs/drop.c')).toBe('changed');
  expect(conversion.text('fs/gone.c')).toBeNull();
});

test('words lead to the files that name them, but not to programs beside the kernel', async () => {
  expect((await made()).naming(['drop_buffers'])).toEqual(['fs/drop.c', 'fs/other.c']);
  expect((await made()).naming(['nobody_says_this'])).toEqual([]);
});

test('a file that is open counts as it is in the editor', async () => {
  workspace.openDocument('fs/drop.c', 'void renamed_buffers(struct page *page)\n{\n}\n');
  const conversion = await made();
  expect(conversion.text('fs/drop.c')).toContain('renamed_buffers');
  expect(conversion.naming(['renamed_buffers'])).toContain('fs/drop.c');
  const facts = await conversion.ask({ ask: 'definitions', names: ['renamed_buffers'] });
  expect(facts.map(({ spot }) => spot.file)).toEqual(['fs/drop.c']);
});

test('questions about calls are answered over the whole tree', async () => {
  const facts = await (await made()).ask({ ask: 'references', name: 'drop_buffers' });
  expect(facts.map(({ kind, spot }) => `${kind} ${spot.file}:${spot.line}`).sort()).toEqual([
    'definition fs/drop.c:1',
    'reference fs/other.c:3',
  ]);
});

test('what was listed of words can be handed on', async () => {
  const { words } = await made();
  const next = await createConversionTree(workspace, {}, words);
  expect(next.words).toBe(words);
  expect(next.naming(['drop_buffers'])).toEqual(['fs/drop.c', 'fs/other.c']);
});

test('a plan that is not wanted any more ends at its next rest', async () => {
  const aborter = new AbortController();
  const conversion = await createConversionTree(workspace, { signal: aborter.signal });
  await conversion.rest();
  aborter.abort();
  await expect(conversion.rest()).rejects.toThrow(Cancelled);
  await expect(createConversionTree(workspace, { signal: aborter.signal })).rejects.toThrow(Cancelled);
});
