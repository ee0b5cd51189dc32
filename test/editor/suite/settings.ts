import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { configure, diagnosed, diagnosticsOf, open, ready, until } from './support.ts';

const { Warning, Information, Error: Wrong } = vscode.DiagnosticSeverity;

async function countOf(document: vscode.TextDocument, severity: vscode.DiagnosticSeverity): Promise<number> {
  return (await diagnosed(document)).filter((mark) => mark.severity === severity).length;
}

suite('settings', () => {
  suiteSetup(ready);
  teardown(async () => {
    for (const key of ['diagnostics', 'inlayHints', 'codeLens', 'field']) await configure(key, undefined);
    for (const key of ['diagnostics.raw', 'diagnostics.other', 'diagnostics.enabled'])
      await configure(key, undefined);
    for (const key of ['inlayHints.enabled', 'codeLens.enabled']) await configure(key, undefined);
  });

  test('raising the level of raw uses changes the marks at once', async () => {
    const document = await open('mm/filemap.c');
    const raw = await until(
      'marks at the default level',
      async () => (await countOf(document, Information)) || undefined,
    );
    await configure('diagnostics.raw', 'warning');
    await until('warnings', async () => ((await countOf(document, Warning)) === raw ? true : undefined));
    await configure('diagnostics.raw', 'error');
    await until('errors', async () => ((await countOf(document, Wrong)) === raw ? true : undefined));
    await configure('diagnostics.raw', undefined);
    await until('the default again', async () =>
      (await countOf(document, Information)) === raw ? true : undefined,
    );
  });

  test('marks can be turned off and on', async () => {
    const document = await open('mm/truncate.c');
    const before = (await diagnosed(document)).length;
    await configure('diagnostics.enabled', false);
    await until('no marks', () => (diagnosticsOf(document).length === 0 ? true : undefined));
    await configure('diagnostics.enabled', undefined);
    await until('the marks back', () => (diagnosticsOf(document).length === before ? true : undefined));
  });

  test('inlay hints and lenses can be turned off', async () => {
    const document = await open('mm/filemap.c');
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = () =>
      vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        whole,
      );
    const lenses = () =>
      vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    await until('hints', async () => ((await hints()).length > 0 ? true : undefined));
    await until('lenses', async () => ((await lenses()).length > 0 ? true : undefined));
    await configure('inlayHints.enabled', false);
    await configure('codeLens.enabled', false);
    await until('no hints', async () => ((await hints()).length === 0 ? true : undefined));
    await until('no lenses', async () => ((await lenses()).length === 0 ? true : undefined));
  });

  test('every setting of the manifest has its default in the configuration', () => {
    const settings = vscode.workspace.getConfiguration('mapshift');
    assert.equal(settings.get('field'), 'page-mapping');
    assert.deepEqual(settings.get('diagnostics'), { enabled: true, raw: 'information', other: 'hint' });
  });
});
