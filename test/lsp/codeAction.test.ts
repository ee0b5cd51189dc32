/** Quick fixes over stdio: what is listed, what an action's edit makes of the files, and what is refused. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CodeAction,
  type Diagnostic,
  type InitializeParams,
  type TextDocumentEdit,
  TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { RECORDS } from '../convert/fixtureTree.ts';
import { parseFixture } from '../support/fixture.ts';
import type { TestServer } from '../support/server.ts';
import { makeTree, type Tree } from '../support/tree.ts';
import { CAPABILITIES, indexed, openFile, positionOf, startServer } from './client.ts';

const FILES = `${RECORDS}
// @file fs/a.h
#include <linux/fs.h>

void redirty(struct page *page, int reason);
// @file fs/a.c
#include "a.h"

static int locked(struct address_space *mapping, struct page *page)
{
	lock_page(page);
	if (page->mapping != mapping)
		return 0;
	return page->mapping->host->i_ino;
}

void redirty(struct page *page, int reason)
{
	account(page->mapping->host, reason);
}

static void clear(struct page *page)
{
	page->mapping = NULL;
}

static int likely_only(struct file *file, struct page *page)
{
	if (!file)
		return 0;
	return page->mapping->host->i_ino;
}
// @file fs/b.c
#include "a.h"

static void retry(struct page *page)
{
	redirty(page, 1);
}
`;

const FIXING: InitializeParams['capabilities'] = {
  ...CAPABILITIES,
  workspace: {
    ...CAPABILITIES.workspace,
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ['create'],
      changeAnnotationSupport: { groupsOnLabel: true },
    },
  },
  textDocument: {
    ...CAPABILITIES.textDocument,
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'refactor', 'source.fixAll'] } },
      disabledSupport: true,
      dataSupport: true,
      honorsChangeAnnotations: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
};

let cache: string;
let tree: Tree;
let server: TestServer;
let uri: string;
let text: string;

beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'mapshift-cache-'));
  tree = makeTree(parseFixture(FILES).files);
  server = startServer(cache, { capabilities: FIXING });
  await server.initialize(tree.root);
  await indexed(server);
  ({ uri, text } = await openFile(server, tree, 'fs/a.c'));
});

afterAll(async () => {
  await server?.dispose();
  tree?.dispose();
  rmSync(cache, { recursive: true, force: true });
});

/** The actions at the `nth` occurrence of a text. */
async function actionsAt(
  needle: string,
  { shift = 0, only, diagnostics = [] }: { shift?: number; only?: string[]; diagnostics?: Diagnostic[] } = {},
): Promise<CodeAction[]> {
  const position = positionOf(text, needle, 0, shift);
  const actions = await server.connection.sendRequest<CodeAction[] | null>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: position, end: position },
    context: { diagnostics, ...(only && { only }) },
  });
  return actions ?? [];
}

async function resolvedAt(needle: string, title: RegExp, shift = 0): Promise<CodeAction> {
  const action = (await actionsAt(needle, { shift })).find((each) => title.test(each.title));
  if (!action) throw new Error(`nothing like ${title} is offered`);
  return server.connection.sendRequest<CodeAction>('codeAction/resolve', action);
}

