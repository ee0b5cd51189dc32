import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CodeLens,
  DocumentHighlight,
  Hover,
  InitializeResult,
  InlayHint,
  Location,
} from 'vscode-languageserver/node';
import { REINDEX, TREE_CHILDREN, type TreeNode } from '../../server/lsp/protocol.ts';
import { miniKernelAnnotations } from '../support/annotations.ts';
import type { TestServer } from '../support/server.ts';
import { copyMiniKernel, type Tree } from '../support/tree.ts';
import { indexed, openFile, positionOf, startServer, textAt } from './client.ts';

const TRUNCATE = 'mm/truncate.c';
const promised = miniKernelAnnotations();
const usesIn = (file: string): number =>
  promised.filter((line) => line.file === file).reduce((sum, line) => sum + line.uses.length, 0);

let cache: string;
let tree: Tree;
let server: TestServer;
let hello: InitializeResult;
let uri: string;
let text: string;
const progress: unknown[] = [];

beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'mapshift-cache-'));
  tree = copyMiniKernel();
  server = startServer(cache);
  server.connection.onUnhandledProgress(({ value }) => progress.push(value));
  hello = await server.initialize(tree.root);
  await indexed(server);
  ({ uri, text } = await openFile(server, tree, TRUNCATE));
});

afterAll(async () => {
  await server?.dispose();
  tree?.dispose();
  rmSync(cache, { recursive: true, force: true });
});

const at = (needle: string, nth = 0, shift = 0) => ({
  textDocument: { uri },
  position: positionOf(text, needle, nth, shift),
});
const useOf = (nth: number) => at('->mapping', nth, 4);

describe('the handshake', () => {
  it('offers each feature', () => {
    expect(hello.capabilities).toMatchObject({
      textDocumentSync: { openClose: true, change: 2 },
      hoverProvider: true,
      referencesProvider: true,
      definitionProvider: true,
      documentHighlightProvider: true,
      callHierarchyProvider: true,
      inlayHintProvider: { resolveProvider: true },
      codeLensProvider: { resolveProvider: true },
    });
  });

  it('asks the client to watch the sources below its folder', () => {
    const watched = server.asked.filter(({ method }) => method === 'client/registerCapability');
    expect(JSON.stringify(watched)).toContain('**/*.{c,h}');
  });

  it('shows the index as progress that can be cancelled', () => {
    expect(progress[0]).toMatchObject({ kind: 'begin', cancellable: true, title: 'Mapshift: reading tree' });
    expect(progress.at(-1)).toMatchObject({ kind: 'end' });
  });
});

