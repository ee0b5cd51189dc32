// The commands that start a play.
import * as vscode from 'vscode';
import { scenarios } from '../../sim-core/scenarios/index.ts';
import { workloads } from '../../sim-core/workload/index.ts';
import type { Feature, Services } from '../feature.ts';
import { pickChain, startOf } from './entryPoints.ts';
import { chooseTrace } from './errands.ts';
import { firstRun } from './slicing.ts';
import { findFile } from './treeFiles.ts';

export const playCommands: Feature = {
  activate(services: Services): vscode.Disposable {
    const { play } = services;
    return vscode.Disposable.from(
      vscode.commands.registerCommand('mapshift.play', (target?: unknown, position?: unknown) =>
        playHere(services, target, position),
      ),
      vscode.commands.registerCommand('mapshift.playFrom', (target?: unknown, position?: unknown) =>
        playFromEntry(services, target, position),
      ),
      vscode.commands.registerCommand('mapshift.playScenario', async (id?: unknown) => {
        const scenario = typeof id === 'string' ? id : await pickScenario();
        if (scenario !== undefined) play.open({ play: { scenario } });
      }),
      vscode.commands.registerCommand('mapshift.tour', () => play.open({ tour: '' })),
      vscode.commands.registerCommand('mapshift.curves', async () => {
        const picked = await vscode.window.showQuickPick(
          workloads.map(({ id, title }) => ({ label: title, description: id, id })),
          { title: vscode.l10n.t('Workload curves'), matchOnDescription: true },
        );
        if (picked) play.open({ workload: picked.id });
      }),
      vscode.commands.registerCommand('mapshift.openTrace', () => openTrace(services)),
    );
  },
};

async function pickScenario(first: readonly string[] = []): Promise<string | undefined> {
  const rank = (id: string): number => (first.includes(id) ? first.indexOf(id) : first.length);
  const sorted = scenarios.toSorted((a, b) => rank(a.id) - rank(b.id));
  const items = sorted.map(({ id, title, raisedBy }) => ({
    label: title,
    description: id,
    detail: raisedBy,
    id,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Play a scenario'),
    placeHolder: vscode.l10n.t('A point of the article, as code paths against each other'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.id;
}

async function openTrace({ play }: Services): Promise<void> {
  const file = { label: vscode.l10n.t('Open a file…') };
  const paste = { label: vscode.l10n.t('Paste a trace…'), description: 'ms1~…' };
  const picked = await vscode.window.showQuickPick([file, paste], { title: vscode.l10n.t('Open a trace') });
  if (!picked) return;
  const text =
    picked === file
      ? await chooseTrace()
      : await vscode.window.showInputBox({
          title: vscode.l10n.t('Paste a trace'),
          placeHolder: 'ms1~lookup-truncate~…',
        });
  if (text?.trim()) play.openTrace(text);
}

interface Spot {
  readonly uri: vscode.Uri;
  readonly position: vscode.Position;
}

/** From the arguments of a lens (URI and position as the protocol writes them), a menu (a URI), or the cursor. */
export function spotOf(target: unknown, position: unknown): Spot | undefined {
  const editor = vscode.window.activeTextEditor;
  const uri =
    typeof target === 'string'
      ? vscode.Uri.parse(target)
      : target instanceof vscode.Uri
        ? target
        : editor?.document.uri;
  if (!uri) return undefined;
  if (isPosition(position)) return { uri, position: new vscode.Position(position.line, position.character) };
  return editor?.document.uri.toString() === uri.toString()
    ? { uri, position: editor.selection.active }
    : undefined;
}

function isPosition(value: unknown): value is { readonly line: number; readonly character: number } {
  if (typeof value !== 'object' || value === null) return false;
  const { line, character } = value as Record<string, unknown>;
  return isIndex(line) && isIndex(character);
}

function isIndex(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

async function playHere(services: Services, target: unknown, position: unknown): Promise<void> {
  const { server, play, log } = services;
  const spot = spotOf(target, position);
  const scenarioInstead = async (why: string, first: readonly string[] = []): Promise<void> => {
    const other = vscode.l10n.t('Play a Scenario');
    if ((await vscode.window.showInformationMessage(why, other)) !== other) return;
    const scenario = await pickScenario(first);
    if (scenario !== undefined) play.open({ play: { scenario } });
  };
  if (spot?.uri.scheme !== 'file') {
    await scenarioInstead(
      vscode.l10n.t('Put the cursor on a use of the field, or on a function, in a C file.'),
    );
    return;
  }
  try {
    const answer = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Reading the code path') },
      (_, token) => server.slice(spot.uri, spot.position, token),
    );
    if (answer && answer.program.instructions.length > 0) {
      const { play: what, setting } = firstRun(answer.program);
      play.open({ play: what, setting });
    } else {
      const nothing = answer
        ? vscode.l10n.t('{0} does nothing to a page that the model knows.', answer.program.entry)
        : vscode.l10n.t('There is no function here that can be played.');
      await scenarioInstead(nothing, answer?.scenarios);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.error(`the code path could not be read: ${why}`);
    await scenarioInstead(vscode.l10n.t('The code path could not be read: {0}', why));
  }
}

/** Plays what leads to the place: from an entry point, or as far up as a slice reaches down again. */
async function playFromEntry(services: Services, target: unknown, position: unknown): Promise<void> {
  const { server, log } = services;
  const spot = spotOf(target, position);
  if (spot?.uri.scheme !== 'file') {
    await playHere(services, target, position);
    return;
  }
  try {
    const found = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Looking for entry points'),
        cancellable: true,
      },
      (_, token) => server.chains(spot.uri, spot.position, token),
    );
    const chain = found && found.chains.length > 0 ? await pickChain(found) : undefined;
    if (found?.chains.length === 0 || !found)
      void vscode.window.showInformationMessage(vscode.l10n.t('No entry point leads here.'));
    const start = chain && startOf(chain);
    const file = start && findFile(start.file);
    if (start && file !== undefined)
      await playHere(services, vscode.Uri.file(file), { line: start.line - 1, character: 0 });
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    const why = error instanceof Error ? error.message : String(error);
    log.error(`entry points could not be found: ${why}`);
    void vscode.window.showErrorMessage(vscode.l10n.t('Entry points could not be found: {0}', why));
  }
}
