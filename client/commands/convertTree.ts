import * as vscode from 'vscode';
import type { Feature, Services } from '../feature.ts';
import type { Converted } from '../server.ts';
import { count } from '../words.ts';
import { changesOf, LeftDocuments } from './conversionPreview.ts';

/** *Convert Tree…*: one stage of the plan over a folder, seen before it is applied. Nothing of the tree is run. */
export const convertTree: Feature = {
  activate(services: Services): vscode.Disposable {
    const left = new LeftDocuments();
    const convert = async (stage?: unknown): Promise<void> => {
      try {
        await run(services, left, typeof stage === 'string' ? stage : undefined);
      } catch (error) {
        if (error instanceof vscode.CancellationError) return;
        const why = error instanceof Error ? error.message : String(error);
        services.log.error(`the tree could not be converted: ${why}`);
        void vscode.window.showErrorMessage(vscode.l10n.t('The tree could not be converted: {0}', why));
      }
    };
    return vscode.Disposable.from(left, vscode.commands.registerCommand('mapshift.convertTree', convert));
  },
};

async function run({ server }: Services, left: LeftDocuments, wanted: string | undefined): Promise<void> {
  const folder = await pickFolder();
  if (!folder) return;
  const stage = wanted === undefined ? await pickStage(server, folder) : { stage: wanted, doubtful: false };
  if (!stage) return;
  const made = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Converting: {0}', stage.stage),
      cancellable: true,
    },
    (progress, token) =>
      server.convert({ ...stage, folder: folder.uri.toString() }, token, (message) =>
        progress.report({ message }),
      ),
  );
  await offer(made, left);
}

async function pickFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) return vscode.window.showWorkspaceFolderPick();
  if (folders.length === 0)
    void vscode.window.showInformationMessage(vscode.l10n.t('Open the folder of a kernel tree first.'));
  return folders[0];
}

interface Choice {
  readonly stage: string;
  readonly doubtful: boolean;
}

async function pickStage(
  server: Services['server'],
  folder: vscode.WorkspaceFolder,
): Promise<Choice | undefined> {
  const { stages, at } = await server.conversionState({ folder: folder.uri.toString() });
  const meanings = stageMeanings();
  const done = at === null ? -1 : stages.indexOf(at);
  const items = stages.map((stage, index) => ({
    label: stage,
    description: index <= done ? vscode.l10n.t('done') : index === done + 1 ? vscode.l10n.t('next') : '',
    detail: meanings[stage] ?? '',
    picked: index === done + 1,
  }));
  const asking = {
    iconPath: new vscode.ThemeIcon('question'),
    tooltip: vscode.l10n.t('Also what is only likely'),
  };
  const pick = vscode.window.createQuickPick<(typeof items)[number]>();
  try {
    pick.title = vscode.l10n.t('Convert the tree: which stage?');
    pick.placeholder = vscode.l10n.t(
      'What is proved is shown before it is applied; what is left is told with its reason',
    );
    pick.items = items;
    pick.activeItems = items.filter(({ picked }) => picked);
    pick.buttons = [asking];
    let doubtful = false;
    return await new Promise<Choice | undefined>((resolve) => {
      pick.onDidTriggerButton(() => {
        doubtful = !doubtful;
        pick.title = doubtful
          ? vscode.l10n.t('Convert the tree, and ask about what is only likely: which stage?')
          : vscode.l10n.t('Convert the tree: which stage?');
      });
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        resolve(item && { stage: item.label, doubtful });
      });
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

/** What the stages do, by their names. */
function stageMeanings(): Readonly<Record<string, string>> {
  const l10n = vscode.l10n;
  return {
    helper: l10n.t('Every read goes through a helper that is given a placeholder; the header is added'),
    parameter: l10n.t(
      'Functions gain the parameter, in front of the page or folio; callers pass the placeholder',
    ),
    pass: l10n.t('Placeholders become the value, where that is proved'),
    check: l10n.t('The helpers compare what they are given with the field, and count'),
    final: l10n.t('The helpers give back what they are given; calls that only did that go'),
  };
}

/** Says what the stage makes, and applies it when told to; looking at it first does not end the question. */
async function offer(made: Converted, left: LeftDocuments): Promise<void> {
  const l10n = vscode.l10n;
  const apply = l10n.t('Apply…');
  const show = l10n.t('Show Changes');
  const report = l10n.t('What Is Left');
  const stays =
    made.left.length === 1
      ? l10n.t('1 place stays as it is')
      : l10n.t('{0} places stay as they are', count(made.left.length));
  for (;;) {
    const headline = made.edit
      ? l10n.t('{0}: {1} edits in {2} files; {3}.', made.stage, count(made.edits), count(made.files), stays)
      : l10n.t('{0}: nothing is left to do; {1}.', made.stage, stays);
    const actions = [...(made.edit ? [apply, show] : []), ...(made.left.length > 0 ? [report] : [])];
    const chosen = await vscode.window.showInformationMessage(headline, ...actions);
    if (chosen === report) await left.show(made);
    else if (chosen === show && made.edit) await showChanges(made, left);
    else if (chosen === apply && made.edit) {
      await applied(made);
      return;
    } else return;
  }
}

async function showChanges(made: Converted, documents: LeftDocuments): Promise<void> {
  const changes = await changesOf(made, documents);
  await vscode.commands.executeCommand('vscode.changes', `Mapshift: ${made.stage}`, changes);
}

/** The editor shows it once more, group by group, and has each group ticked or not. */
async function applied({ edit, isCurrent, stage }: Converted): Promise<void> {
  if (!edit) return;
  if (!isCurrent()) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('A file has changed since: run the stage {0} again.', stage),
    );
    return;
  }
  await vscode.workspace.applyEdit(edit, { isRefactoring: true });
}
