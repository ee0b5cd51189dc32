import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Connection,
  MessageType,
  ShowMessageNotification,
  type WorkspaceFolder,
} from 'vscode-languageserver/node';
import { PAGE_MAPPING, type TrackedField } from '../conversion/field.ts';
import { defaultCacheDir } from '../host/cache.ts';
import { CallGraph } from '../host/callgraph.ts';
import { CodePaths } from '../host/codePaths.ts';
import { decode } from '../host/read.ts';
import { loadParser } from '../host/wasm.ts';
import { Workspace } from '../host/workspace.ts';
import { SourceText } from '../syntax/source.ts';
import { quietIn } from './attention.ts';
import type { ClientFlags } from './clientFlags.ts';
import { OpenDocuments, type View } from './documents.ts';
import type { Engine } from './engine.ts';
import { fieldOfSetting } from './field.ts';
import type { Folder } from './folder.ts';
import { Folders } from './folders.ts';
import { Indexer } from './indexer.ts';
import type { Settings } from './protocol.ts';
import { DEFAULT_SETTINGS, parseSettings } from './settings.ts';

/** One core is the editor's: a keystroke must not wait for the index. */
const SCANNING_THREADS = Math.max(1, Math.min(availableParallelism() - 1, 8));

/** A file's text by 0-based line. */
export type Lines = Pick<SourceText, 'line' | 'lineOf' | 'lineStarts'>;

/** What the features share: one client, its folders and its open documents. */
export class Session {
  readonly documents: OpenDocuments;
  readonly folders: Folders;
  readonly indexer: Indexer;
  #settings = DEFAULT_SETTINGS;
  #field: TrackedField = PAGE_MAPPING;
  #emptyFolder: string | undefined;
  #started = false;
  #workspaceFolders: readonly WorkspaceFolder[] = [];
  readonly #analysed: ((view: View) => void)[] = [];
  readonly #closed: ((uri: string) => void)[] = [];
  readonly #settingsChanged: (() => void)[] = [];
  readonly #treeChanged: (() => void)[] = [];
  readonly #progress: (() => void)[] = [];

  /** Resolves when all that was heard of files on disk is known; whoever hears of them sets it. */
  settled: () => Promise<void> = () => Promise.resolve();

