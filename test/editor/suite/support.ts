import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { MapshiftApi } from '../../../client/extension.ts';
import type { IndexStatus, TreeNode } from '../../../server/lsp/protocol.ts';
import { annotationsOf, type ExpectedLine, sourcesOf } from '../../support/annotations.ts';

const STEP = 50;

/**
 * Asks again until an answer comes; the time limit is generous because two cores run everything.
 * @throws Error that names what was waited for
 */
export async function until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP));
  }
}

/** The extension's own view of itself, activated. */
export async function api(): Promise<MapshiftApi> {
  const extension = vscode.extensions.getExtension<MapshiftApi>('mapshift.mapshift');
  if (extension === undefined) throw new Error('the extension is not there');
  return extension.activate();
}

/** The headline of the index once it is complete. */
export async function ready(): Promise<IndexStatus> {
  const { status } = await api();
  return until('a complete index', () => (status.index?.state === 'ready' ? status.index : undefined));
}

export function treeRoot(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('no folder is open');
  return folder.uri.fsPath;
}

/** Everything that the open tree's annotations promise. */
export function promised(): ExpectedLine[] {
  return sourcesOf(treeRoot()).flatMap(promisedIn);
}

export function promisedIn(file: string): ExpectedLine[] {
  return annotationsOf(file, readFileSync(join(treeRoot(), file), 'utf8'));
}

export async function open(file: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(join(treeRoot(), file)));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Start of the nth occurrence of a text; n counts from 0. */
export function find(document: vscode.TextDocument, text: string, n = 0): vscode.Position {
  let offset = -1;
  for (let i = 0; i <= n; i++) {
    offset = document.getText().indexOf(text, offset + 1);
    if (offset < 0) throw new Error(`${document.fileName} has no occurrence ${i} of ${text}`);
  }
  return document.positionAt(offset);
}

/** Start of the field's name in the nth promised use of a file. */
export function fieldAt(document: vscode.TextDocument, expected: ExpectedLine): vscode.Position {
  const line = document.lineAt(expected.line - 1);
  const found = /(?:->|\.)\s*mapping\b/.exec(line.text);
  if (found === null) throw new Error(`${expected.file}:${expected.line} names no field`);
  return new vscode.Position(line.lineNumber, found.index + found[0].length - 'mapping'.length);
}

export function diagnosticsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'mapshift');
}

/** The diagnostics of a file, once there are some. */
export async function diagnosed(document: vscode.TextDocument): Promise<vscode.Diagnostic[]> {
  return until(`diagnostics of ${document.fileName}`, () => {
    const found = diagnosticsOf(document);
    return found.length > 0 ? found : undefined;
  });
}

/** All nodes of the conversion tree of a kind, found by opening everything. */
export async function nodesOf(kind: TreeNode['kind']): Promise<TreeNode[]> {
  const { tree } = await api();
  const below = async (node?: TreeNode): Promise<TreeNode[]> => {
    const children = await tree.getChildren(node);
    const deeper = await Promise.all(children.map((child) => (child.expandable ? below(child) : [])));
    return [...children, ...deeper.flat()];
  };
  return (await below()).filter((node) => node.kind === kind);
}

export async function configure(key: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('mapshift')
    .update(key, value, vscode.ConfigurationTarget.Workspace);
}

export function markdownOf(hovers: readonly vscode.Hover[]): string {
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}
