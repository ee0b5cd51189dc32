/** Folders on disk for tests: a fixture written out, or a copy of the mini-kernel to spoil. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MINI_KERNEL } from './annotations.ts';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface Tree {
  readonly root: string;
  path(file: string): string;
  uri(file: string): string;
  write(file: string, content: string | Uint8Array): void;
  dispose(): void;
}

/** A fresh folder with these files; the caller disposes of it. */
export function makeTree(files: Iterable<readonly [string, string | Uint8Array]> = []): Tree {
  // real path: macOS puts temporary folders behind a symlink, and the server answers with real ones
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mapshift-tree-')));
  const path = (file: string): string => join(root, file);
  const write: Tree['write'] = (file, content) => {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), content);
  };
  for (const [file, content] of files) write(file, content);
  return {
    root,
    path,
    write,
    uri: (file) => pathToFileURL(path(file)).href,
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

export function copyMiniKernel(): Tree {
  const tree = makeTree();
  cpSync(MINI_KERNEL, tree.root, { recursive: true });
  return tree;
}

/**
 * The path of a built bundle; `MAPSHIFT_DIST` names another folder of bundles than dist.
 * @throws Error that says how to make it
 */
export function built(bundle: string): string {
  const path = join(process.env.MAPSHIFT_DIST ?? join(REPOSITORY, 'dist'), bundle);
  if (!existsSync(path)) throw new Error(`${path} is missing: run "npm run build" first`);
  return path;
}
