/** What the server says of code paths: which can be played, and what they do. Over stdio, against the built server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodeLens, LSPErrorCodes } from 'vscode-languageserver/node';
import {
  CHAINS,
  type ChainsResult,
  PLAYABLE,
  type PlayableFunction,
  SLICE,
  type SliceResult,
} from '../../server/lsp/protocol.ts';
import type { TestServer } from '../support/server.ts';
import { copyMiniKernel, type Tree } from '../support/tree.ts';
import { openFile, positionOf, startServer, textAt } from './client.ts';

let cache: string;
let tree: Tree;
let server: TestServer;
let uri: string;
let text: string;

beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'mapshift-cache-'));
  tree = copyMiniKernel();
  server = startServer(cache);
  await server.initialize(tree.root);
  ({ uri, text } = await openFile(server, tree, 'mm/memory.c'));
});

afterAll(async () => {
  await server?.dispose();
  tree?.dispose();
  rmSync(cache, { recursive: true, force: true });
});

const sliceAt = (needle: string): Promise<SliceResult | null> =>
  server.request(SLICE, { textDocument: { uri }, position: positionOf(text, needle) });
const opsOf = (result: SliceResult | null) => result?.program.instructions.map(({ op }) => op);

describe('code paths', () => {
  it('tells the functions that can be played, in the order of the text', async () => {
    const all = await server.request<PlayableFunction[]>(PLAYABLE, { textDocument: { uri } });
    const names = all.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(['do_page_mkwrite', 'fault_dirty_shared_page', 'do_shared_fault']);
    for (const { name, selectionRange } of all) expect(textAt(text, selectionRange)).toBe(name);
  });

  it('tells the one at a position, and none between functions', async () => {
    const at = (needle: string) =>
      server.request<PlayableFunction[]>(PLAYABLE, {
        textDocument: { uri },
        position: positionOf(text, needle),
      });
    expect((await at('lock_page(page);')).map(({ name }) => name)).toEqual(['do_page_mkwrite']);
    expect(await at('struct page *mem_map;')).toEqual([]);
  });

  it('slices the function around a position, and proposes scenarios', async () => {
    const result = await sliceAt('lock_page(page);');
    expect(result?.program).toMatchObject({
      version: 1,
      entry: 'do_page_mkwrite',
      at: { file: 'mm/memory.c' },
    });
    expect(opsOf(result)).toEqual(['either', 'return', 'lock', 'field-set', 'return', 'unlock']);
    expect(result?.proposals.map(({ scenario }) => scenario)).toContain('xfs-null-check');
  });

  it('has no slice where no function stands, nor for a document of no folder', async () => {
    expect(await sliceAt('struct page *mem_map;')).toBeNull();
    const loose = 'untitled:Untitled-1';
    await server.open(loose, 'int f(struct page *page)\n{\n\tlock_page(page);\n}\n');
    const params = { textDocument: { uri: loose }, position: { line: 2, character: 3 } };
    expect(await server.request(SLICE, params)).toBeNull();
    expect(await server.request(PLAYABLE, { textDocument: { uri: loose } })).toEqual([]);
  });

  it('takes documents as they are in the editor, also those of callees', async () => {
    const other = await openFile(server, tree, 'mm/page-writeback.c');
    const before = await sliceAt('dirtied = set_page_dirty(page);');
    expect(opsOf(before)?.slice(0, 2)).toEqual(['set-dirty', 'read-field']);
    const edited = text.replace(
      '	dirtied = set_page_dirty(page);',
      '	get_page(page);\n	dirtied = helper(page);',
    );
    await server.change(uri, edited);
    await server.change(
      other.uri,
      `${other.text}\nbool helper(struct page *page)\n{\n\tfolio_wait_writeback(page_folio(page));\n\treturn true;\n}\n`,
    );
    const position = positionOf(edited, 'dirtied = helper');
    const after = await server.request<SliceResult>(SLICE, { textDocument: { uri }, position });
    expect(opsOf(after)?.slice(0, 2)).toEqual(['get', 'wait-writeback']);
    await server.change(uri, text);
  });

  it('tells chains that reach the use at a position, with where the mapping is known', async () => {
    const position = positionOf(text, '!page->mapping', 0, 8);
    const result = await server.request<ChainsResult>(CHAINS, { textDocument: { uri }, position });
    expect(result.cut).toEqual([]);
    expect(result.chains).toMatchObject([
      {
        entry: 'do_shared_fault',
        kind: 'no caller',
        steps: [
          { function: 'do_shared_fault' },
          { function: 'do_page_mkwrite', call: { file: 'mm/memory.c', line: position.line + 1 } },
        ],
        known: 1,
      },
    ]);
  });

  it.each([SLICE, CHAINS])('answers a cancelled %s as such, and goes on', async (method) => {
    const params = { textDocument: { uri }, position: positionOf(text, 'lock_page(page);') };
    const id = 4711;
    const frame = (message: object): string => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message });
      return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    };
    // by hand: the request and its cancellation must lie in the queue together
    const other = startServer(cache);
    try {
      await other.initialize(tree.root);
      await openFile(other, tree, 'mm/memory.c');
      const answer = new Promise<unknown>((resolve) => {
        other.child.stdout?.on('data', (chunk: Buffer) => {
          const found = /\{[^{]*"id":4711.*\}/.exec(chunk.toString());
          if (found) resolve(JSON.parse(found[0]));
        });
      });
      other.child.stdin?.write(
        frame({ id, method, params }) + frame({ method: '$/cancelRequest', params: { id } }),
      );
      expect(await answer).toMatchObject({ error: { code: LSPErrorCodes.RequestCancelled } });
      expect(await other.request(method, params)).not.toBeNull();
    } finally {
      await other.dispose();
    }
  });

  it('offers a lens to its own client', async () => {
    const lenses = await server.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    const play = lenses.filter(({ command }) => command?.command === 'mapshift.play');
    expect(play[0]).toMatchObject({
      command: { title: 'Play this code path', arguments: [uri, play[0]?.range.start] },
    });
    expect(
      textAt(text, play[0]?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }),
    ).toBe('do_page_mkwrite');
  });

  it('offers no lens of its own to other clients', async () => {
    const other = startServer(cache, { initializationOptions: {} });
    try {
      await other.initialize(tree.root);
      await openFile(other, tree, 'mm/memory.c');
      const lenses = await other.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
      expect(lenses.length).toBeGreaterThan(0);
      expect(lenses.some(({ command }) => command?.command === 'mapshift.play')).toBe(false);
    } finally {
      await other.dispose();
    }
  });
});
