/** A stage of the plan over stdio: the edit that comes back, what it leaves, and what is refused. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ApplyWorkspaceEditParams,
  type InitializeParams,
  type TextDocumentEdit,
  TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  CONVERSION_STATE,
  CONVERT,
  CONVERT_STAGE,
  type ConversionState,
  type ConvertParams,
  type ConvertResult,
} from '../../server/lsp/protocol.ts';
import { RECORDS } from '../convert/fixtureTree.ts';
import { parseFixture } from '../support/fixture.ts';
import type { TestServer } from '../support/server.ts';
import { makeTree, type Tree } from '../support/tree.ts';
import { CAPABILITIES, indexed, openFile, startServer } from './client.ts';

const FILES = `${RECORDS}
// @file fs/a.c
#include <linux/fs.h>

static void account(struct page *page)
{
	note(page->mapping->host);
}

static int write_end(struct file *file, struct address_space *mapping,
		     loff_t pos, unsigned int len, unsigned int copied,
		     struct page *page, void *fsdata)
{
	account(page);
	return 0;
}

static const struct address_space_operations a_ops = {
	.write_end = write_end,
};

static void clear(struct page *page)
{
	page->mapping = NULL;
}
// @file fs/b.c
#include <linux/fs.h>

static int gone(struct page *page, struct address_space *mapping)
{
	lock_page(page);
	return page->mapping != mapping;
}
`;

const CONVERTING: InitializeParams['capabilities'] = {
  ...CAPABILITIES,
  workspace: {
    ...CAPABILITIES.workspace,
    applyEdit: true,
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ['create', 'delete'],
      changeAnnotationSupport: { groupsOnLabel: true },
    },
  },
  textDocument: { ...CAPABILITIES.textDocument, codeAction: { honorsChangeAnnotations: true } },
};

let cache: string;
let tree: Tree;
let server: TestServer;

beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'mapshift-cache-'));
  tree = makeTree(parseFixture(FILES).files);
  server = startServer(cache, { capabilities: CONVERTING });
  await server.initialize(tree.root);
  await indexed(server);
});

afterAll(async () => {
  await server?.dispose();
  tree?.dispose();
  rmSync(cache, { recursive: true, force: true });
});

const converted = (params: ConvertParams): Promise<ConvertResult<WorkspaceEdit>> =>
  server.request<ConvertResult<WorkspaceEdit>>(CONVERT, params);

/** Writes what an edit makes, as an editor that saves. */
async function carriedOut(edit: WorkspaceEdit | null): Promise<void> {
  const files: string[] = [];
  for (const change of edit?.documentChanges ?? []) {
    if (!('textDocument' in change)) {
      if (change.kind === 'delete') rmSync(new URL(change.uri));
      if (change.kind === 'create') tree.write(change.uri.slice(tree.uri('').length), '');
      continue;
    }
    const path = new URL(change.textDocument.uri);
    const document = TextDocument.create(path.href, 'c', 1, readFileSync(path, 'utf8'));
    const edits = (change as TextDocumentEdit).edits.filter(TextEdit.is);
    writeFileSync(path, TextDocument.applyEdits(document, edits));
    files.push(path.href);
  }
  // the next request comes at once: it must not be answered by what was known before
  const changes = [...new Set(files)].map((uri) => ({ uri, type: 2 }));
  await server.notify('workspace/didChangeWatchedFiles', { changes });
}

