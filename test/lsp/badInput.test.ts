import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver/node';
import { TREE_CHILDREN } from '../../server/lsp/protocol.ts';
import type { TestServer } from '../support/server.ts';
import { makeTree, type Tree } from '../support/tree.ts';
import { indexed, positionOf, startServer } from './client.ts';

const SOURCE = `struct page { struct address_space *mapping; };
int of(struct page *page)
{
	return page->mapping != 0;
}
`;

let cache: string;
let tree: Tree;
let server: TestServer;

beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'mapshift-cache-'));
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));
beforeEach(() => {
  tree = makeTree([['mm/a.c', SOURCE]]);
  server = startServer(cache);
});
afterEach(async () => {
  await server.dispose();
  tree.dispose();
});

const position = positionOf(SOURCE, '->mapping', 0, 4);

/** The proof that the server lives on: it still answers about a good document. */
async function livesOn(): Promise<void> {
  const uri = tree.uri('mm/good.c');
  await server.open(uri, SOURCE);
  expect(await server.diagnostics(uri)).toHaveLength(1);
  expect(await server.request('textDocument/hover', { textDocument: { uri }, position })).not.toBeNull();
}

const POSITIONED = ['hover', 'definition', 'documentHighlight', 'prepareCallHierarchy'].map(
  (name) => `textDocument/${name}`,
);

describe('requests about what is not there', () => {
  it('a file that was never opened: an empty answer to each', async () => {
    await server.initialize(tree.root);
    const textDocument = { uri: tree.uri('mm/never.c') };
    for (const method of POSITIONED)
      expect(await server.request(method, { textDocument, position })).toBeNull();
    expect(
      await server.request('textDocument/references', {
        textDocument,
        position,
        context: { includeDeclaration: true },
      }),
    ).toBeNull();
    expect(await server.request('textDocument/codeLens', { textDocument })).toBeNull();
    const range = { start: position, end: position };
    expect(await server.request('textDocument/inlayHint', { textDocument, range })).toBeNull();
    await livesOn();
  });

  it('a position far outside the text, and a URI that is none', async () => {
    await server.initialize(tree.root);
    const uri = tree.uri('mm/a.c');
    await server.open(uri, SOURCE);
    const far = { line: 1_000_000, character: 1_000_000 };
    for (const method of POSITIONED)
      expect(await server.request(method, { textDocument: { uri }, position: far })).toBeNull();
    for (const method of POSITIONED)
      expect(await server.request(method, { textDocument: { uri: ':::%%%' }, position })).toBeNull();
    await server.open('not a uri at all', SOURCE);
    expect(await server.diagnostics('not a uri at all')).toHaveLength(1);
    await server.close(uri);
    await livesOn();
  });

  it('items and lenses that no server made', async () => {
    await server.initialize(tree.root);
    const range = { start: position, end: position };
    const item = { name: 'x', kind: 12, uri: 'file:///x.c', range, selectionRange: range };
    for (const data of [undefined, null, 7, 'x', {}, { folder: 1, node: { kind: 'function' } }]) {
      expect(await server.request('callHierarchy/incomingCalls', { item: { ...item, data } })).toBeNull();
      expect(await server.request('callHierarchy/outgoingCalls', { item: { ...item, data } })).toBeNull();
      expect(await server.request('codeLens/resolve', { range, data })).toMatchObject({ range });
      expect(await server.request('inlayHint/resolve', { position, label: 'x', data })).toMatchObject({
        label: 'x',
      });
    }
    expect(await server.request(TREE_CHILDREN, null)).toBeInstanceOf(Array);
    expect(await server.request(TREE_CHILDREN, { parent: 'nonsense' })).toEqual([]);
    await livesOn();
  });

  it('a method that nobody knows, parameters of the wrong shape', async () => {
    await server.initialize(tree.root);
    await expect(server.request('mapshift/noSuchThing', {})).rejects.toMatchObject({ code: -32601 });
    await expect(server.request('textDocument/hover', { position })).rejects.toThrow();
    await expect(server.request('textDocument/hover', null)).rejects.toThrow();
    await server.notify('textDocument/didChange', {
      textDocument: { uri: 'file:///never.c', version: 2 },
      contentChanges: [{ text: '' }],
    });
    await server.notify('textDocument/didClose', { textDocument: { uri: 'file:///never.c' } });
    await server.notify('workspace/didChangeWatchedFiles', {
      changes: [
        { uri: 'file:///outside/x.c', type: 2 },
        { uri: 'x', type: 9 },
      ],
    });
    await livesOn();
  });
});

