import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Revised, Version } from '../convert/verify/index.ts';
import type { GitRevision } from './gitRevision.ts';
import { decode } from './read.ts';
import { isSource, TreeError, treeRoot, walk } from './walk.ts';
import type { Workspace } from './workspace.ts';

/**
 * The files of an indexed tree that differ from a git revision, as they were and as they are. The old texts are
 * judged with the declarations of today. Throws GitError.
 */
export async function revisedSince(workspace: Workspace, git: GitRevision): Promise<Revised[]> {
  const files: Revised[] = [];
  for (const { before, after } of await git.changed())
    files.push({
      before: before === null ? null : judged(workspace, before, decode(await git.bytes(before))),
      after: after === null ? null : current(workspace, after),
    });
  return files;
}

/** The same against a copy of the tree as it was. A file of the same size and time is the same. Throws TreeError. */
export function revisedFrom(workspace: Workspace, folder: string): Revised[] {
  const root = treeRoot(folder);
  if (root === workspace.root) throw new TreeError(`${folder}: this is the tree itself`);
  const now = new Set(workspace.files);
  const files: Revised[] = [];
  for (const file of [...walk(root, [], () => undefined)].flat()) {
    const had = now.delete(file);
    const old = had && same(join(root, file), join(workspace.root, file)) ? null : textOf(join(root, file));
    if (old === null || (had && textOf(join(workspace.root, file)) === old)) continue;
    files.push({ before: judged(workspace, file, old), after: had ? current(workspace, file) : null });
  }
  for (const file of now) if (isSource(file)) files.push({ before: null, after: current(workspace, file) });
  return files;
}

function same(a: string, b: string): boolean {
  const [was, is] = [statSync(a), statSync(b)];
  return was.size === is.size && was.mtimeMs === is.mtimeMs;
}

/** As if the file were open with this text. */
function judged(workspace: Workspace, file: string, text: string): Version {
  try {
    return { report: workspace.openDocument(file, text), text };
  } finally {
    workspace.closeDocument(file);
  }
}

function current(workspace: Workspace, file: string): Version | null {
  const text = textOf(join(workspace.root, file));
  if (text === null) return null;
  const report = workspace.fileReport(file);
  return report ? { text, report } : judged(workspace, file, text);
}

function textOf(path: string): string | null {
  try {
    return decode(readFileSync(path));
  } catch {
    return null;
  }
}
