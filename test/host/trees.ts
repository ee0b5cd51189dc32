/** What the tests of the workspace share: a small tree in which headers decide what a use is. */
import { PAGE_MAPPING, type TrackedField } from '../../server/conversion/field.ts';
import { Workspace } from '../../server/host/workspace.ts';
import type { TreeReport } from '../../server/index/tree.ts';
import { makeTree, type Tree } from '../support/tree.ts';

export const MM_TYPES = `struct address_space { void *host; };
struct page { struct address_space *mapping; };
struct ring { void *mapping; };
`;

export const BH = `#include <linux/mm_types.h>
struct buffer_head { struct page *b_page; };
`;

export const FILES: readonly (readonly [string, string])[] = [
  ['include/linux/mm_types.h', MM_TYPES],
  ['include/linux/bh.h', BH],
  [
    'fs/buffer.c',
    `#include <linux/bh.h>
int end_io(struct buffer_head *bh)
{
	return bh->b_page->mapping != 0;
}
`,
  ],
  [
    'mm/filemap.c',
    `#include <linux/mm_types.h>
int f(struct page *page)
{
	return page->mapping != 0;
}
`,
  ],
  ['mm/empty.c', 'int nothing;\n'],
];

export function smallTree(): Tree {
  return makeTree(FILES);
}

/** One thread scans: these trees are small. */
export function openWorkspace(
  tree: Tree,
  cacheDir: string | null = null,
  field: TrackedField = PAGE_MAPPING,
) {
  return Workspace.open({ root: tree.root, field, cacheDir, workers: 1 });
}

/** What a workspace that has never seen the tree says. */
export async function freshReport(tree: Tree): Promise<TreeReport> {
  const workspace = await openWorkspace(tree);
  const report = await workspace.index();
  workspace.dispose();
  return report;
}

/** `file:line record confidence` of each use. */
export function usesOf(report: TreeReport): string[] {
  return report.files.flatMap(({ uses }) =>
    uses.map(({ file, line, record, confidence }) => `${file}:${line} ${record} ${confidence}`),
  );
}
