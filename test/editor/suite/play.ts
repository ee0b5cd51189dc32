import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, open, ready, until } from './support.ts';

const PLAY = 'mapshift.play';

interface Manifest {
  readonly contributes: {
    readonly debuggers: readonly {
      readonly type: string;
      readonly configurationSnippets: readonly object[];
    }[];
  };
}

/** The lenses that start a play, by the function's line (0-based). */
async function playLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  return until(`lenses of ${document.fileName}`, async () => {
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    const found = all.filter(({ command }) => command?.command === PLAY);
    return found.length > 0 ? found : undefined;
  });
}

/** Plays a function by its lens, and waits until the page shows it. */
async function playFunction(file: string, name: string): Promise<vscode.TextDocument> {
  const document = await open(file);
  const lens = (await playLenses(document)).find(({ range }) =>
    document.lineAt(range.start.line).text.includes(name),
  );
  assert.ok(lens?.command, `${name} has no lens`);
  await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []));
  const { play } = await api();
  await until(`the page to show ${name}`, () => {
    const { run } = play.run;
    return run && 'program' in run.play && run.play.program.entry === name ? true : undefined;
  });
  return document;
}

async function closeAll(): Promise<void> {
  await vscode.debug.stopDebugging();
  const { play } = await api();
  play.panel?.panel.dispose();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await until('the run to be gone', () => (play.run.run === null ? true : undefined));
}

/** Starts a session on the run at hand and waits for its first stop. */
async function debug(config: Partial<vscode.DebugConfiguration> = {}): Promise<vscode.DebugSession> {
  const started = new Promise<vscode.DebugSession>((resolve) => {
    const listener = vscode.debug.onDidStartDebugSession((session) => {
      listener.dispose();
      resolve(session);
    });
  });
  if (Object.keys(config).length === 0) await vscode.commands.executeCommand('mapshift.debug');
  else
    assert.ok(
      await vscode.debug.startDebugging(undefined, {
        type: 'mapshift',
        request: 'launch',
        name: 'test',
        ...config,
      }),
    );
  const session = await started;
  await until('threads', async () => {
    const { threads } = await session.customRequest('threads');
    return threads.length > 0 ? true : undefined;
  });
  return session;
}