/** What the files of an edit become, by their names. */
function madeBy(edit: WorkspaceEdit | undefined): Map<string, string> {
  const made = new Map<string, string>();
  for (const change of edit?.documentChanges ?? []) {
    if (!('textDocument' in change)) continue;
    const name = change.textDocument.uri.slice(tree.uri('').length).replace(/^\//, '');
    const before =
      made.get(name) ?? (name.endsWith('page_mapping.h') ? '' : readFileSync(tree.path(name), 'utf8'));
    const document = TextDocument.create(name, 'c', 1, before);
    made.set(name, TextDocument.applyEdits(document, (change as TextDocumentEdit).edits.filter(TextEdit.is)));
  }
  return made;
}

describe('what is listed', () => {
  it('names what it would do, and says why something cannot be done', async () => {
    const actions = await actionsAt('mapping != mapping');
    const listed = actions.map(
      ({ title, kind, disabled }) => `${kind}: ${title}${disabled ? ` (${disabled.reason})` : ''}`,
    );
    expect(listed).toMatchInlineSnapshot(`
      [
        "quickfix: Test with page_is_truncated(page, mapping)",
        "quickfix: Ask whether it was truncated, everywhere in this file where that is proved",
      ]
    `);
    expect(actions.every(({ edit }) => edit === undefined)).toBe(true);
  });

  it('is nothing where the field is not named', async () => {
    expect(await actionsAt('lock_page')).toEqual([]);
  });

  it('says why the field stays where its owner sets it', async () => {
    const [action, ...more] = await actionsAt('mapping = NULL');
    expect(more.filter(({ disabled }) => !disabled)).toEqual([]);
    expect(action?.disabled?.reason).toMatch(/owner/);
  });

  it('is only of the kind asked for', async () => {
    const actions = await actionsAt('mapping->host, reason', { only: ['refactor'] });
    expect(new Set(actions.map(({ kind }) => kind))).toEqual(new Set(['refactor.rewrite']));
  });

  it('belongs to the diagnostic of its place', async () => {
    const start = positionOf(text, 'mapping->host, reason');
    const diagnostic = { source: 'mapshift', range: { start, end: start }, message: '' };
    const actions = await actionsAt('mapping->host, reason', { diagnostics: [diagnostic] });
    expect(
      actions
        .filter(({ kind, title }) => kind === 'quickfix' && !title.includes('everywhere'))
        .every(({ diagnostics }) => diagnostics?.length === 1),
    ).toBe(true);
  });
});

describe('an action that is chosen', () => {
  it('rewrites a truncation test', async () => {
    const { edit } = await resolvedAt('mapping != mapping', /^Test with/);
    expect(madeBy(edit).get('fs/a.c')).toContain('if (page_is_truncated(page, mapping))');
    // what it names must be declared somewhere
    expect(madeBy(edit).get('include/linux/page_mapping.h')).toContain('page_is_truncated(');
    expect(madeBy(edit).get('include/linux/mm_types.h')).toContain('#include <linux/page_mapping.h>');
  });

  it('uses the value that the test has proved', async () => {
    const { edit } = await resolvedAt('mapping->host->i_ino', /^Use mapping instead/);
    expect(madeBy(edit).get('fs/a.c')).toContain('\treturn mapping->host->i_ino;');
    expect(Object.values(edit?.changeAnnotations ?? {}).some((each) => each.needsConfirmation)).toBe(false);
  });

  it('must be confirmed where it is only likely to be right; its title says so, and it is no first choice', async () => {
    const titles = (
      await actionsAt('likely_only', {
        shift: text.slice(text.indexOf('likely_only')).indexOf('mapping->host'),
        only: ['quickfix'],
      })
    )
      .filter(({ disabled }) => disabled === undefined)
      .map(({ title }) => title);
    expect(titles[0]).toMatch(/^Read it through fs_page_mapping\(\)$/);
    expect(titles.at(-1)).toBe('Use file->f_mapping instead of the field (likely; to be confirmed)');
    const { edit } = await resolvedAt(
      'likely_only',
      /^Use file->f_mapping instead/,
      text.slice(text.indexOf('likely_only')).indexOf('mapping->host'),
    );
    expect(madeBy(edit).get('fs/a.c')).toContain('\treturn file->f_mapping->host->i_ino;');
    const annotations = Object.values(edit?.changeAnnotations ?? {});
    expect(annotations.map(({ needsConfirmation }) => needsConfirmation)).toEqual([true]);
  });

  it('adds the parameter in every file, group by group', async () => {
    const { edit } = await resolvedAt('mapping->host, reason', /^Add a parameter __mapping/);
    const files = madeBy(edit);
    expect(files.get('fs/a.h')).toContain('void redirty(struct address_space *__mapping, struct page *page,');
    expect(files.get('fs/b.c')).toContain('redirty(MAPPING_NULL, page, 1);');
    expect(files.get('include/linux/page_mapping.h')).toContain('#define MAPPING_NULL');
    const annotations = Object.values(edit?.changeAnnotations ?? {});
    expect(new Set(annotations.map(({ label }) => label))).toEqual(
      new Set(['Callers', 'Definition', 'Headers', 'New files', 'Nothing to tick here']),
    );
    // the preview opens by an edit that changes nothing, so that all the others are ticked in it
    expect(annotations.filter((each) => each.needsConfirmation).map(({ label }) => label)).toEqual([
      'Nothing to tick here',
    ]);
    const open = edit?.documentChanges?.find(
      (each) => 'textDocument' in each && each.textDocument.uri === uri,
    );
    expect(open).toMatchObject({ textDocument: { version: 1 } });
  });

  it('is made everywhere in the file where that is proved', async () => {
    const { edit } = await resolvedAt('mapping->host, reason', /^Use the helper, everywhere/);
    const made = madeBy(edit).get('fs/a.c') ?? '';
    expect(made.match(/fs_page_mapping\(page, MAPPING_NULL\)/g)).toHaveLength(3);
    expect(made).toContain('page->mapping = NULL;');
  });

  it('fixes all of a file when it is asked for by name', async () => {
    const [action] = await actionsAt('lock_page', { only: ['source.fixAll'] });
    expect(action?.kind).toBe('source.fixAll.mapshift');
    const { edit } = await server.connection.sendRequest<CodeAction>('codeAction/resolve', action);
    const made = madeBy(edit).get('fs/a.c') ?? '';
    expect(made).toContain('page_is_truncated(page, mapping)');
    expect(made.match(/page->mapping/g)).toHaveLength(1);
  });

  it('says why where the tree forbids it', async () => {
    const told = server.waitForNotification<{ message: string }>('window/showMessage', () => true);
    const { edit } = await resolvedAt(
      'likely_only',
      /^Thread it down/,
      text.slice(text.indexOf('likely_only')).indexOf('mapping->host'),
    );
    expect(edit).toBeUndefined();
    expect((await told).message).toMatch(/no way up/);
  });

  it('is refused when the document has changed meanwhile', async () => {
    const [action] = await actionsAt('mapping != mapping');
    await server.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text }],
    });
    await expect(server.connection.sendRequest('codeAction/resolve', action)).rejects.toThrow(/has changed/);
  });
});

