import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, diagnosed, fieldAt, open, promisedIn, ready, until } from './support.ts';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

suite('commands', () => {
  suiteSetup(ready);

  test('every command of the manifest exists', async () => {
    const manifest = vscode.extensions.getExtension('mapshift.mapshift')?.packageJSON as Manifest;
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !known.has(command));
    assert.deepEqual(missing, []);
  });

  test('the status goes to the clipboard as Markdown with the counts', async () => {
    const { uses } = await ready();
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('mapshift.copyStatus');
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /^## Mapping conversion/);
    assert.match(text, new RegExp(`\\b${uses} uses\\b`));
    assert.match(text, /\| mm \|/);
  });

  test('indexing again ends with the same counts', async () => {
    const { status } = await api();
    const before = await ready();
    const states: string[] = [];
    const listener = status.onChange((picture) =>
      states.push(typeof picture === 'string' ? picture : picture.state),
    );
    await vscode.commands.executeCommand('mapshift.reindex');
    await until('the index to come back', () => (states.at(-1) === 'ready' ? true : undefined));
    listener.dispose();
    assert.equal((await ready()).uses, before.uses);
  });

  test('a restarted server annotates again', async () => {
    const document = await open('mm/filemap.c');
    const before = (await diagnosed(document)).length;
    await vscode.commands.executeCommand('mapshift.restartServer');
    await ready();
    const after = await until('the same marks', async () => {
      const found = await diagnosed(document);
      return found.length === before ? found : undefined;
    });
    assert.equal(after.length, before);
  });

  test('views and output come up', async () => {
    await vscode.commands.executeCommand('mapshift.focusTree');
    await vscode.commands.executeCommand('mapshift.showOutput');
    await vscode.commands.executeCommand('mapshift.openWalkthrough');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('the command behind lenses takes plain values of the protocol', async () => {
    const document = await open('mm/filemap.c');
    const expected = promisedIn('mm/filemap.c').find(({ uses }) => uses.length > 0);
    assert.ok(expected);
    const { line, character } = fieldAt(document, expected);
    const uri = document.uri.toString();
    const places = [{ uri, range: { start: { line, character }, end: { line, character } } }];
    await vscode.commands.executeCommand('mapshift.showReferences', uri, { line, character }, places);
    await vscode.commands.executeCommand('mapshift.showReferences', uri, { line, character });
    await vscode.commands.executeCommand('closeReferenceSearch');
  });
});
