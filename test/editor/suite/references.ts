import assert from 'node:assert/strict';
import { relative } from 'node:path';
import * as vscode from 'vscode';
import { fieldAt, find, open, promised, promisedIn, ready, treeRoot, until } from './support.ts';

function linesOf(locations: readonly vscode.Location[]): Set<string> {
  return new Set(
    locations.map(({ uri, range }) => `${relative(treeRoot(), uri.fsPath)}:${range.start.line + 1}`),
  );
}

async function referencesAt(uri: vscode.Uri, at: vscode.Position): Promise<vscode.Location[]> {
  return until('references', async () => {
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      uri,
      at,
    );
    return found.length > 0 ? found : undefined;
  });
}

suite('references', () => {
  suiteSetup(ready);

  test('from a use: every use of that record in the tree, and no false friend', async () => {
    const document = await open('mm/filemap.c');
    const start = promisedIn('mm/filemap.c').find(({ uses }) => uses[0]?.record === 'page');
    assert.ok(start, 'filemap.c uses struct page');
    const found = linesOf(await referencesAt(document.uri, fieldAt(document, start)));
    for (const { file, line, uses, notAUse } of promised()) {
      if (uses.some(({ record }) => record === 'page'))
        assert.ok(found.has(`${file}:${line}`), `${file}:${line}`);
      if (notAUse !== null && uses.length === 0)
        assert.ok(!found.has(`${file}:${line}`), `false: ${file}:${line}`);
    }
  });

  test("from the field's declaration", async () => {
    const document = await open('include/linux/mm_types.h');
    const at = find(document, 'struct address_space *mapping').translate(0, 'struct address_space *'.length);
    assert.ok(linesOf(await referencesAt(document.uri, at)).size > 10);
  });

  test('the highlight of a use tells writing from reading', async () => {
    const document = await open('mm/filemap.c');
    const writes = promisedIn('mm/filemap.c').find(({ uses }) => uses[0]?.access === 'write');
    assert.ok(writes, 'filemap.c writes the field');
    const at = fieldAt(document, writes);
    const found = await until('highlights', async () => {
      const answer = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
        'vscode.executeDocumentHighlights',
        document.uri,
        at,
      );
      return answer.some(({ kind }) => kind === vscode.DocumentHighlightKind.Write) ? answer : undefined;
    });
    const own = found.find(({ range }) => range.contains(at));
    assert.equal(own?.kind, vscode.DocumentHighlightKind.Write);
  });
});
