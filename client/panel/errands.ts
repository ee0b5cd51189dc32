// What the page asks of the editor: open a line, copy, save, choose a trace, explore, debug.
import * as vscode from 'vscode';
import type { Outcome } from '../shared/panel/exploration.ts';
import { LONGEST_TEXT, type Target } from '../shared/panel/protocol.ts';
import type { RunState } from '../shared/panel/run.ts';
import type { Explorations } from './explorations.ts';
import type { Errand, PanelNeeds } from './playPanel.ts';
import { findFile, uriOf } from './treeFiles.ts';

/** An exploration that takes longer than this, in milliseconds, is shown outside the panel too. */
const LONG = 4000;

export interface ErrandNeeds {
  readonly log: vscode.LogOutputChannel;
  readonly explorations: Explorations;
  readonly column: () => vscode.ViewColumn;
  /** Finds a function of the tree by name. */
  readonly locate: (name: string) => Promise<vscode.Location | undefined>;
  readonly debug: (run: RunState) => void;
}

export function errands(needs: ErrandNeeds): PanelNeeds['errand'] {
  return (errand, answer) => {
    const work = run(errand, answer);
    work?.catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      needs.log.error(`The panel: ${errand.type}: ${text}`);
      void vscode.window.showErrorMessage(text);
    });
  };

  function run(errand: Errand, answer: Parameters<PanelNeeds['errand']>[1]): Promise<void> | undefined {
    switch (errand.type) {
      case 'reveal':
        return reveal(errand.target, needs);
      case 'copy':
        return copy(errand.text);
      case 'save':
        return save(errand);
      case 'openTrace':
        return chooseTrace().then((text) => {
          if (text !== undefined) answer({ type: 'trace', text });
        });
      case 'explore':
        explore(errand, needs.explorations, (outcome) =>
          answer({ type: 'report', job: errand.job, outcome }),
        );
        return undefined;
      case 'cancel':
        needs.explorations.cancel(errand.job);
        return undefined;
      case 'debug':
        needs.debug(errand.run);
        return undefined;
      case 'fault':
        needs.log.error(`The panel: ${errand.text}`);
        return undefined;
    }
  }
}

async function reveal(target: Target, { column, locate }: ErrandNeeds): Promise<void> {
  const found = 'name' in target ? await locate(target.name) : spotOf(target.file, target.line);
  if (!found) {
    const what = 'name' in target ? target.name : target.file;
    vscode.window.setStatusBarMessage(vscode.l10n.t('{0} is not in the open folder', what), 5000);
    return;
  }
  await vscode.window.showTextDocument(found.uri, {
    viewColumn: column(),
    selection: found.range,
    preview: true,
  });
}

function spotOf(file: string, line: number): vscode.Location | undefined {
  const path = findFile(file);
  return path === undefined
    ? undefined
    : new vscode.Location(uriOf(path), new vscode.Range(line - 1, 0, line - 1, 0));
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied'), 3000);
}

async function save({ name, content }: Extract<Errand, { type: 'save' }>): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const ending = /\.(\w+)$/.exec(name)?.[1];
  const uri = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    ...(ending ? { filters: { [ending.toUpperCase()]: [ending] } } : {}),
  });
  if (!uri) return;
  const bytes = 'text' in content ? Buffer.from(content.text) : Buffer.from(content.base64, 'base64');
  await vscode.workspace.fs.writeFile(uri, bytes);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Saved as {0}', uri.fsPath), 5000);
}

/** Text of a file that the user chooses, or nothing. Whether it is a trace is for the page to say. */
export async function chooseTrace(): Promise<string | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Open a trace'),
      filters: {
        [vscode.l10n.t('Traces')]: ['json', 'txt', 'trace'],
        [vscode.l10n.t('All files')]: ['*'],
      },
    })) ?? [];
  if (!uri) return undefined;
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > LONGEST_TEXT) throw new Error(vscode.l10n.t('This file is too large for a trace.'));
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
}

/** Reports to the page, and beside the panel when it takes long: the panel may be hidden meanwhile. */
function explore(
  { job, question }: Extract<Errand, { type: 'explore' }>,
  explorations: Explorations,
  report: (outcome: Outcome) => void,
): void {
  let tell: ((outcome: Outcome) => void) | undefined;
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Mapshift explores'),
        cancellable: true,
      },
      (progress, token) =>
        new Promise<void>((resolve) => {
          tell = (outcome) => {
            if (outcome.kind !== 'progress') resolve();
            else
              progress.report({
                message: vscode.l10n.t('{0} states', outcome.progress.states.toLocaleString()),
              });
          };
          token.onCancellationRequested(() => {
            explorations.cancel(job);
            report({ kind: 'failed', why: vscode.l10n.t('cancelled') });
            resolve();
          });
        }),
    );
  }, LONG);
  explorations.start(job, question, (outcome) => {
    if (outcome.kind !== 'progress') clearTimeout(timer);
    tell?.(outcome);
    report(outcome);
  });
}
