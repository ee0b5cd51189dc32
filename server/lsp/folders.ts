import type { WorkspaceFolder } from 'vscode-languageserver/node';
import type { CallGraph } from '../host/callgraph.ts';
import type { CodePaths } from '../host/codePaths.ts';
import type { Engine } from './engine.ts';
import { Folder } from './folder.ts';
import { pathOfUri } from './uris.ts';

/** The workspace's folders, and the one place for documents that belong to none. */
export class Folders {
  #folders: Folder[] = [];
  readonly #loose: Folder;

  constructor(
    private readonly open: (folder: Folder) => Promise<Engine>,
    private readonly openCalls: (folder: Folder, root: string) => CallGraph,
    private readonly openPaths: (folder: Folder, root: string, calls: CallGraph) => Promise<CodePaths>,
  ) {
    this.#loose = new Folder('', 'outside any folder', undefined, open, openCalls, openPaths);
  }

  /** Folders of the `file:` scheme, the ones that can be indexed. */
  get all(): readonly Folder[] {
    return this.#folders;
  }

  /** Replaces the set; folders that stay keep their engine. Resolves when those that went are closed. */
  async set(folders: readonly WorkspaceFolder[]): Promise<{ added: Folder[] }> {
    const before = new Map(this.#folders.map((folder) => [folder.uri, folder]));
    const added: Folder[] = [];
    this.#folders = folders.flatMap(({ uri, name }) => {
      const known = before.get(uri);
      before.delete(uri);
      if (known) return [known];
      const root = pathOfUri(uri);
      if (root === undefined) return [];
      const folder = new Folder(uri, name, root, this.open, this.openCalls, this.openPaths);
      added.push(folder);
      return [folder];
    });
    await Promise.all([...before.values()].map((folder) => folder.close()));
    return { added };
  }

  /** The folder of a document (the innermost, where folders nest) and its name there. */
  locate(uri: string): { folder: Folder; file: string } {
    const path = pathOfUri(uri);
    let best: { folder: Folder; file: string } | undefined;
    for (const folder of this.#folders) {
      const file = folder.fileOf(path);
      if (file !== undefined && (!best || file.length < best.file.length)) best = { folder, file };
    }
    return best ?? { folder: this.#loose, file: uri };
  }

  /** Closes every engine; the next use opens new ones. */
  async close(): Promise<void> {
    await Promise.all([...this.#folders, this.#loose].map((folder) => folder.close()));
  }
}
