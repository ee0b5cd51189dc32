// What the commands of a conversion share: a tree opened for plans, and a cancel that leaves it as it was.
import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { StageError } from '../convert/stages/stage.ts';
import type { ConversionTree } from '../convert/tree.ts';
import { createConversionTree } from '../host/conversionTree.ts';
import { GitError } from '../host/gitRevision.ts';
import { Cancelled } from '../host/slice.ts';
import { WriteError } from '../host/treeWriter.ts';
import { Workspace } from '../host/workspace.ts';
import { type Io, UsageError } from './io.ts';
import type { TreeRequest } from './tree.ts';

export interface Opened {
  readonly workspace: Workspace;
  readonly tree: ConversionTree;
}

/** What a shell says of a program that was interrupted. */
const INTERRUPTED = 130;

/**
 * Runs `work` over a whole tree. Ctrl-C ends it between two steps, with `cancelled` on stderr; while files are
 * written it waits until all are. What the user can mend becomes a UsageError.
 */
export async function withConversion(
  request: TreeRequest,
  io: Io,
  jobs: number | undefined,
  work: (opened: Opened) => Promise<number>,
): Promise<number> {
  const abort = new AbortController();
  const cancel = (): void => abort.abort();
  process.once('SIGINT', cancel);
  let workspace: Workspace | null = null;
  try {
    workspace = await opened(request, io, jobs, abort.signal);
    const tree = await createConversionTree(workspace, {
      signal: abort.signal,
      yieldOften: true,
      onProgress: (read, total) => io.progress(`words of ${read} of ${total} files`),
    });
    return await work({ workspace, tree });
  } catch (error) {
    if (error instanceof Cancelled) {
      io.progress('');
      io.err('mapshift: cancelled: the tree is as it was');
      return INTERRUPTED;
    }
    if (error instanceof StageError || error instanceof WriteError || error instanceof GitError)
      throw new UsageError(error.message);
    throw error;
  } finally {
    io.progress('');
    process.off('SIGINT', cancel);
    workspace?.dispose();
  }
}

async function opened(
  { tree: root, field, cacheDir }: TreeRequest,
  io: Io,
  jobs: number | undefined,
  signal: AbortSignal,
): Promise<Workspace> {
  const workspace = await Workspace.open({
    root,
    field,
    cacheDir,
    ...(jobs !== undefined && { workers: jobs }),
  });
  await workspace.index({
    signal,
    yieldOften: true,
    onProgress: (scanned) => io.progress(`${scanned} files read`),
  });
  return workspace;
}

/** `-j 2`. Throws UsageError for what is no number of threads. */
export function jobsOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const jobs = Number(value);
  if (!/^\d+$/.test(value) || jobs < 1 || jobs > 64)
    throw new UsageError(`-j ${value}: a number of threads, 1 to 64`);
  return jobs;
}

/** Whether a file is one of some paths or below one; undefined where there are none. Throws UsageError. */
export function withinPaths(root: string, paths: readonly string[]): ((file: string) => boolean) | undefined {
  if (paths.length === 0) return undefined;
  const wanted = paths.map((path) => {
    const inside = relative(resolve(root), resolve(root, path)).split(sep).join('/');
    if (inside.startsWith('..') || isAbsolute(inside))
      throw new UsageError(`${path}: outside the tree ${root}`);
    if (!existsSync(join(root, inside)))
      throw new UsageError(`${path}: no such file or directory in ${root}`);
    return inside;
  });
  return (file) => wanted.some((path) => path === '' || file === path || file.startsWith(`${path}/`));
}
