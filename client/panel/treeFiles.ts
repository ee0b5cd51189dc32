// From a file named relative to its tree to a file of the workspace, and back.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** Absolute path of a file of an open folder; undefined when no folder has it. Names that leave the folder have none. */
export function findFile(file: string): string | undefined {
  if (/^[/\\]|^[A-Za-z]:|[\0\\]/.test(file) || file.split('/').includes('..')) return undefined;
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    if (uri.scheme !== 'file') continue;
    const path = join(uri.fsPath, file);
    if (existsSync(path)) return path;
  }
  return undefined;
}

/** The document that a place of a run names: an absolute path or a URI. */
export function uriOf(source: string): vscode.Uri {
  return /^[a-z][\w+.-]+:\//i.test(source) && !/^[A-Za-z]:[\\/]/.test(source)
    ? vscode.Uri.parse(source)
    : vscode.Uri.file(source);
}
