import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, diagnosed, fieldAt, markdownOf, nodesOf, open, promisedIn, ready, until } from './support.ts';

suite('restricted mode', () => {
  test('the workspace is not trusted', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  test('analysis works: marks, hover, tree, status bar', async () => {
    const { uses } = await ready();
    assert.ok(uses > 50);
    const document = await open('mm/truncate.c');
    assert.ok((await diagnosed(document)).length > 0);
    const expected = promisedIn('mm/truncate.c').find((line) => line.uses.length > 0);
    assert.ok(expected);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      fieldAt(document, expected),
    );
    assert.notEqual(markdownOf(hovers), '');
    assert.ok((await nodesOf('use')).length > 0);
    assert.match((await api()).statusBarText(), new RegExp(`\\b${uses} uses`));
  });

  test('a code path and a scenario can be played: nothing of the tree is run', async () => {
    const { play } = await api();
    const document = await open('mm/truncate.c');
    const at = document.positionAt(document.getText().indexOf('truncate_inode_folio('));
    await vscode.commands.executeCommand('mapshift.play', document.uri.toString(), {
      line: at.line,
      character: at.character,
    });
    await until('the code path', () => (play.run.run && 'program' in play.run.run.play ? true : undefined));
    assert.ok(play.markers.shown.some(({ uri }) => uri === document.uri.toString()));
    await vscode.commands.executeCommand('mapshift.playScenario', 'lookup-truncate');
    await until('the scenario', () => (play.run.run && 'scenario' in play.run.run.play ? true : undefined));
    play.panel?.panel.dispose();
  });

  test("a preset file named by the workspace's settings is ignored", () => {
    // the runner has put a path there before the window opened
    const inspected = vscode.workspace.getConfiguration('mapshift').inspect<string>('field');
    assert.equal(vscode.workspace.getConfiguration('mapshift').get('field'), 'page-mapping');
    assert.notEqual(inspected?.workspaceValue, 'page-mapping');
  });
});
