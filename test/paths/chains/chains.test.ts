/** Chains from entry points to a place, on small trees: how each kind of entry is told, and what is cut. */
import { afterEach, describe, expect, it } from 'vitest';
import { CallGraph } from '../../../server/host/callgraph.ts';
import { LocalTreeSearch } from '../../../server/host/localSearch.ts';
import type { Chains } from '../../../server/paths/chains/model.ts';
import { type ChainSource, findChains, LIMITS } from '../../../server/paths/chains/search.ts';
import type { CallNode } from '../../../server/paths/graph.ts';
import { parseFixture } from '../../support/fixture.ts';
import { parser } from '../../support/parser.ts';
import { makeTree, type Tree } from '../../support/tree.ts';
import { pathsOf } from '../slice/support.ts';

let tree: Tree | undefined;
afterEach(() => tree?.dispose());

async function chainsIn(source: string, inside = true): Promise<Chains> {
  const fixture = parseFixture(source);
  tree = makeTree(fixture.files);
  const { file, offset, line } = fixture.cursor;
  const text = fixture.text(file);
  const paths = pathsOf(tree.root);
  const fn = paths.find('target', file);
  if (!fn) throw new Error('no function target');
  return paths.chains({ ...fn, text }, inside ? { line: line + 1, offset } : null);
}

const TARGET = `
void target(struct page *page)
{
	page->/*$0*/mapping = 0;
}
`;
const told = ({ chains }: Chains) =>
  chains.map(
    ({ kind, steps, known }) => `${kind}: ${steps.map((step) => step.function).join(' > ')} @${known}`,
  );

describe('entry points', () => {
  it.each([
    ['system call', 'SYSCALL_DEFINE1(foo, int, fd)\n{\n\ttarget(0);\n}\n', 'system call: foo > target'],
    [
      'fault',
      'static int my_fault(struct vm_fault *vmf)\n{\n\ttarget(0);\n}\nstatic const struct vm_operations_struct v = {\n\t.fault = my_fault,\n};\n',
      'fault: my_fault > target',
    ],
    [
      'ioctl',
      'static long my_ioctl(struct file *f)\n{\n\ttarget(0);\n}\nstatic const struct file_operations o = {\n\t.unlocked_ioctl = my_ioctl,\n};\n',
      'ioctl: my_ioctl > target',
    ],
    [
      'workqueue',
      'static void work(struct work_struct *w)\n{\n\ttarget(0);\n}\nvoid setup(struct dev *d)\n{\n\tINIT_WORK(&d->work, work);\n}\n',
      'workqueue: work > target',
    ],
    [
      'kernel thread',
      'static int loop(void *x)\n{\n\ttarget(0);\n}\nvoid setup(void)\n{\n\tkthread_run(loop, 0, "x");\n}\n',
      'kernel thread: loop > target',
    ],
    [
      'I/O completion',
      'static void done(struct bio *bio)\n{\n\ttarget(0);\n}\nvoid setup(struct bio *bio)\n{\n\tbio->bi_end_io = done;\n}\n',
      'I/O completion: done > target',
    ],
    ['no caller', 'void lonely(void)\n{\n\ttarget(0);\n}\n', 'no caller: lonely > target'],
  ])('%s', async (_, caller, expected) => {
    const found = await chainsIn(`// @file mm/x.c${TARGET}${caller}`);
    expect(told(found).map((line) => line.replace(/ @.*/, ''))).toEqual([expected]);
    expect(found.cut).toEqual([]);
  });

  it('are reached through a table that is none itself', async () => {
    const found = await chainsIn(`
// @file mm/x.c
${TARGET.trim()}
static void impl(struct page *page)
{
	target(page);
}
static const struct my_ops ops = {
	.run = impl,
};
struct holder {
	const struct my_ops *m_ops;
};
SYSCALL_DEFINE1(go, struct holder *, h)
{
	h->m_ops->run(0);
}
`);
    expect(told(found)).toEqual(['system call: go > impl > target @null']);
    expect(found.chains[0]?.steps[0]?.note).toBe('through my_ops.run');
  });
});

describe('where the mapping is known', () => {
  it('is told for each step, the nearest to the place marked', async () => {
    const found = await chainsIn(`
// @file mm/x.c
${TARGET.trim()}
static void middle(struct page *page)
{
	target(page);
}
SYSCALL_DEFINE1(go, struct inode *, inode)
{
	middle(0);
}
void other(struct address_space *mapping)
{
	target(0);
}
`);
    expect(told(found)).toEqual(['no caller: other > target @0', 'system call: go > middle > target @0']);
    expect(found.chains[0]?.steps[0]?.sources[0]?.expression).toBe('mapping');
    expect(found.chains[1]?.steps.map(({ sources }) => sources[0]?.expression)).toEqual([
      'inode->i_mapping',
      undefined,
      undefined,
    ]);
  });
});

describe('limits', () => {
  const node = (name: string): CallNode => ({
    kind: 'function',
    name,
    spot: { file: 'a.c', line: 1, column: 1, offset: name.length },
  });
  const endless: ChainSource = {
    incoming: async ({ ...at }) => [
      { node: node(`${at.kind === 'slot' ? '' : at.name}x`), spots: [node('y').spot], note: '' },
    ],
    head: () => '',
    sourcesAt: () => [],
  };

  it('end a chain that is too long, and say so', async () => {
    const found = await findChains(node('f'), null, endless, { ...LIMITS, depth: 3 });
    expect(found.chains).toEqual([]);
    expect(found.cut).toEqual(['fxxx: more than 3 calls away, not followed further']);
  });

  it('end a search over too many functions, and say so', async () => {
    const found = await findChains(node('f'), null, endless, { ...LIMITS, depth: 99, functions: 5 });
    expect(found.cut[0]).toMatch(/^callers of 5 functions were looked at/);
  });

  it('follow a function that calls itself once', async () => {
    const circle: ChainSource = {
      ...endless,
      incoming: async () => [{ node: node('f'), spots: [node('f').spot], note: '' }],
    };
    expect(await findChains(node('f'), null, circle)).toEqual({ chains: [], cut: [] });
  });

  it('stop with what the tree rejects with when cancelled', async () => {
    const cancelled = { ...endless, incoming: () => Promise.reject(new Error('cancelled')) };
    await expect(findChains(node('f'), null, cancelled)).rejects.toThrow('cancelled');
  });
});

describe('an index of words', () => {
  it('finds the same callers as a search through every file', async () => {
    tree = makeTree([
      ['mm/a.c', 'void target_one(void)\n{\n}\nvoid caller(void)\n{\n\ttarget_one();\n}\n'],
      ['fs/b.c', 'void another(void)\n{\n\ttarget_one();\n}\n'],
      ['fs/c.c', 'void unrelated(void)\n{\n\ttarget_two();\n}\n'],
    ]);
    const graph = new CallGraph(tree.root, () => [], new LocalTreeSearch(tree.root, parser));
    const definition = (await graph.definitions(['target_one'], 'mm/a.c')).get('target_one');
    if (!definition) throw new Error('no definition');
    const start: CallNode = { kind: 'function', name: 'target_one', spot: definition.spot };
    const names = (edges: readonly { node: CallNode }[]) =>
      edges.map(({ node: each }) => (each.kind === 'slot' ? '' : each.name)).sort();
    const indexed = names(await graph.incoming(start, undefined, true));
    expect(indexed).toEqual(['another', 'caller']);
    expect(indexed).toEqual(names(await graph.incoming(start)));
  });
});
