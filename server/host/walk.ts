import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import type { Problem } from '../conversion/model.ts';

/** A tree or path that cannot be used at all; the message is one clear line. */
export class TreeError extends Error {
  override name = 'TreeError';
}

/** The absolute path of a tree. Throws TreeError unless it is a directory that can be read. */
export function treeRoot(path: string): string {
  const root = resolve(path);
  try {
    if (!statSync(root).isDirectory()) throw new TreeError(`${path}: not a directory`);
    readdirSync(root);
  } catch (error) {
    throw error instanceof TreeError ? error : new TreeError(`${path}: ${reasonOf(error)}`);
  }
  return root;
}

/** Why a file operation failed, in words. */
export function reasonOf(error: unknown): string {
  const { code, errno } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  switch (code) {
    case 'ENOENT':
      return 'no such file or directory';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ELOOP':
      return 'a loop of symbolic links';
    case 'EISDIR':
      return 'is a directory';
    default:
      return getSystemErrorMap().get(errno ?? 0)?.[1] ?? code ?? String(error);
  }
}

/**
 * Lists every `.c` and `.h` file below `root` (or below `paths` in it), a folder at a time, as paths
 * relative to `root` with `/`. Symbolic links are not followed: what they lead to is in the tree
 * anyway, or outside it. Folders that cannot be read become problems.
 */
export function* walk(
  root: string,
  paths: readonly string[],
  onProblem: (problem: Problem) => void,
): Generator<readonly string[]> {
  const queue: string[] = [];
  for (const { inside, stat } of starts(root, paths))
    if (stat.isDirectory()) queue.push(inside);
    else yield [inside];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    let entries: Dirent[];
    try {
      entries = readdirSync(next === '' ? root : join(root, next), { withFileTypes: true });
    } catch (error) {
      onProblem({ file: next, message: reasonOf(error) });
      continue;
    }
    const prefix = next === '' ? '' : `${next}/`;
    const files: string[] = [];
    for (const entry of entries) {
      const { name } = entry;
      if (entry.isDirectory()) {
        if (name !== '.git' && name !== 'node_modules') queue.push(prefix + name);
      } else if (isSource(name) && entry.isFile()) files.push(prefix + name);
    }
    yield files;
  }
}

/** Where to begin: each path once, and none that lies below another. Throws TreeError for what cannot be read. */
function starts(root: string, paths: readonly string[]): { inside: string; stat: Stats }[] {
  const found = new Map<string, Stats>();
  for (const path of paths.length > 0 ? paths : ['']) {
    const absolute = resolve(root, path);
    const inside = relative(root, absolute).split(sep).join('/');
    if (inside === '..' || inside.startsWith('../') || isAbsolute(inside))
      throw new TreeError(`${path}: outside the tree ${root}`);
    let stat: Stats;
    try {
      stat = statSync(absolute);
    } catch (error) {
      throw new TreeError(`${path}: ${reasonOf(error)} in ${root}`);
    }
    if (!stat.isDirectory() && !stat.isFile()) throw new TreeError(`${path}: neither a file nor a directory`);
    found.set(inside, stat);
  }
  const isBelow = (inside: string): boolean =>
    [...found].some(
      ([other, stat]) =>
        other !== inside && stat.isDirectory() && (other === '' || inside.startsWith(`${other}/`)),
    );
  return [...found].filter(([inside]) => !isBelow(inside)).map(([inside, stat]) => ({ inside, stat }));
}

export function isSource(name: string): boolean {
  return name.endsWith('.c') || name.endsWith('.h');
}
