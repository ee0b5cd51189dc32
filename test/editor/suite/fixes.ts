import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosed, find, open, ready } from './support.ts';

const FILE = 'fs/toyfs/data.c';

/** The actions at a place, with their edits. */
async function actionsAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  kind?: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(position, position),
    kind?.value,
    20,
  );
}

suite('quick fixes', () => {
  let document: vscode.TextDocument;
  suiteSetup(async () => {
    await ready();
    document = await open(FILE);
    await diagnosed(document);
  });
  teardown(() => vscode.commands.executeCommand('workbench.action.files.revert'));

  test('a proved value takes the field’s place, and the mark goes', async () => {
    const at = find(document, 'page->mapping->host', 1).translate(0, 'page->'.length);
    const line = document.lineAt(at.line).text;
    const before = (await diagnosed(document)).length;
    const actions = await actionsAt(document, at, vscode.CodeActionKind.QuickFix);
    const action = actions.find(({ title }) => title === 'Use mapping instead of the field');
    assert.ok(action?.edit, `offered: ${actions.map(({ title }) => title).join(', ')}`);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.equal(document.lineAt(at.line).text, line.replace('page->mapping->host', 'mapping->host'));
    assert.ok((await diagnosed(document)).length <= before);
  });

  test('a parameter is added in every file: prototypes, the slot, its implementations, callers', async () => {
    const at = find(document, 'toyfs_writepage(struct page');
    const use = document.positionAt(document.getText().indexOf('page->mapping', document.offsetAt(at)) + 6);
    const actions = await actionsAt(document, use, vscode.CodeActionKind.Refactor);
    const action = actions.find(({ title }) => title.startsWith('Add a parameter __mapping'));
    const files = action?.edit?.entries() ?? [];
    assert.ok(files.length >= 5, `edits in ${files.length} files`);
    const text = files.flatMap(([, edits]) => edits.map(({ newText }) => newText)).join('');
    assert.match(text, /struct address_space \*__mapping/);
    assert.match(text, /MAPPING_NULL/);
  });

  test('where nothing can be done there is nothing to apply', async () => {
    const at = find(document, '#include');
    assert.deepEqual(await actionsAt(document, at), []);
  });
});