describe('a client that cannot confirm edits', () => {
  it('gets no doubtful one, and is told so', async () => {
    const other = startServer(cache, {
      capabilities: {
        ...FIXING,
        workspace: { ...FIXING.workspace, workspaceEdit: { documentChanges: true } },
      },
    });
    try {
      await other.initialize(tree.root);
      await indexed(other);
      const opened = await openFile(other, tree, 'fs/a.c');
      const at = text.indexOf('mapping->host', text.indexOf('likely_only'));
      const document = TextDocument.create('a.c', 'c', 1, text);
      const range = { start: document.positionAt(at), end: document.positionAt(at) };
      const actions = await other.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: opened.uri },
        range,
        context: { diagnostics: [] },
      });
      const told = other.waitForNotification<{ message: string }>('window/showMessage', () => true);
      const use = actions.find(({ title }) => title.startsWith('Use file->f_mapping'));
      const { edit } = await other.connection.sendRequest<CodeAction>('codeAction/resolve', use);
      expect(edit).toBeUndefined();
      expect((await told).message).toMatch(/only likely/);
    } finally {
      await other.dispose();
    }
  });
});

describe('a client that asks for no edit later', () => {
  it('gets edits with the list, without a word about those that there are not', async () => {
    const { resolveSupport: _, ...codeAction } = FIXING.textDocument?.codeAction ?? {};
    const other = startServer(cache, {
      capabilities: { ...FIXING, textDocument: { ...FIXING.textDocument, codeAction } },
    });
    try {
      await other.initialize(tree.root);
      await indexed(other);
      await openFile(other, tree, 'fs/a.c');
      const position = positionOf(text, 'mapping != mapping');
      const actions = await other.request<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri },
        range: { start: position, end: position },
        context: { diagnostics: [] },
      });
      expect(actions.length).toBeGreaterThan(0);
      expect(actions.every(({ edit, disabled }) => (edit === undefined) === (disabled !== undefined))).toBe(
        true,
      );
      expect(madeBy(actions[0]?.edit).get('fs/a.c')).toContain('page_is_truncated(page, mapping)');
      expect(other.received.filter(({ method }) => method === 'window/showMessage')).toEqual([]);
    } finally {
      await other.dispose();
    }
  });
});
