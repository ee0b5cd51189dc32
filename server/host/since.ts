import { join } from 'node:path';
import type { Use } from '../conversion/model.ts';
import { newRawUses, type Revised, type Version } from '../index/since.ts';
import { GitRevision } from './gitRevision.ts';
import { decode, Reader } from './read.ts';
import type { Workspace } from './workspace.ts';

/**
 * Reads of the field that the files of an indexed tree have and had not at a revision. The old texts
 * are judged with the declarations of today. Throws GitError.
 */
export async function usesSince(workspace: Workspace, revision: string): Promise<Use[]> {
  const git = await GitRevision.of(workspace.root, revision);
  const reader = new Reader();
  const files: Revised[] = [];
  for (const { before, after } of await git.changed()) {
    const text = after === null ? null : decode(reader.read(join(workspace.root, after)).bytes);
    const old = before === null ? null : decode(await git.bytes(before));
    files.push({
      before: before === null || old === null ? null : judged(workspace, before, old),
      after: after === null || text === null ? null : judged(workspace, after, text),
    });
  }
  return newRawUses(files);
}

/** As if the file were open with this text. */
function judged(workspace: Workspace, file: string, text: string): Version {
  try {
    return { report: workspace.openDocument(file, text), text };
  } finally {
    workspace.closeDocument(file);
  }
}
