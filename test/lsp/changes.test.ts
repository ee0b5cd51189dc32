import { mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type CallHierarchyItem,
  CancellationTokenSource,
  type CodeLens,
  type Diagnostic,
  type Location,
} from 'vscode-languageserver/node';
import {
  INDEX_CHANGED,
  type IndexStatus,
  REINDEX,
  TREE_CHILDREN,
  type TreeNode,
} from '../../server/lsp/protocol.ts';
import type { TestServer } from '../support/server.ts';
import { makeTree, type Tree } from '../support/tree.ts';
import { indexed, openFile, positionOf, startServer } from './client.ts';

const HEADER = `struct address_space;

struct page {
	struct address_space *mapping;
};
`;
const SOURCE = `#include <linux/mm_types.h>

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

beforeEach(async () => {
  tree = makeTree([
    ['include/linux/mm_types.h', HEADER],
    ['mm/a.c', SOURCE],
  ]);
  server = startServer(cache);
});
afterEach(async () => {
  await server.dispose();
  tree.dispose();
});

/** The first headline after `since` that fits. */
const headline = (accepts: (status: IndexStatus) => boolean, since = 0) =>
  server.waitForNotification<IndexStatus>(INDEX_CHANGED, accepts, { since });

const changedOnDisk = (file: string, type: 1 | 2 | 3) =>
  server.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: tree.uri(file), type }] });

describe('typing', () => {
  it('is followed edit by edit, and only the last state of a burst is answered', async () => {
    await server.initialize(tree.root);
    const { uri } = await openFile(server, tree, 'mm/a.c');
    expect(await server.diagnostics(uri)).toHaveLength(1);
    const end = positionOf(SOURCE, '\treturn');
    for (let i = 0; i < 50; i++)
      await server.change(uri, [{ range: { start: end, end }, text: '\tpage->mapping = 0;\n' }]);
    const published = await server.diagnostics(uri);
    expect(published).toHaveLength(51);
    const lines = published.map((each) => each.range.start.line);
    expect(lines).toEqual([...Array(51)].map((_, i) => end.line + i));
  });

  it('is seen by a request that follows at once', async () => {
    await server.initialize(tree.root);
    const { uri } = await openFile(server, tree, 'mm/a.c');
    const changed = `/* moved */\n${SOURCE}`;
    server.change(uri, changed);
    const position = positionOf(changed, '->mapping', 0, 4);
    expect(await server.request('textDocument/hover', { textDocument: { uri }, position })).not.toBeNull();
  });

  it('shows in the tree before it is saved, and goes when the document closes unsaved', async () => {
    await server.initialize(tree.root);
    await indexed(server);
    const { uri } = await openFile(server, tree, 'mm/a.c');
    await server.change(uri, SOURCE.replace('!= 0', '!= 0 && page->mapping'));
    await server.diagnostics(uri);
    const total = async () =>
      (await server.request<TreeNode[]>(TREE_CHILDREN, {})).find((node) => node.label === 'mm')?.total;
    expect(await total()).toBe(2);
    await server.close(uri);
    expect(await total()).toBe(1);
    const cleared = await server.waitForNotification<{ diagnostics: Diagnostic[]; version?: number }>(
      'textDocument/publishDiagnostics',
      (params) => params.version === undefined,
    );
    expect(cleared.diagnostics).toEqual([]);
  });
});

describe('files that change outside the editor', () => {
  it('come, change and go', async () => {
    await server.initialize(tree.root);
    expect((await indexed(server)).uses).toBe(1);
    let since = server.received.length;
    tree.write('mm/b.c', SOURCE.replace('of(', 'other('));
    await changedOnDisk('mm/b.c', 1);
    expect(await headline(({ uses }) => uses === 2, since)).toMatchObject({ state: 'ready', files: 2 });
    since = server.received.length;
    tree.write('mm/b.c', SOURCE.replace('!= 0', '== page->mapping'));
    await changedOnDisk('mm/b.c', 2);
    await headline(({ uses }) => uses === 3, since);
    since = server.received.length;
    unlinkSync(tree.path('mm/b.c'));
    await changedOnDisk('mm/b.c', 3);
    await headline(({ uses }) => uses === 1, since);
  });

  it('change what an open document means: a header tells the type', async () => {
    tree.write('include/linux/bh.h', 'struct page;\nstruct bh {\n\tstruct other *b_page;\n};\n');
    tree.write(
      'mm/c.c',
      '#include <linux/bh.h>\nint f(struct bh *bh)\n{\n\treturn bh->b_page->mapping != 0;\n}\n',
    );
    await server.initialize(tree.root);
    await indexed(server);
    const { uri } = await openFile(server, tree, 'mm/c.c');
    expect((await server.diagnostics(uri)).map((each) => each.code)).not.toContain('mapping-truncation');
    const since = server.received.length;
    tree.write('include/linux/bh.h', 'struct page;\nstruct bh {\n\tstruct page *b_page;\n};\n');
    await changedOnDisk('include/linux/bh.h', 2);
    const again = await server.waitForNotification<{ uri: string; diagnostics: Diagnostic[] }>(
      'textDocument/publishDiagnostics',
      (params) => params.uri === uri && params.diagnostics.length === 1,
      { since },
    );
    expect(again.diagnostics[0]?.code).not.toBe('mapping-unknown');
  });

  it('make the editor ask for lenses again where an open document has others now, and only there', async () => {
    const other = 'struct page;\nstruct bh {\n\tstruct other *b_page;\n};\n';
    tree.write('include/linux/bh.h', other);
    tree.write(
      'mm/c.c',
      '#include <linux/bh.h>\nint f(struct bh *bh)\n{\n\treturn bh->b_page->mapping != 0;\n}\n',
    );
    await server.initialize(tree.root);
    await indexed(server);
    const { uri } = await openFile(server, tree, 'mm/c.c');
    await server.diagnostics(uri);
    const lenses = () => server.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    const asked = () => server.asked.filter(({ method }) => method === 'workspace/codeLens/refresh').length;
    const before = await lenses();
    const then = asked();
    tree.write('mm/b.c', SOURCE);
    await changedOnDisk('mm/b.c', 1);
    await headline(({ uses }) => uses === 2);
    expect(await lenses()).toEqual(before);
    expect(asked()).toBe(then);
    tree.write('include/linux/bh.h', other.replace('other', 'page'));
    await changedOnDisk('include/linux/bh.h', 2);
    await expect.poll(asked).toBe(then + 1);
    expect(await lenses()).not.toEqual(before);
  });

  it('are seen by the call hierarchy', async () => {
    await server.initialize(tree.root);
    const { uri, text } = await openFile(server, tree, 'mm/a.c');
    const [item] = await server.request<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', {
      textDocument: { uri },
      position: positionOf(text, 'of('),
    });
    expect(await server.request('callHierarchy/incomingCalls', { item })).toEqual([]);
    tree.write('mm/d.c', 'int g(void)\n{\n\treturn of(0);\n}\n');
    await changedOnDisk('mm/d.c', 1);
    await expect
      .poll(() => server.request<{ from: CallHierarchyItem }[]>('callHierarchy/incomingCalls', { item }))
      .toMatchObject([{ from: { name: 'g' } }]);
  });

  it('are refreshed on save where the client does not watch', async () => {
    await server.dispose();
    server = startServer(cache, { capabilities: { textDocument: {} }, initializationOptions: {} });
    await server.initialize(tree.root);
    await indexed(server);
    const { uri } = await openFile(server, tree, 'mm/a.c');
    const saved = SOURCE.replace('!= 0', '!= 0 && page->mapping');
    await server.change(uri, saved);
    tree.write('mm/a.c', saved);
    const since = server.received.length;
    await server.notify('textDocument/didSave', { textDocument: { uri } });
    await headline(({ uses }) => uses === 2, since);
    await server.close(uri);
    const nodes = await server.request<TreeNode[]>(TREE_CHILDREN, {});
    expect(nodes.find((node) => node.label === 'mm')?.total).toBe(2);
  });
});

describe('settings', () => {
  const change = async (mapshift: unknown) => {
    server.settings = { mapshift };
    await server.notify('workspace/didChangeConfiguration', { settings: null });
  };

  it('raise, lower and switch off diagnostics, hints and lenses', async () => {
    await server.initialize(tree.root);
    const { uri } = await openFile(server, tree, 'mm/a.c');
    expect(await server.diagnostics(uri)).toMatchObject([{ severity: 3 }]);
    const published = (accepts: (list: Diagnostic[]) => boolean, since: number) =>
      server.waitForNotification<{ diagnostics: Diagnostic[] }>(
        'textDocument/publishDiagnostics',
        ({ diagnostics }) => accepts(diagnostics),
        { since },
      );
    let since = server.received.length;
    await change({ diagnostics: { raw: 'error' } });
    await published(([first]) => first?.severity === 1, since);
    since = server.received.length;
    await change({
      diagnostics: { enabled: false },
      inlayHints: { enabled: false },
      codeLens: { enabled: false },
    });
    await published((list) => list.length === 0, since);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    expect(await server.request('textDocument/inlayHint', { textDocument: { uri }, range })).toBeNull();
    expect(await server.request('textDocument/codeLens', { textDocument: { uri } })).toBeNull();
    expect(server.asked.map(({ method }) => method)).toContain('workspace/inlayHint/refresh');
    expect(server.asked.map(({ method }) => method)).toContain('workspace/codeLens/refresh');
  });

  it('of the wrong shape fall back, and a preset that is not there keeps the field in use', async () => {
    await server.initialize(tree.root);
    const { uri } = await openFile(server, tree, 'mm/a.c');
    await server.diagnostics(uri);
    const since = server.received.length;
    await change({ field: 'no-such-preset', diagnostics: { raw: 7 }, index: 'yes' });
    const shown = await server.waitForNotification<{ message: string }>('window/showMessage', () => true, {
      since,
    });
    expect(shown.message).toMatch(/no preset is called "no-such-preset".*no such file/);
    const position = positionOf(SOURCE, '->mapping', 0, 4);
    expect(await server.request('textDocument/hover', { textDocument: { uri }, position })).not.toBeNull();
  });

  it('name another field, from a file of the workspace', async () => {
    tree.write(
      'index.json',
      '{ "id": "page-index", "records": ["page"], "field": "index", "substitute": "pgoff_t" }',
    );
    tree.write('mm/e.c', 'struct page;\nlong f(struct page *page)\n{\n\treturn page->index;\n}\n');
    await server.initialize(tree.root);
    const { uri } = await openFile(server, tree, 'mm/e.c');
    expect(await server.diagnostics(uri)).toEqual([]);
    const since = server.received.length;
    await change({ field: 'index.json' });
    const { diagnostics } = await server.waitForNotification<{ diagnostics: Diagnostic[] }>(
      'textDocument/publishDiagnostics',
      (params) => params.diagnostics.length === 1,
      { since },
    );
    expect(diagnostics[0]?.code).toBe('index-raw');
  });

  it('switch the index off: open documents only', async () => {
    await server.dispose();
    server = startServer(cache, { settings: { mapshift: { index: { enabled: false } } } });
    await server.initialize(tree.root);
    const { uri } = await openFile(server, tree, 'mm/a.c');
    expect(await server.diagnostics(uri)).toHaveLength(1);
    const status = await headline(() => true);
    expect(status).toMatchObject({ state: 'ready', scanned: 0 });
  });
});

describe('folders', () => {
  it('come and go; with several, each is a node of the tree', async () => {
    const second = makeTree([['fs/b.c', SOURCE]]);
    await server.initialize(tree.root);
    await indexed(server);
    const since = server.received.length;
    await server.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: pathToFileURL(second.root).href, name: 'second' }], removed: [] },
    });
    await headline(({ state, uses }) => state === 'ready' && uses === 2, since);
    const top = await server.request<TreeNode[]>(TREE_CHILDREN, {});
    expect(top.map((node) => [node.label, node.total])).toEqual([
      ['tree', 1],
      ['second', 1],
    ]);
    const inside = await server.request<TreeNode[]>(TREE_CHILDREN, { parent: top[1]?.id });
    expect(inside).toMatchObject([{ label: 'fs', kind: 'directory' }]);
    const files = await server.request<TreeNode[]>(TREE_CHILDREN, { parent: inside[0]?.id });
    expect(files[0]?.target?.uri).toBe(second.uri('fs/b.c'));
    const { uri, text } = await openFile(server, tree, 'mm/a.c');
    const locations = await server.request<Location[]>('textDocument/references', {
      textDocument: { uri },
      position: positionOf(text, '->mapping', 0, 4),
      context: { includeDeclaration: false },
    });
    expect(locations.map((each) => each.uri)).toEqual([uri, second.uri('fs/b.c')]);
    const later = server.received.length;
    await server.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: pathToFileURL(second.root).href, name: 'second' }] },
    });
    await headline(({ uses }) => uses === 1, later);
    second.dispose();
  });

  it('may be none, or not of files: a document is analysed by itself', async () => {
    await server.initialize(null);
    const uri = 'vscode-vfs://github/torvalds/linux/mm/a.c';
    await server.open(uri, SOURCE);
    expect(await server.diagnostics(uri)).toHaveLength(1);
    const position = positionOf(SOURCE, '->mapping', 0, 4);
    expect(await server.request('textDocument/hover', { textDocument: { uri }, position })).not.toBeNull();
    const locations = await server.request<Location[]>('textDocument/references', {
      textDocument: { uri },
      position,
      context: { includeDeclaration: true },
    });
    expect(locations.map((each) => each.uri)).toEqual([uri]);
    const [lens] = await server.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    expect((await server.request<CodeLens>('codeLens/resolve', lens)).command?.title).toBe(
      '1 use of mapping: raw 1',
    );
    expect(
      await server.request('textDocument/prepareCallHierarchy', { textDocument: { uri }, position }),
    ).toBeNull();
    const outside = tree.uri('mm/a.c');
    await server.open(outside, SOURCE);
    expect(await server.diagnostics(outside)).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it('stops the index and says so; what was known stays', async () => {
    for (let i = 0; i < 3000; i++) tree.write(`gen/f${i}.c`, SOURCE.replace('of(', `of${i}(`));
    server.connection.onUnhandledProgress(({ token, value }) => {
      if ((value as { kind: string }).kind === 'begin')
        server.notify('window/workDoneProgress/cancel', { token });
    });
    await server.initialize(tree.root);
    await indexed(server, 'cancelled');
    const { uri } = await openFile(server, tree, 'mm/a.c');
    expect(await server.diagnostics(uri)).toHaveLength(1);
  });

  it('answers a cancelled request as such and goes on', async () => {
    await server.initialize(tree.root);
    const { uri, text } = await openFile(server, tree, 'mm/a.c');
    const params = { textDocument: { uri }, position: positionOf(text, '->mapping', 0, 4) };
    // by hand: the request and its cancellation must lie in the queue together
    const id = 4711;
    const answer = new Promise<{ error?: { code: number } }>((resolve) => {
      server.child.stdout?.on('data', (chunk: Buffer) => {
        const found = /\{[^{]*"id":4711.*\}/.exec(chunk.toString());
        if (found) resolve(JSON.parse(found[0]));
      });
    });
    const frame = (message: object) => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message });
      return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    };
    server.child.stdin?.write(
      frame({ id, method: 'textDocument/hover', params }) +
        frame({ method: '$/cancelRequest', params: { id } }),
    );
    expect((await answer).error?.code).toBe(-32800);
    expect(await server.request('textDocument/hover', params)).not.toBeNull();
  });

  it('stops a search through the tree, and the next one does not wait for it', async () => {
    for (let i = 0; i < 3000; i++)
      tree.write(`gen/f${i}.c`, `int f${i}(void)\n{\n\treturn of(0) + elsewhere();\n}\n`);
    server.settings = { mapshift: { index: { enabled: false } } };
    await server.initialize(tree.root);
    const { uri, text } = await openFile(server, tree, 'mm/a.c');
    const [item] = await server.request<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', {
      textDocument: { uri },
      position: positionOf(text, 'of('),
    });
    const source = new CancellationTokenSource();
    const long = server.connection.sendRequest('callHierarchy/incomingCalls', { item }, source.token);
    setTimeout(() => source.cancel(), 20);
    await expect(long).rejects.toMatchObject({ code: -32800 });
    const again = await server.request<unknown[]>('callHierarchy/incomingCalls', { item });
    expect(again).toHaveLength(3000);
  });

  it('lets a new index run replace the one under way', async () => {
    await server.initialize(tree.root);
    const since = server.received.length;
    await Promise.all([server.request(REINDEX, undefined), server.request(REINDEX, undefined)]);
    expect((await indexed(server, 'ready', since)).uses).toBe(1);
  });
});