describe('on the mini-kernel', () => {
  it('marks every use in the file with its code, quietly', async () => {
    const diagnostics = await server.diagnostics(uri);
    const onField = diagnostics.filter((each) => textAt(text, each.range) === 'mapping');
    const expected = promised
      .filter((line) => line.file === TRUNCATE)
      .flatMap(({ line, uses }) => uses.map((use) => `${line} ${code(use)}`));
    expect(onField.map((each) => `${each.range.start.line + 1} ${each.code}`)).toEqual(expected);
    expect(diagnostics.every((each) => each.source === 'mapshift')).toBe(true);
    expect(diagnostics.every((each) => each.severity === 3 || each.severity === 4)).toBe(true);
    expect(onField[0]?.data).toMatchObject({ use: expect.stringMatching(/^mm\/truncate\.c:\d+:\d+$/) });
  });

  it('explains a use in a hover over exactly its name', async () => {
    const hover = await server.request<Hover>('textDocument/hover', useOf(0));
    expect(hover.range && textAt(text, hover.range)).toBe('mapping');
    expect(hover.contents).toMatchObject({
      kind: 'markdown',
      value: expect.stringContaining('folio->mapping'),
    });
    expect(await server.request('textDocument/hover', at('folio_clear_dirty'))).toBeNull();
  });

  it('finds all uses in the tree from any of them, and from the declaration', async () => {
    const ask = (params: object, includeDeclaration = false) =>
      server.request<Location[] | null>('textDocument/references', {
        ...params,
        context: { includeDeclaration },
      });
    const fromUse = (await ask(useOf(1))) ?? [];
    const total = promised.reduce((sum, line) => sum + line.uses.length, 0);
    expect(fromUse.length).toBe(total);
    const places = new Set(fromUse.map((each) => `${each.uri} ${each.range.start.line}`));
    for (const { file, line, uses } of promised)
      if (uses.length > 0) expect(places).toContain(`${tree.uri(file)} ${line - 1}`);
    for (const each of fromUse)
      expect(textAt(readFileSync(new URL(each.uri), 'utf8'), each.range)).toBe('mapping');

    const header = await openFile(server, tree, 'include/linux/mm_types.h');
    const declaration = positionOf(
      header.text,
      'struct address_space *mapping;',
      0,
      'struct address_space *'.length,
    );
    const fromDeclaration = await ask({ textDocument: { uri: header.uri }, position: declaration });
    expect(fromDeclaration).toEqual(fromUse);
    const withDeclarations = (await ask(useOf(1), true)) ?? [];
    expect(withDeclarations.length).toBe(total + 2);
    expect(await ask(at('folio_clear_dirty'))).toBeNull();
    // the same member name in another record is nobody's business here
    expect(await ask(at('address_space *mapping', 0, 16))).toBeNull();
    await server.close(header.uri);
  });

  it('goes to the declaration in the record that owns the field', async () => {
    const found = await server.request<Location[]>('textDocument/definition', useOf(0));
    expect(found.length).toBe(1);
    const header = readFileSync(tree.path('include/linux/mm_types.h'), 'utf8');
    const line = found[0]?.range.start.line ?? 0;
    expect(header.split('\n').slice(0, line).join('\n')).toContain('struct folio {');
  });

  it('highlights the uses of the file as reads and writes', async () => {
    const highlights = await server.request<DocumentHighlight[]>('textDocument/documentHighlight', useOf(0));
    expect(highlights.length).toBe(usesIn(TRUNCATE));
    expect(await server.request('textDocument/documentHighlight', at('folio_clear_dirty'))).toBeNull();
  });

  it('hints at each use in the range asked for, and explains on demand', async () => {
    const lines = text.split('\n').length;
    const range = { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } };
    const hints = await server.request<InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri },
      range,
    });
    expect(hints.length).toBe(usesIn(TRUNCATE));
    const first = hints[0];
    if (!first) throw new Error('no hint');
    const only = {
      start: first.position,
      end: { ...first.position, character: first.position.character + 1 },
    };
    expect(
      await server.request<InlayHint[]>('textDocument/inlayHint', {
        textDocument: { uri },
        range: { start: { ...only.start, character: only.start.character - 7 }, end: only.end },
      }),
    ).toHaveLength(1);
    expect(first.tooltip).toBeUndefined();
    const resolved = await server.request<InlayHint>('inlayHint/resolve', first);
    expect(resolved.tooltip).toMatchObject({ kind: 'markdown' });
  });

  it('sums a function up in a lens that is filled in late', async () => {
    const all = await server.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    const lenses = all.filter(({ command }) => command?.command !== 'mapshift.play');
    expect(lenses.map((lens) => textAt(text, lens.range)).slice(0, 2)).toEqual([
      'truncate_cleanup_folio',
      'truncate_inode_folio',
    ]);
    expect(lenses.every((lens) => lens.command === undefined)).toBe(true);
    const first = await server.request<CodeLens>('codeLens/resolve', lenses[0]);
    expect(first.command).toMatchObject({
      title: '1 use of mapping: raw 1',
      command: 'mapshift.showReferences',
    });
    expect(first.command?.arguments?.[2]).toHaveLength(1);
  });

  it('shows a call through an ops table as one item with its implementations', async () => {
    const prepared = await server.request<CallHierarchyItem[]>(
      'textDocument/prepareCallHierarchy',
      at('truncate_cleanup_folio'),
    );
    expect(prepared).toMatchObject([{ name: 'truncate_cleanup_folio', detail: TRUNCATE }]);
    const outgoing = await server.request<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', {
      item: prepared[0],
    });
    const slot = outgoing.find((call) => call.to.name === 'a_ops->invalidate_folio');
    const count = Number(/^(\d+) implementation/.exec(slot?.to.detail ?? '')?.[1]);
    const implementations = await server.request<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', {
      item: slot?.to,
    });
    expect(count).toBeGreaterThan(0);
    expect(implementations).toHaveLength(count);
    for (const { to } of implementations)
      expect(textAt(readFileSync(new URL(to.uri), 'utf8'), to.selectionRange)).toBe(to.name);
    // and back: an implementation is called through the slot, the slot from here
    const up = await server.request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', {
      item: implementations[0]?.to,
    });
    expect(up.map((call) => call.from.name)).toContain('a_ops->invalidate_folio');
    const callers = await server.request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', {
      item: up.find((call) => call.from.name === 'a_ops->invalidate_folio')?.from,
    });
    expect(callers.map((call) => call.from.name)).toContain('truncate_cleanup_folio');
  });

  it('takes a slot in a table, or its declaration, for the same item', async () => {
    const prepare = async (file: string, needle: string) => {
      const opened = await openFile(server, tree, file);
      const [item] = await server.request<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', {
        textDocument: { uri: opened.uri },
        position: positionOf(opened.text, needle, 0, 1),
      });
      await server.close(opened.uri);
      return item;
    };
    const inTable = await prepare('fs/toyfs/data.c', '.writepage');
    expect(inTable).toMatchObject({
      name: 'a_ops->writepage',
      detail: expect.stringMatching(/^3 implementations/),
    });
    expect(await prepare('include/linux/fs.h', '*writepage)')).toEqual(inTable);
  });

  it('serves the tree level by level, with counts that add up', async () => {
    const children = (parent?: TreeNode) =>
      server.request<TreeNode[]>(TREE_CHILDREN, parent ? { parent: parent.id } : {});
    const top = await children();
    expect(top.map((node) => node.label)).toContain('mm');
    const mm = top.find((node) => node.label === 'mm');
    const files = await children(mm);
    expect(files.reduce((sum, node) => sum + node.total, 0)).toBe(mm?.total);
    const file = files.find((node) => node.label === 'truncate.c');
    const functions = await children(file);
    expect(functions.reduce((sum, node) => sum + node.total, 0)).toBe(file?.total);
    const uses = await children(functions.find((node) => node.label === 'truncate_inode_folio'));
    expect(uses).toMatchObject([
      {
        kind: 'use',
        expandable: false,
        stage: 'raw',
        role: 'truncation',
        description: expect.stringContaining('if (folio->mapping != mapping)'),
      },
    ]);
    const target = uses[0]?.target;
    expect(
      target && textAt(text, { start: target, end: { ...target, character: target.character + 7 } }),
    ).toBe('mapping');
    const tags = await server.request<TreeNode[]>(TREE_CHILDREN, { filter: { roles: ['tag'] } });
    const promisedTags = promised.flatMap((line) => line.uses).filter((use) => use.role === 'tag').length;
    expect(tags.reduce((sum, node) => sum + node.total, 0)).toBe(promisedTags);
    expect(await server.request(TREE_CHILDREN, { parent: 'f:gone.c' })).toEqual([]);
  });

  it('tells the headline, and again after a new index', async () => {
    const status = await indexed(server);
    expect(status.uses - status.unknown).toBe(promised.reduce((sum, line) => sum + line.uses.length, 0));
    const since = server.received.length;
    await server.request(REINDEX, undefined);
    expect((await indexed(server, 'ready', since)).uses).toBe(status.uses);
  });
});

function code({ role, stage }: { role: string; stage: string }): string {
  if (stage !== 'raw') return `mapping-${stage}`;
  return role === 'identity' ? 'mapping-raw' : `mapping-${role}`;
}
