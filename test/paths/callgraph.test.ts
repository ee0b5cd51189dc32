import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallGraph } from '../../server/host/callgraph.ts';
import { searchFiles } from '../../server/host/callSearch.ts';
import type { TreeSearch } from '../../server/host/treeSearch.ts';
import type { CallEdge, CallNode } from '../../server/paths/graph.ts';
import { distance } from '../../server/paths/nearness.ts';
import { parser } from './parser.ts';

const FILES: Readonly<Record<string, string>> = {
  'include/linux/fs.h': `struct address_space_operations {
	int (*writepage)(struct page *page);
	int (*readpage)(struct page *page);
};

struct address_space {
	const struct address_space_operations *a_ops;
};

static inline int helper(int x)
{
	return x;
}
`,
  'include/linux/other.h': `struct unrelated_ops {
	int (*writepage)(void);
};

struct holder {
	const struct unrelated_ops *o_ops;
};
`,
  'mm/vmscan.c': `static int pageout(struct address_space *mapping, struct page *page)
{
	helper(1);
	SetPageReclaim(page);
	return mapping->a_ops->writepage(page);
}

int shrink(struct holder *h)
{
	h->o_ops->writepage();
	return pageout(0, 0) + pageout(1, 1);
}
`,
  'fs/a/inode.c': `static int a_writepage(struct page *page)
{
	return shared(page);
}

static const struct address_space_operations a_aops = {
	.writepage = a_writepage,
};
`,
  'fs/b/inode.c': `static int b_writepage(struct page *page)
{
	return 0;
}

static const struct address_space_operations b_aops = {
	.writepage = b_writepage,
};

static int shared(struct page *page)
{
	return 0;
}

int b_other(void)
{
	return shared(0);
}
`,
  'lib/shared.c': `int shared(struct page *page)
{
	return 0;
}
`,
};

let root = '';

/** The search of the worker, on this thread. */
function here(): TreeSearch {
  return {
    ask: async (request) => searchFiles(parser, root, Object.keys(FILES), request, () => false),
    forget: () => undefined,
    dispose: () => undefined,
  };
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mapshift-calls-'));
  for (const [file, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
});

afterAll(() => rm(root, { recursive: true }));

const names = (edges: readonly CallEdge[]): string[] =>
  edges.map(({ node, spots, note }) => {
    const what =
      node.kind === 'slot'
        ? `${node.pointer}->${node.member} ×${node.implementations}`
        : `${node.kind} ${node.name}`;
    return [what, `${node.spot.file}:${node.spot.line}`, spots.length, note].join(' | ');
  });

async function functionNode(graph: CallGraph, name: string, from: string): Promise<CallNode> {
  const definition = (await graph.definitions([name], from)).get(name);
  if (!definition) throw new Error(`${name} is not defined`);
  return { kind: 'function', name, spot: definition.spot };
}

describe('the call graph of a tree', () => {
  it('shows a call through a table as one slot with its implementations', async () => {
    const graph = new CallGraph(root, () => [], here());
    const edges = await graph.outgoing(await functionNode(graph, 'pageout', 'mm/vmscan.c'));
    expect(names(edges)).toEqual([
      'function helper | include/linux/fs.h:10 | 1 | ',
      'place SetPageReclaim | mm/vmscan.c:4 | 1 | no definition found',
      'a_ops->writepage ×2 | include/linux/fs.h:2 | 1 | ',
    ]);
    const slot = edges[2]?.node;
    if (!slot) throw new Error('no slot');
    expect(names(await graph.outgoing(slot))).toEqual([
      'function a_writepage | fs/a/inode.c:1 | 1 | in a_aops',
      'function b_writepage | fs/b/inode.c:1 | 1 | in b_aops',
    ]);
  });

  it('goes from an implementation through the slot to its callers, not to another record of the same member', async () => {
    const graph = new CallGraph(root, () => [], here());
    const edges = await graph.incoming(await functionNode(graph, 'a_writepage', 'fs/a/inode.c'));
    expect(names(edges)).toEqual(['a_ops->writepage ×2 | include/linux/fs.h:2 | 1 | ']);
    const slot = edges[0]?.node;
    if (!slot) throw new Error('no slot');
    expect(names(await graph.incoming(slot))).toEqual(['function pageout | mm/vmscan.c:1 | 1 | ']);
  });

  it('puts several calls of one caller together', async () => {
    const graph = new CallGraph(root, () => [], here());
    const edges = await graph.incoming(await functionNode(graph, 'pageout', 'mm/vmscan.c'));
    expect(names(edges)).toEqual(['function shrink | mm/vmscan.c:8 | 2 | ']);
  });

  it('keeps static functions of one name apart', async () => {
    const graph = new CallGraph(root, () => [], here());
    const global = await functionNode(graph, 'shared', 'fs/a/inode.c');
    expect(global.spot.file).toBe('lib/shared.c');
    expect(names(await graph.incoming(global))).toEqual(['function a_writepage | fs/a/inode.c:1 | 1 | ']);
    const local = await functionNode(graph, 'shared', 'fs/b/inode.c');
    expect(names(await graph.incoming(local))).toEqual(['function b_other | fs/b/inode.c:15 | 1 | ']);
  });

  it('takes an open document as it is in the editor', async () => {
    const text = FILES['lib/shared.c']?.concat('\nint more(void)\n{\n\treturn shared(0);\n}\n') ?? '';
    const graph = new CallGraph(root, () => [{ file: 'lib/shared.c', text }], here());
    const edges = await graph.incoming(await functionNode(graph, 'shared', 'lib/shared.c'));
    expect(names(edges)).toEqual([
      'function more | lib/shared.c:6 | 1 | ',
      'function a_writepage | fs/a/inode.c:1 | 1 | ',
    ]);
  });

  it('stops looking for definitions as soon as all are found', async () => {
    let read = 0;
    const files = ['lib/shared.c', ...Object.keys(FILES)];
    searchFiles(
      parser,
      root,
      files,
      { query: { ask: 'definitions', names: ['pageout'] }, near: 'mm/vmscan.c' },
      () => {
        read++;
        return false;
      },
    );
    expect(read).toBe(1);
  });

  it('gives what it has when cancelled', () => {
    const facts = searchFiles(
      parser,
      root,
      Object.keys(FILES),
      { query: { ask: 'references', name: 'shared' } },
      () => true,
    );
    expect(facts).toEqual([]);
  });

  it('rejects an aborted question', async () => {
    const graph = new CallGraph(root, () => [], here());
    const node = await functionNode(graph, 'pageout', 'mm/vmscan.c');
    await expect(graph.incoming(node, AbortSignal.abort())).rejects.toThrow();
  });
});

describe('nearness', () => {
  it('orders the places where C looks for a name', () => {
    const from = 'fs/ext4/inode.c';
    const order = [
      'fs/ext4/inode.c',
      'fs/ext4/page-io.c',
      'include/linux/fs.h',
      'fs/buffer.c',
      'mm/filemap.c',
      'arch/x86/mm/init.c',
      'drivers/a/b.c',
    ];
    expect([...order].sort((a, b) => distance(a, from) - distance(b, from))).toEqual(order);
    expect(new Set(order.map((file) => distance(file, from))).size).toBe(order.length);
  });
});
