import * as vscode from 'vscode';
import type { TreeFilter } from '../../server/lsp/protocol.ts';
import type { Feature, Services } from '../feature.ts';
import { count, type Role, roleMeanings, type Stage, stageMeanings } from '../words.ts';

interface Choice extends vscode.QuickPickItem {
  readonly stage?: Stage;
  readonly role?: Role;
}

function keysOf<K extends string>(meanings: Readonly<Record<K, string>>): K[] {
  return Object.keys(meanings) as K[];
}

function choices(current: TreeFilter, byStage: Readonly<Record<string, number>>): Choice[] {
  const separator = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const stages = stageMeanings();
  const roles = roleMeanings();
  return [
    separator(vscode.l10n.t('Stage')),
    ...keysOf(stages).map((stage) => ({
      label: stage,
      description: count(byStage[stage] ?? 0),
      detail: stages[stage],
      picked: current.stages?.includes(stage) ?? false,
      stage,
    })),
    separator(vscode.l10n.t('Role')),
    ...keysOf(roles).map((role) => ({
      label: role,
      detail: roles[role],
      picked: current.roles?.includes(role) ?? false,
      role,
    })),
  ];
}

/** The filter that the picked rows stand for; nothing picked keeps everything. */
export function filterOf(picked: readonly Choice[]): TreeFilter {
  const stages = picked.flatMap(({ stage }) => (stage === undefined ? [] : [stage]));
  const roles = picked.flatMap(({ role }) => (role === undefined ? [] : [role]));
  return { ...(stages.length > 0 ? { stages } : {}), ...(roles.length > 0 ? { roles } : {}) };
}

/** Narrows the tree to some stages and roles. */
export const filterPick: Feature = {
  activate({ tree, status }: Services): vscode.Disposable {
    const pick = async (): Promise<void> => {
      const picked = await vscode.window.showQuickPick(choices(tree.filter, status.index?.byStage ?? {}), {
        canPickMany: true,
        matchOnDetail: true,
        title: vscode.l10n.t('Mapping conversion: show only'),
        placeHolder: vscode.l10n.t('Stages and roles to keep; none keeps all'),
      });
      if (picked !== undefined) await tree.setFilter(filterOf(picked));
    };
    return vscode.Disposable.from(
      vscode.commands.registerCommand('mapshift.filterTree', pick),
      vscode.commands.registerCommand('mapshift.clearFilter', () => tree.setFilter({})),
    );
  },
};