describe('documents', () => {
  it('closed while a request about them waits', async () => {
    await server.initialize(tree.root);
    const uri = tree.uri('mm/a.c');
    server.open(uri, SOURCE);
    const answers = POSITIONED.map((method) => server.request(method, { textDocument: { uri }, position }));
    server.close(uri);
    const settled = await Promise.allSettled(answers);
    expect(settled.map(({ status }) => status)).toEqual(POSITIONED.map(() => 'fulfilled'));
    await livesOn();
  });

  it('with a member access cut off at the end, empty, or without any C in them', async () => {
    await server.initialize(tree.root);
    const uri = tree.uri('mm/cut.c');
    const cut = SOURCE.slice(0, SOURCE.indexOf('->mapping'));
    for (const text of [
      `${cut}->mapping`,
      `${cut}->`,
      `${cut}`,
      '',
      '\0\0\0',
      '{{{{((((',
      '#if\n#if\n',
      '"'.repeat(999),
    ]) {
      await server.open(uri, text);
      const diagnostics = await server.diagnostics(uri);
      expect(diagnostics.length).toBe(text.endsWith('->mapping') ? 1 : 0);
      expect(
        await server.request('textDocument/hover', {
          textDocument: { uri },
          position: { line: 0, character: 0 },
        }),
      ).toBeNull();
      await server.close(uri);
      server.received.length = 0;
    }
    await livesOn();
  });

  it('with CRLF, with letters of two and four bytes before a use', async () => {
    await server.initialize(tree.root);
    const uri = tree.uri('mm/wide.c');
    const text =
      `${SOURCE}int w(struct page *page)\n{\n\t/* ä 𝄞 */ return page->mapping == 0;\n}\n`.replaceAll(
        '\n',
        '\r\n',
      );
    await server.open(uri, text);
    const diagnostics = await server.diagnostics(uri);
    expect(diagnostics.map(({ range }) => range.start)).toEqual(
      [0, 1].map((nth) => positionOf(text, '->mapping', nth, 2)),
    );
    await livesOn();
  });

  it('of 20 MB', async () => {
    await server.initialize(tree.root);
    const uri = tree.uri('include/huge.h');
    const line = '#define REGISTER_0000000000000000 0x00000000 /* generated */\n';
    await server.open(uri, line.repeat(Math.ceil((20 << 20) / line.length)));
    expect(await server.diagnostics(uri)).toEqual([]);
    await server.change(uri, [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: ' ' },
    ]);
    await livesOn();
    const logged = await server.waitForNotification<{ message: string }>('window/logMessage', ({ message }) =>
      message.includes('huge.h'),
    );
    expect(logged.message).toMatch(/generated data, not analysed/);
  });
});

describe('files on disk', () => {
  it('that are not UTF-8, binary, or point at themselves do not stop the index', async () => {
    tree.write(
      'mm/latin1.c',
      Buffer.from(SOURCE.replace('of(', 'latin(').replace('return', '/* caf\xe9 */ return'), 'latin1'),
    );
    tree.write('mm/binary.c', Buffer.from([...Array(4096)].map((_, i) => (i * 7) % 256)));
    symlinkSync(tree.path('mm/loop.c'), tree.path('mm/loop.c'));
    symlinkSync(tree.root, tree.path('mm/up'));
    await server.initialize(tree.root);
    expect((await indexed(server)).uses).toBe(2);
    const uri = tree.uri('mm/a.c');
    await server.open(uri, SOURCE);
    const places = await server.request<{ uri: string; range: { start: { character: number } } }[]>(
      'textDocument/references',
      { textDocument: { uri }, position, context: { includeDeclaration: false } },
    );
    const latin = places.find((place) => place.uri.endsWith('latin1.c'));
    expect(latin?.range.start.character).toBe('\t/* caf\xe9 */ return page->'.length);
    await livesOn();
  });

  it('a folder that is none: the status says so in one line', async () => {
    await server.initialize(join(tree.root, 'no-such-folder'));
    const status = await indexed(server, 'failed');
    expect(status.message).toMatch(/no such file or directory/);
    await livesOn();
    const uri = 'untitled:Untitled-1';
    await server.open(uri, SOURCE);
    expect(await server.diagnostics(uri)).toHaveLength(1);
  });
});

describe('the wire', () => {
  it('a body that is not JSON is logged, and the next message is read', async () => {
    await server.initialize(tree.root);
    server.child.stdin?.write('Content-Length: 9\r\n\r\n{not json');
    await livesOn();
  });

  it('a header that announces more than comes does not make the server spin or grow', async () => {
    await server.initialize(tree.root);
    server.child.stdin?.write(`Content-Length: ${2 ** 40}\r\n\r\n{`);
    server.child.stdin?.end();
    const [code] = await once(server.child, 'exit');
    expect(code).toBe(1);
  });

  it('ends with its client: exit 0 after a shutdown, 1 without', async () => {
    await server.initialize(tree.root);
    expect(await server.dispose()).toBe(0);
    const other = startServer(cache);
    await other.initialize(tree.root);
    other.child.stdin?.end();
    const [code] = await once(other.child, 'exit');
    expect(code).toBe(1);
  });

  it('is standard input and output when the command line names no transport', async () => {
    const other = startServer(cache, { args: [] });
    await other.initialize(tree.root);
    expect(await other.dispose()).toBe(0);
  });

  it('a request before the handshake is refused, and the handshake still works', async () => {
    await expect(
      server.request<Diagnostic[]>('textDocument/hover', { textDocument: { uri: 'x' }, position }),
    ).rejects.toThrow();
    await server.initialize(tree.root);
    await livesOn();
  });
});
