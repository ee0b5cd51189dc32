/** Where a function is, by its name alone. Over stdio, against the built server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Location } from 'vscode-languageserver/node';
import { likeliest } from '../../server/lsp/features/locate.ts';
import { LOCATE } from '../../server/lsp/protocol.ts';
import type { TestServer } from '../support/server.ts';
import { copyMiniKernel, type Tree } from '../support/tree.ts';
import { openFile, startServer } from './client.ts';

let cache: string;
let tree: Tree;
let server: TestServer;

beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'mapshift-cache-'));
  tree = copyMiniKernel();
  server = startServer(cache);
  await server.initialize(tree.root);
});

afterAll(async () => {
  await server?.dispose();
  tree?.dispose();
  rmSync(cache, { recursive: true, force: true });
});

const locate = (name: string): Promise<Location | null> => server.request(LOCATE, { name });

describe('a function by its name', () => {
  it('is found in a file that is not open', async () => {
    const found = await locate('truncate_inode_folio');
    expect(found?.uri).toMatch(/\/mm\/truncate\.c$/);
    const { text } = await openFile(server, tree, 'mm/truncate.c');
    const { start, end } = found?.range ?? {
      start: { line: 0, character: 0 },
      end: { line: 0, character: 0 },
    };
    const line = text.split('\n')[start.line] ?? '';
    expect(line.slice(start.character, end.character)).toBe('truncate_inode_folio');
    expect(line).not.toMatch(/;$/);
  });

  it.each(['no_such_function', '', 'a b', '../../etc'])('%j is nowhere', async (name) => {
    expect(await locate(name)).toBeNull();
  });

  it('that others can mean comes before a macro, a static one and a header', () => {
    const of = (file: string, more: { local?: boolean; macro?: boolean } = {}) => ({
      kind: 'definition' as const,
      name: 'f',
      local: false,
      macro: false,
      spot: { file, line: 1, column: 1, offset: 0 },
      ...more,
    });
    const all = [of('a.c', { local: true }), of('b.h', { macro: true }), of('c.h'), of('d.c')];
    const order: string[] = [];
    for (let left = all; left.length > 0; ) {
      const best = likeliest(left);
      order.push(best?.spot.file ?? '');
      left = left.filter((each) => each !== best);
    }
    expect(order).toEqual(['d.c', 'c.h', 'b.h', 'a.c']);
  });
});
