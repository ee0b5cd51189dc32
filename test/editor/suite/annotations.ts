import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosed, fieldAt, find, markdownOf, open, promisedIn, ready, until } from './support.ts';

suite('annotations', () => {
  suiteSetup(ready);

  test('every promised use in a file is marked, and nothing that is promised not to be one', async () => {
    for (const file of ['mm/filemap.c', 'mm/truncate.c', 'drivers/ring/ring.c']) {
      const document = await open(file);
      const expected = promisedIn(file);
      if (expected.some(({ uses, unknown }) => uses.length > 0 || unknown !== null))
        await diagnosed(document);
      const marked = new Set(
        vscode.languages
          .getDiagnostics(document.uri)
          .filter(({ source }) => source === 'mapshift')
          .map(({ range }) => range.start.line + 1),
      );
      for (const { line, uses, notAUse } of expected) {
        if (uses.length > 0) assert.ok(marked.has(line), `${file}:${line} is a use`);
        if (notAUse !== null && uses.length === 0)
          assert.ok(!marked.has(line), `${file}:${line} is a false friend`);
      }
    }
  });

  test('marks carry a code and are quiet by default', async () => {
    const document = await open('mm/filemap.c');
    const marks = await diagnosed(document);
    const { Hint, Information } = vscode.DiagnosticSeverity;
    for (const { code, severity, message } of marks) {
      assert.ok(code !== undefined, `no code on "${message}"`);
      assert.ok(severity === Hint || severity === Information, `too loud: ${message}`);
    }
  });

  test('the hover of a use explains it, and another word has none', async () => {
    const document = await open('mm/truncate.c');
    const expected = promisedIn('mm/truncate.c').find(({ uses }) => uses[0]?.role === 'truncation');
    assert.ok(expected, 'the sample tree has a truncation test');
    const at = fieldAt(document, expected);
    const ask = (position: vscode.Position) =>
      vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
    const text = await until('a hover', async () => {
      const shown = markdownOf(await ask(at));
      return shown === '' ? undefined : shown;
    });
    assert.match(text, /truncat/i);
    assert.match(text, new RegExp(`\\b${expected.uses[0]?.record}\\b`));
    assert.equal(markdownOf(await ask(find(document, '#include'))), '');
  });

  test('inlay hints stand on the lines of uses', async () => {
    const document = await open('mm/filemap.c');
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await until('inlay hints', async () => {
      const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        whole,
      );
      return found.length > 0 ? found : undefined;
    });
    const promised = new Set(promisedIn('mm/filemap.c').map(({ line }) => line));
    for (const { position } of hints)
      assert.ok(promised.has(position.line + 1), `a hint on line ${position.line + 1}`);
  });

  test('lenses count uses', async () => {
    const document = await open('mm/filemap.c');
    const lenses = await until('lenses', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        100,
      );
      return found.length > 0 ? found : undefined;
    });
    // the lens that plays a function stands beside the one that counts
    const counting = lenses.filter(({ command }) => command?.command !== 'mapshift.play');
    assert.ok(counting.length > 0 && counting.length < lenses.length);
    assert.ok(
      counting.every(({ command }) => /\d/.test(command?.title ?? '')),
      'each lens that counts has a number',
    );
  });

  test('a header is annotated although VS Code takes it for C++', async () => {
    const file = 'include/linux/pagemap.h';
    assert.ok(
      promisedIn(file).some(({ uses }) => uses.length > 0),
      'the sample header has a use',
    );
    assert.ok((await diagnosed(await open(file))).length > 0);
  });
});