describe('a tree where nothing was begun', () => {
  it('knows its stages, and that none is done', async () => {
    const state = await server.request<ConversionState>(CONVERSION_STATE, {});
    expect(state).toEqual({ stages: ['helper', 'parameter', 'pass', 'check', 'final'], at: null });
  });

  it('refuses a stage that comes too early, and one that does not exist', async () => {
    await expect(converted({ stage: 'pass' })).rejects.toThrow(/pass comes too early/);
    await expect(converted({ stage: 'pas' })).rejects.toThrow(/pas: choose helper, parameter/);
  });

  it('is not written to when it is only asked', async () => {
    const { edit, edits, files } = await converted({ stage: 'helper' });
    expect(edits).toBeGreaterThan(0);
    expect(files).toBe(4);
    expect(edit?.documentChanges?.length).toBeGreaterThan(0);
    expect(readFileSync(tree.path('fs/a.c'), 'utf8')).toContain('page->mapping->host');
  });

  it('is asked about while a document changes: the edit is for the text that it was made from', async () => {
    const { uri, text } = await openFile(server, tree, 'fs/b.c');
    const version = await server.change(uri, text.replace('gone(', 'is_gone('));
    const { edit } = await converted({ stage: 'helper' });
    const change = edit?.documentChanges?.find(
      (each) => 'textDocument' in each && each.textDocument.uri === uri,
    );
    expect(change).toMatchObject({ textDocument: { version } });
    await server.close(uri);
  });

  // so small a tree may be done before a busy machine has handed the stop over
  it('answers soon when it is told to stop', { retry: 5 }, async () => {
    const { CancellationTokenSource } = await import('vscode-languageserver/node');
    const source = new CancellationTokenSource();
    const answer = server.connection.sendRequest(CONVERT, { stage: 'helper' }, source.token);
    source.cancel();
    await expect(answer).rejects.toThrow(/cancel/i);
  });
});

describe('stage by stage', () => {
  it('reads go through the helper, owners stay and say why', async () => {
    const { edit, left } = await converted({ stage: 'helper' });
    expect(left).toMatchObject([
      { file: 'fs/a.c', function: 'clear', position: { line: 21, character: 7 }, uri: tree.uri('fs/a.c') },
    ]);
    expect(left[0]?.reason).not.toBe('');
    await carriedOut(edit);
    expect(readFileSync(tree.path('fs/a.c'), 'utf8')).toContain('fs_page_mapping(page, MAPPING_NULL)->host');
    expect(readFileSync(tree.path('fs/b.c'), 'utf8')).toContain('page_is_truncated(page, mapping)');
    expect(await server.request<ConversionState>(CONVERSION_STATE, {})).toMatchObject({ at: 'helper' });
    const again = await converted({ stage: 'helper' });
    expect(again).toMatchObject({ edit: null, edits: 0, files: 0 });
  });

  it('functions gain the parameter, and callers pass what they know', async () => {
    await carriedOut((await converted({ stage: 'parameter' })).edit);
    expect(readFileSync(tree.path('fs/a.c'), 'utf8')).toContain('account(MAPPING_NULL, page);');
    await carriedOut((await converted({ stage: 'pass' })).edit);
    const text = readFileSync(tree.path('fs/a.c'), 'utf8');
    expect(text).toContain('account(mapping, page);');
    expect(text).toContain('fs_page_mapping(page, __mapping)->host');
  });

  it('adds the file that counts, and takes it away again', async () => {
    await carriedOut((await converted({ stage: 'check' })).edit);
    expect(readFileSync(tree.path('mm/Makefile'), 'utf8')).toContain('page_mapping.o');
    const { edit } = await converted({ stage: 'final' });
    expect(edit?.documentChanges).toContainEqual({ kind: 'delete', uri: tree.uri('mm/page_mapping.c') });
    await carriedOut(edit);
    expect(readFileSync(tree.path('fs/a.c'), 'utf8')).toContain('note(__mapping->host);');
  });
});

describe('a client that has commands only', () => {
  it('gets what is proved as an edit to apply, and a line that says what came of it', async () => {
    const other = makeTree(parseFixture(FILES).files);
    const plain = startServer(cache, { capabilities: CONVERTING });
    try {
      await plain.initialize(other.root);
      await indexed(plain);
      await plain.request('workspace/executeCommand', { command: CONVERT_STAGE, arguments: ['helper'] });
      const asked = plain.asked.find(({ method }) => method === 'workspace/applyEdit');
      const params = asked?.params as ApplyWorkspaceEditParams | undefined;
      expect(params?.edit.documentChanges?.length).toBeGreaterThan(3);
      const { message } = await plain.waitForNotification<{ message: string }>('window/showMessage');
      expect(message).toMatch(/^helper: \d+ edits in 4 files; 1 place left/);
      await plain.request('workspace/executeCommand', { command: CONVERT_STAGE, arguments: ['final'] });
      await plain.waitForNotification<{ message: string }>('window/showMessage', (each) =>
        each.message.includes('final comes too early'),
      );
    } finally {
      await plain.dispose();
      other.dispose();
    }
  });
});
