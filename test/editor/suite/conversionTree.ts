import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, nodesOf, promised, ready, until } from './support.ts';

suite('conversion tree', () => {
  suiteSetup(ready);
  teardown(async () => (await api()).tree.setFilter({}));

  test('starts at directories and ends at uses, one for each promised use', async () => {
    const { tree } = await api();
    const top = await tree.getChildren();
    assert.deepEqual(new Set(top.map(({ kind }) => kind)), new Set(['directory']));
    const uses = await nodesOf('use');
    const at = new Set(
      uses.map(({ target }) => `${target?.uri.split('/').at(-1)}:${(target?.line ?? -1) + 1}`),
    );
    for (const { file, line, uses: expected } of promised()) {
      if (expected.length > 0)
        assert.ok(at.has(`${file.split('/').at(-1)}:${line}`), `${file}:${line} is missing`);
    }
  });

  test('a parent counts what is below it', async () => {
    const { tree } = await api();
    for (const directory of await tree.getChildren()) {
      const children = await tree.getChildren(directory);
      const sum = children.reduce((total, child) => total + child.total, 0);
      assert.equal(directory.total, sum, directory.label);
    }
  });

  test('ids are unique and stay the same across a refresh, so that open nodes stay open', async () => {
    const { tree } = await api();
    const ids = async () => (await nodesOf('function')).map(({ id }) => id).sort();
    const before = await ids();
    assert.equal(new Set(before).size, before.length);
    tree.refresh();
    assert.deepEqual(await ids(), before);
  });

  test('the filter keeps a stage, and clearing it brings all back', async () => {
    const { tree } = await api();
    const all = (await nodesOf('use')).length;
    await tree.setFilter({ stages: ['owner'] });
    const owners = await nodesOf('use');
    assert.ok(owners.length > 0 && owners.length < all);
    assert.deepEqual(new Set(owners.map(({ stage }) => stage)), new Set(['owner']));
    await tree.setFilter({ stages: ['owner'], roles: ['truncation'] });
    assert.ok((await nodesOf('use')).length < owners.length);
    await vscode.commands.executeCommand('mapshift.clearFilter');
    assert.equal((await nodesOf('use')).length, all);
  });

  test('a click on a use opens its line', async () => {
    const { tree } = await api();
    const use = (await nodesOf('use')).find(({ target }) => target?.uri.endsWith('/mm/truncate.c'));
    assert.ok(use?.target, 'truncate.c has a use');
    const { command } = tree.getTreeItem(use);
    assert.ok(command, 'a use can be clicked');
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    const line = await until('the editor on truncate.c', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.fileName.endsWith('/mm/truncate.c') ? editor.selection.active.line : undefined;
    });
    assert.equal(line, use.target.line);
  });
});