  constructor(
    readonly connection: Connection,
    readonly client: ClientFlags,
  ) {
    this.folders = new Folders(
      (folder) => this.#openEngine(folder),
      (folder, root) => new CallGraph(root, () => this.documents.openFiles(folder)),
      async (folder, root, calls) =>
        new CodePaths(root, this.#field, await loadParser(), calls, () => this.documents.openFiles(folder)),
    );
    this.documents = new OpenDocuments((uri) => this.folders.locate(uri), {
      analysed: (view) => this.#tell(this.#analysed, view),
      closed: (uri) => this.#tell(this.#closed, uri),
      failed: (uri, error) => this.log(`${uri}: ${messageOf(error)}`),
    });
    this.indexer = new Indexer(connection, {
      progress: () => this.#tell(this.#progress, undefined),
      finished: () => {
        this.documents.reread();
        this.#tell(this.#treeChanged, undefined);
      },
    });
  }

  get settings(): Settings {
    return this.#settings;
  }

  get field(): TrackedField {
    return this.#field;
  }

  log(line: string): void {
    this.connection.console.log(line);
  }

  /** A line for the person at the client, who need not answer. */
  async inform(message: string): Promise<void> {
    await this.connection.sendNotification(ShowMessageNotification.method, {
      type: MessageType.Info,
      message,
    });
  }

  /** Lines of a file by its engine's name, from the open document or from disk; null when unreadable. */
  async lines(folder: Folder, file: string): Promise<Lines | null> {
    const text = await this.text(folder, file);
    return text === null ? null : new SourceText(text);
  }

  /** The text of a file by its engine's name; null when unreadable. */
  async text(folder: Folder, file: string): Promise<string | null> {
    const open = this.documents.openText(folder, file);
    if (open) return open.getText();
    if (folder.root === undefined) return null;
    try {
      return decode(await readFile(join(folder.root, file)));
    } catch {
      return null;
    }
  }

  /** Called after each new report of an open document. */
  onAnalysed(listener: (view: View) => void): void {
    this.#analysed.push(listener);
  }

  onClosed(listener: (uri: string) => void): void {
    this.#closed.push(listener);
  }

  onSettings(listener: () => void): void {
    this.#settingsChanged.push(listener);
  }

  /** Called when facts about the tree have changed; coalesced. */
  onTreeChanged(listener: () => void): void {
    this.#treeChanged.push(listener);
  }

  /** Called when the numbers may have moved: while an index runs, and after; coalesced. */
  onProgress(listener: () => void): void {
    this.#progress.push(listener);
  }

  /** Takes settings as the client sent them. Bad values are named in the log and fall back. */
  async applySettings(value: unknown): Promise<void> {
    const { settings, ignored } = parseSettings(value);
    if (ignored.length > 0) this.log(`settings that cannot be used: ${ignored.join(', ')}`);
    const before = this.#settings;
    this.#settings = settings;
    if (settings.field !== before.field) await this.#changeField(settings.field);
    else if (settings.index.enabled && !before.index.enabled) this.#indexAll();
    this.#tell(this.#settingsChanged, undefined);
  }

  /** The folders as the client named them, also those that hold no files. */
  get workspaceFolders(): readonly WorkspaceFolder[] {
    return this.#workspaceFolders;
  }

  async setFolders(folders: readonly WorkspaceFolder[]): Promise<void> {
    this.#workspaceFolders = folders;
    const before = this.folders.all;
    const staying = new Set(folders.map((folder) => folder.uri));
    await Promise.all(before.flatMap((folder) => (staying.has(folder.uri) ? [] : this.indexer.stop(folder))));
    const { added } = await this.folders.set(folders);
    this.documents.relocate();
    for (const folder of added) this.#index(folder);
    if (this.#started) this.indexer.changed();
  }

  /** The client is ready for requests of ours: reading the folders may begin. */
  start(): void {
    this.#started = true;
    this.#indexAll();
    this.indexer.changed();
  }

  async dispose(): Promise<void> {
    this.indexer.dispose();
    await this.folders.close();
    if (this.#emptyFolder !== undefined) rmSync(this.#emptyFolder, { recursive: true, force: true });
  }

  #indexAll(): void {
    for (const folder of this.folders.all) this.#index(folder);
  }

  #index(folder: Folder): void {
    if (!this.#started || !this.#settings.index.enabled) return;
    this.indexer.run(folder).catch((error) => this.log(`${folder.name}: ${messageOf(error)}`));
  }

  async #changeField(name: string): Promise<void> {
    try {
      this.#field = fieldOfSetting(name, this.folders.all[0]?.root);
    } catch (error) {
      // the field in use stays: half a picture of the wrong field would be worse
      const shown = { type: MessageType.Error, message: messageOf(error) };
      await this.connection.sendNotification(ShowMessageNotification.method, shown);
      return;
    }
    await Promise.all(this.folders.all.map((folder) => this.indexer.stop(folder)));
    await this.folders.close();
    this.documents.relocate();
    this.#indexAll();
    if (this.#started) this.indexer.changed();
  }

  async #openEngine(folder: Folder): Promise<Engine> {
    if (folder.root !== undefined)
      return Workspace.open({
        root: folder.root,
        field: this.#field,
        cacheDir: defaultCacheDir(),
        workers: SCANNING_THREADS,
        quietIn,
      });
    // documents of no folder see no other file: not even by accident, through an include
    this.#emptyFolder ??= mkdtempSync(join(tmpdir(), 'mapshift-'));
    return Workspace.open({ root: this.#emptyFolder, field: this.#field, cacheDir: null });
  }

  #tell<T>(listeners: readonly ((value: T) => void)[], value: T): void {
    for (const listener of listeners) {
      try {
        listener(value);
      } catch (error) {
        this.log(messageOf(error));
      }
    }
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
