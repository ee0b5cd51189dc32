import * as vscode from 'vscode';
import type { IndexStatus, TreeNode } from '../../server/lsp/protocol.ts';
import type { Feature, Services } from '../feature.ts';
import { count, facts, headline, percent, stageMeanings } from '../words.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The conversion's status as Markdown: for a mail, a commit message or a tracker. */
export function statusMarkdown(status: IndexStatus, folders: readonly TreeNode[]): string {
  const l10n = vscode.l10n;
  const stages = Object.entries(stageMeanings())
    .filter(([stage]) => (status.byStage[stage] ?? 0) > 0)
    .map(([stage, meaning]) => `| ${stage} | ${count(status.byStage[stage] ?? 0)} | ${cell(meaning)} |`);
  const rows = folders.map(
    ({ label, total, shareConverted }) => `| ${cell(label)} | ${count(total)} | ${percent(shareConverted)} |`,
  );
  const lines = [
    `## ${l10n.t('Mapping conversion')}: ${headline(status)}`,
    '',
    ...facts(status),
    ...(status.state === 'ready'
      ? []
      : ['', l10n.t('The index is not complete: these numbers are partial.')]),
    '',
    `| ${l10n.t('Stage')} | ${l10n.t('Places')} | ${l10n.t('Meaning')} |`,
    '|---|---:|---|',
    ...stages,
    '',
    `| ${l10n.t('Directory')} | ${l10n.t('Places')} | ${l10n.t('Converted')} |`,
    '|---|---:|---:|',
    ...rows,
    '',
  ];
  return lines.join('\n');
}

/** Puts the status onto the clipboard. */
export const copyStatus: Feature = {
  activate({ server, status }: Services): vscode.Disposable {
    return vscode.commands.registerCommand('mapshift.copyStatus', async () => {
      const index = status.index;
      if (index === undefined) {
        vscode.window.showWarningMessage(
          vscode.l10n.t('Mapshift has no status yet: the index is not there.'),
        );
        return;
      }
      await vscode.env.clipboard.writeText(statusMarkdown(index, await server.treeChildren({})));
      vscode.window.setStatusBarMessage(vscode.l10n.t('Conversion status copied as Markdown'), 4000);
    });
  },
};
