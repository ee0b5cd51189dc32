import * as vscode from 'vscode';
import type { TreeNode } from '../../server/lsp/protocol.ts';
import type { Stage } from '../words.ts';

const STAGE_ICONS: Readonly<Record<Stage, readonly [icon: string, color?: string]>> = {
  raw: ['circle-outline', 'charts.orange'],
  helper: ['circle-small-filled', 'charts.yellow'],
  parameter: ['circle-small-filled', 'charts.blue'],
  passed: ['circle-filled', 'charts.blue'],
  checked: ['eye', 'charts.purple'],
  converted: ['pass-filled', 'charts.green'],
  owner: ['key'],
  'no-source': ['circle-slash'],
};

function iconOf(node: TreeNode): vscode.ThemeIcon {
  switch (node.kind) {
    case 'directory':
      return vscode.ThemeIcon.Folder;
    case 'file':
      return vscode.ThemeIcon.File;
    case 'function':
      return new vscode.ThemeIcon('symbol-method', new vscode.ThemeColor('symbolIcon.functionForeground'));
    case 'use': {
      const [icon, color] = STAGE_ICONS[node.stage ?? 'raw'];
      return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    }
  }
}

/** How a node of the server's tree looks and what a click on it does. */
export function toTreeItem(node: TreeNode): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.label, node.expandable ? Collapsed : None);
  // the id is what lets the view keep nodes open across a refresh
  item.id = node.id;
  item.description = node.description;
  item.tooltip = new vscode.MarkdownString(node.tooltip);
  item.contextValue = node.kind;
  item.iconPath = iconOf(node);
  item.accessibilityInformation = { label: `${node.label}, ${node.description}` };
  if (node.target === undefined) return item;
  const uri = vscode.Uri.parse(node.target.uri);
  if (node.kind === 'file') item.resourceUri = uri;
  // a file's row only opens and closes: a click that also opened its text would be in the way
  if (node.kind === 'use' || node.kind === 'function') {
    const at = new vscode.Position(node.target.line, node.target.character);
    const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(at, at) };
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri, options] };
  }
  return item;
}