suite('playing a code path', () => {
  suiteSetup(ready);
  teardown(closeAll);

  test('a lens starts the play beside the code, and the lines are marked', async () => {
    const document = await playFunction('mm/truncate.c', 'truncate_inode_folio');
    const { play } = await api();
    const what = play.run.run?.play;
    assert.ok(what && 'program' in what && what.program.instructions.length > 2);
    const code = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    assert.ok((play.panel?.panel.viewColumn ?? 0) > (code?.viewColumn ?? 9), 'beside the code');
    const marks = await until('marks', () =>
      play.markers.shown.length > 1 ? play.markers.shown : undefined,
    );
    assert.equal(new Set(marks.map(({ badge }) => badge)).size, marks.length);
    assert.ok(marks.some(({ uri }) => uri === document.uri.toString()));
  });

  test('stepping moves the mark of the process that steps, in the C file', async function () {
    this.timeout(60_000);
    const document = await playFunction('mm/truncate.c', 'truncate_inode_folio');
    const { play } = await api();
    const session = await debug();
    const lines = new Set<number>();
    for (let step = 0; step < 12; step++) {
      await session.customRequest('next', { threadId: 1 });
      const mark = play.markers.shown.find(({ process }) => process === 0);
      if (mark?.uri === document.uri.toString()) lines.add(mark.line);
    }
    assert.ok(lines.size > 1, `the mark stood on ${[...lines].join()}`);
    const text = [...lines].map((line) => document.lineAt(line - 1).text).join('\n');
    assert.match(text, /lock|mapping|folio|page/);
    const { at, choices } = play.run.run ?? {};
    await until('the page to follow', () => (play.panel?.pages?.at === at ? true : undefined));
    assert.equal(choices?.length, at);
  });

  test('a session of the same run: back, reverse, variables, a rule broken', async () => {
    const session = await debug({ scenario: 'lookup-truncate', scheme: 'field', variant: 'no-recheck' });
    const { play } = await api();
    const stack = async (threadId: number) =>
      (await session.customRequest('stackTrace', { threadId })).stackFrames[0];
    const first = await stack(1);
    assert.match(first.source.path, /^mapshift-path:/);
    await session.customRequest('next', { threadId: 1 });
    assert.ok((await stack(1)).line > first.line);
    const { scopes } = await session.customRequest('scopes', { frameId: first.id });
    const [, things] = scopes;
    const { variables } = await session.customRequest('variables', {
      variablesReference: things.variablesReference,
    });
    assert.ok(
      variables.some(
        ({ name, type }: { name: string; type: string }) => name === 'page1' && type === 'struct page',
      ),
    );
    await session.customRequest('stepBack', { threadId: 1 });
    assert.equal((await stack(1)).line, first.line);
    assert.equal(play.run.run?.at, 0);
    await session.customRequest('next', { threadId: 1 });
    await session.customRequest('next', { threadId: 3 });
    assert.equal(play.run.run?.at, 2);
    await session.customRequest('reverseContinue', { threadId: 1 });
    assert.equal(play.run.run?.at, 0);
    const { result } = await session.customRequest('evaluate', {
      expression: 'page1.mapping',
      context: 'hover',
    });
    assert.equal(result, 'mapping1');
  });

  test('the text of a path can be read, and says so when its run is gone', async () => {
    const at = (rest: string) =>
      vscode.workspace.openTextDocument(vscode.Uri.parse(`mapshift-path:/${rest}`));
    const known = await at('lookup-truncate/field/helper/-/reader.mapshift-path');
    assert.equal(known.languageId, 'mapshift-path');
    assert.match(known.getText(), /trylock_page/);
    const gone = await at('code.nothing.0000000/field/alone/-/nothing.mapshift-path');
    assert.match(gone.getText(), /no longer played/);
  });

  test('breakpoints of the editor stop a session', async () => {
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.parse('mapshift-path:/lookup-truncate/field/helper/-/truncate.mapshift-path'),
    );
    const line = document
      .getText()
      .split('\n')
      .findIndex((text) => text.includes('trylock_page'));
    assert.ok(line > 0);
    const breakpoint = new vscode.SourceBreakpoint(
      new vscode.Location(document.uri, new vscode.Position(line, 0)),
    );
    vscode.debug.addBreakpoints([breakpoint]);
    try {
      const session = await debug({ scenario: 'lookup-truncate', scheme: 'field', variant: 'helper' });
      await until('the line', async () => {
        await session.customRequest('continue', { threadId: 3 });
        await new Promise((resolve) => setTimeout(resolve, 100));
        const { stackFrames } = await session.customRequest('stackTrace', { threadId: 3 });
        return stackFrames[0].line === line + 1 ? true : undefined;
      });
    } finally {
      vscode.debug.removeBreakpoints([breakpoint]);
    }
  });

  test('the place can be played from an entry point that leads to it', async () => {
    const document = await open('mm/truncate.c');
    const line = document
      .getText()
      .split('\n')
      .findIndex((text) => text.includes('truncate_cleanup_folio('));
    const { play } = await api();
    const asked = vscode.commands.executeCommand('mapshift.playFrom', document.uri, {
      line,
      character: document.lineAt(line).text.indexOf('truncate_cleanup_folio'),
    });
    await until('the play of an entry', async () => {
      // the first chain of the list
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      const { run } = play.run;
      return run && 'program' in run.play ? true : undefined;
    });
    await asked;
    const what = play.run.run?.play;
    assert.ok(what && 'program' in what);
    assert.notEqual(what.program.entry, 'truncate_cleanup_folio');
    assert.ok(what.program.instructions.some(({ via }) => via.includes('truncate_cleanup_folio')));
  });

  test('closing the panel takes the marks away', async () => {
    await playFunction('mm/truncate.c', 'truncate_inode_folio');
    const { play } = await api();
    await until('marks', () => (play.markers.shown.length > 0 ? true : undefined));
    play.panel?.panel.dispose();
    await until('no marks', () => (play.markers.shown.length === 0 ? true : undefined));
  });

  test('the manifest offers configurations for the debugger', () => {
    const manifest = vscode.extensions.getExtension('mapshift.mapshift')?.packageJSON as Manifest;
    const [ours] = manifest.contributes.debuggers;
    assert.equal(ours?.type, 'mapshift');
    assert.equal(ours?.configurationSnippets.length, 3);
  });
});
