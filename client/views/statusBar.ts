import * as vscode from 'vscode';
import type { IndexStatus } from '../../server/lsp/protocol.ts';
import type { Feature, Services } from '../feature.ts';
import type { Picture } from '../status.ts';
import { count, facts, headline, percent, stageMeanings } from '../words.ts';

const LINKS = ['mapshift.reindex', 'mapshift.filterTree', 'mapshift.showOutput'] as const;

function stageTable(status: IndexStatus): string {
  const rows = Object.entries(stageMeanings())
    .map(([stage, meaning]) => ({ stage, meaning, places: status.byStage[stage] ?? 0 }))
    .filter(({ places }) => places > 0)
    .map(({ stage, meaning, places }) => `| ${stage} | ${count(places)} | &nbsp; ${meaning} |`);
  if (rows.length === 0) return '';
  const head = [vscode.l10n.t('Stage'), vscode.l10n.t('Places'), vscode.l10n.t('Meaning')];
  return [`| ${head.join(' | ')} |`, '|---|---:|---|', ...rows].join('\n');
}

/** What the item says when the pointer rests on it. */
function tooltipOf(status: IndexStatus): vscode.MarkdownString {
  const l10n = vscode.l10n;
  const links = [
    `[${l10n.t('Index again')}](command:${LINKS[0]})`,
    `[${l10n.t('Filter')}](command:${LINKS[1]})`,
    `[${l10n.t('Output')}](command:${LINKS[2]})`,
  ];
  const parts = [
    `**${headline(status)}**`,
    facts(status).join('  \n'),
    stageTable(status),
    links.join(' · '),
  ];
  const tooltip = new vscode.MarkdownString(parts.filter((part) => part !== '').join('\n\n'));
  tooltip.isTrusted = { enabledCommands: [...LINKS] };
  return tooltip;
}

interface Face {
  readonly text: string;
  readonly tooltip: string | vscode.MarkdownString;
  readonly background?: string;
}

export function faceOf(picture: Picture): Face {
  const l10n = vscode.l10n;
  if (picture === 'starting') {
    return { text: '$(sync~spin) Mapshift', tooltip: l10n.t('The language server is starting') };
  }
  if (picture === 'down') {
    return {
      text: '$(circle-slash) Mapshift',
      tooltip: l10n.t('The language server is not running'),
      background: 'statusBarItem.warningBackground',
    };
  }
  switch (picture.state) {
    case 'indexing':
      return {
        text: `$(sync~spin) Mapshift ${l10n.t('{0} files', count(picture.scanned))}`,
        tooltip: tooltipOf(picture),
      };
    case 'failed':
      return {
        text: '$(error) Mapshift',
        tooltip: picture.message ?? l10n.t('The workspace could not be indexed'),
        background: 'statusBarItem.errorBackground',
      };
    case 'cancelled':
      return {
        text: `$(debug-pause) Mapshift ${l10n.t('{0} uses so far', count(picture.uses))}`,
        tooltip: tooltipOf(picture),
      };
    case 'ready':
      return {
        text:
          picture.convertible === 0
            ? `$(arrow-swap) ${l10n.t('{0} uses', count(picture.uses))}`
            : `$(arrow-swap) ${percent(picture.shareConverted)} · ${l10n.t('{0} uses', count(picture.uses))}`,
        tooltip: tooltipOf(picture),
      };
  }
}

/** Share converted and counts at the window's foot; a click brings up the tree. */
export const statusBar: Feature = {
  activate({ status }: Services): vscode.Disposable {
    const item = vscode.window.createStatusBarItem('mapshift.status', vscode.StatusBarAlignment.Left, 10);
    item.name = vscode.l10n.t('Mapshift: conversion status');
    item.command = 'mapshift.focusTree';
    const show = (picture: Picture): void => {
      const face = faceOf(picture);
      item.text = face.text;
      item.tooltip = face.tooltip;
      item.backgroundColor =
        face.background === undefined ? undefined : new vscode.ThemeColor(face.background);
      const spoken = typeof picture === 'string' ? String(face.tooltip) : headline(picture);
      item.accessibilityInformation = { label: `Mapshift: ${spoken}`, role: 'button' };
    };
    show(status.current);
    item.show();
    return vscode.Disposable.from(item, status.onChange(show));
  },
};
