import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Listed, type ListingSetup, list, listApart } from '../../server/host/listing.ts';
import { Cancelled } from '../../server/host/slice.ts';
import { TreeError } from '../../server/host/walk.ts';
import { makeTree, type Tree } from '../support/tree.ts';

let tree: Tree;
beforeAll(() => {
  tree = makeTree([
    ['mm/filemap.c', 'int a;\n'],
    ['include/linux/mm.h', ''],
    ...Array.from({ length: 1100 }, (_, n): [string, string] => [
      `drivers/d${n % 7}/f${n}.c`,
      'x'.repeat(n % 5),
    ]),
  ]);
});
afterAll(() => tree.dispose());

const setup = (stamped: boolean, ...paths: string[]): ListingSetup => ({ root: tree.root, paths, stamped });

async function apart(asked: ListingSetup, signal?: AbortSignal): Promise<Listed[]> {
  const chunks: Listed[] = [];
  for await (const chunk of listApart(asked, signal)) chunks.push(chunk);
  return chunks;
}

describe('a tree listed in a thread of its own', () => {
  test('is the tree listed here, chunk by chunk, each file with its stamp', async () => {
    const here = [...list(setup(true))];
    expect(await apart(setup(true))).toEqual(here);
    expect(here.length).toBeGreaterThan(1);
    const files = here.flatMap((chunk) => chunk.files);
    const sizes = here.flatMap(({ files, stamps }) => files.map((_, i) => stamps[i * 3]));
    expect(files).toHaveLength(1102);
    expect(sizes[files.indexOf('mm/filemap.c')]).toBe(7);
    expect(sizes[files.indexOf('include/linux/mm.h')]).toBe(0);
  });

  test('without stamps has none', async () => {
    expect((await apart(setup(false))).every(({ stamps }) => stamps.length === 0)).toBe(true);
  });

  test('tells of a path that cannot be used as here', async () => {
    await expect(apart(setup(false, 'mm/none.c'))).rejects.toThrow(TreeError);
    expect(() => [...list(setup(false, 'mm/none.c'))]).toThrow('mm/none.c: no such file or directory');
  });

  test('stops when it is cancelled, before it begins and at work', async () => {
    await expect(apart(setup(true), AbortSignal.abort())).rejects.toThrow(Cancelled);
    const controller = new AbortController();
    const listing = apart(setup(true), controller.signal);
    controller.abort();
    await expect(listing).rejects.toThrow(Cancelled);
  });
});
