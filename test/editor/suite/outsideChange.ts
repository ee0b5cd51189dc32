import assert from 'node:assert/strict';
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { api, diagnosed, diagnosticsOf, nodesOf, open, ready, treeRoot, until } from './support.ts';

const SOURCE = `#include <linux/mm.h>

struct address_space *outside_mapping(struct page *page)
{
	return page->mapping;
}
`;

/** Waits until the index counts this many uses. */
async function counts(uses: number): Promise<void> {
  const { status } = await api();
  await until(`${uses} uses (now ${status.index?.uses})`, () =>
    status.index?.state === 'ready' && status.index.uses === uses ? true : undefined,
  );
}

suite('a file that changes outside the editor', () => {
  let file: string;
  suiteSetup(async () => {
    await ready();
    file = join(treeRoot(), 'mm', 'outside.c');
  });
  suiteTeardown(() => rmSync(file, { force: true }));

  test('a new file is counted and shown in the tree, a changed one too, a deleted one no more', async function () {
    this.timeout(60_000);
    const before = (await ready()).uses;
    writeFileSync(file, SOURCE);
    await counts(before + 1);
    const shown = await until('its row in the tree', async () =>
      (await nodesOf('function')).find(({ label }) => label.includes('outside_mapping')),
    );
    assert.equal(shown.total, 1);
    appendFileSync(file, SOURCE.replace('outside_mapping', 'outside_again'));
    await counts(before + 2);
    const moved = join(treeRoot(), 'mm', 'outside2.c');
    renameSync(file, moved);
    await until('the row under the new name', async () =>
      (await nodesOf('file')).find(({ label }) => label.includes('outside2.c')),
    );
    rmSync(moved);
    await counts(before);
  });

  test('a file open in the editor follows', async () => {
    writeFileSync(file, SOURCE);
    const document = await open('mm/outside.c');
    assert.equal((await diagnosed(document)).length, 1);
    writeFileSync(file, SOURCE + SOURCE.replace('outside_mapping', 'outside_again'));
    await until('a second mark', () => (diagnosticsOf(document).length === 2 ? true : undefined));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('typing is followed before it is saved', async () => {
    const document = await open('mm/outside.c');
    const before = (await diagnosed(document)).length;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(0), SOURCE.replace('outside_mapping', 'typed'));
    await vscode.workspace.applyEdit(edit);
    await until('one mark more', () => (diagnosticsOf(document).length === before + 1 ? true : undefined));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
