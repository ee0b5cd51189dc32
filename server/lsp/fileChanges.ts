import {
  DidChangeWatchedFilesNotification,
  type DidChangeWatchedFilesParams,
  type Disposable,
  type FileSystemWatcher,
} from 'vscode-languageserver/node';
import type { Folder } from './folder.ts';
import { messageOf, type Session } from './session.ts';

const SOURCES = '**/*.{c,h}';
/** Saving many files, or a checkout, comes as many events: wait for the burst to end. */
const QUIET_MS = 50;
/** From here on reading the whole tree again, in threads and with the cache, is the faster way. */
const MANY = 200;

/** Keeps the engines in step with the files on disk. */
export class FileChanges {
  readonly #changed = new Map<Folder, Set<string>>();
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #registration: Promise<Disposable> | undefined;

  constructor(private readonly session: Session) {}

  /** Asks the client to watch the folders' sources; again when the folders have changed. */
  async watch(): Promise<void> {
    const { client, connection, folders } = this.session;
    if (!client.watchFiles) return;
    const before = this.#registration;
    const watchers: FileSystemWatcher[] = client.relativePatterns
      ? folders.all.map(({ uri }) => ({ globPattern: { baseUri: uri, pattern: SOURCES } }))
      : [{ globPattern: SOURCES }];
    this.#registration = connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    (await before)?.dispose();
    await this.#registration;
  }

  take({ changes }: DidChangeWatchedFilesParams): void {
    for (const { uri } of changes) this.add(uri);
  }

  /** A file has changed on disk, appeared or gone. */
  add(uri: string): void {
    const { folder, file } = this.session.folders.locate(uri);
    if (folder.root === undefined || !/\.[ch]$/.test(file)) return;
    const files = this.#changed.get(folder);
    if (files) files.add(file);
    else this.#changed.set(folder, new Set([file]));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#flush(), QUIET_MS);
  }

  /** Resolves when all that has been heard of is known to the engines. */
  async settled(): Promise<void> {
    this.#flush();
    await Promise.all(this.#running);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    const batches = [...this.#changed];
    this.#changed.clear();
    for (const [folder, files] of batches) {
      const run = this.#refresh(folder, [...files])
        .catch((error) => this.session.log(messageOf(error)))
        .finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
  }

  async #refresh(folder: Folder, files: readonly string[]): Promise<void> {
    folder.forgetCalls(files);
    const { indexer } = this.session;
    // a run that has begun may have read the old contents: let it end first
    await indexer.idle(folder);
    if (files.length >= MANY && this.session.settings.index.enabled) {
      await indexer.run(folder);
      return;
    }
    await folder.ready?.refresh(files);
    indexer.changed();
  }
}
