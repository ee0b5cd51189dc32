import type { CallGraph } from '../host/callgraph.ts';
import type { CodePaths } from '../host/codePaths.ts';
import { createConversionTree, type WorkspaceTree } from '../host/conversionTree.ts';
import { Cancelled } from '../host/slice.ts';
import type { WordIndex } from '../host/wordIndex.ts';
import type { Engine } from './engine.ts';
import { relativeTo, uriOfPath } from './uris.ts';

/** So many files are looked at by themselves; beyond it, all words are listed again. */
const MANY_CHANGED = 200;

/**
 * One workspace folder with its engine. `root` undefined means the place for documents of no folder
 * and of schemes without files: each is analysed by itself, and nothing is indexed.
 */
export class Folder {
  #engine: Promise<Engine> | undefined;
  #ready: Engine | undefined;
  #calls: CallGraph | undefined;
  #paths: Promise<CodePaths> | undefined;
  #words: WordIndex | undefined;
  /** changed since the words were listed */
  #changed = new Set<string>();
  #generation = 0;
  #listing: Promise<void> | undefined;
  readonly #listening = new Set<(read: number, total: number) => void>();
  #closing = new AbortController();

  constructor(
    readonly uri: string,
    readonly name: string,
    readonly root: string | undefined,
    private readonly open: (folder: Folder) => Promise<Engine>,
    private readonly openCalls: (folder: Folder, root: string) => CallGraph,
    private readonly openPaths: (folder: Folder, root: string, calls: CallGraph) => Promise<CodePaths>,
  ) {}

  /** The engine, opened on first use; rejects with one clear line when the folder cannot be used. */
  engine(): Promise<Engine> {
    if (!this.#engine) {
      const opening = this.open(this);
      this.#engine = opening;
      opening.then(
        (engine) => {
          if (this.#engine === opening) this.#ready = engine;
        },
        () => undefined,
      );
    }
    return this.#engine;
  }

  /** The engine if it is open by now: for answers that must not wait. */
  get ready(): Engine | undefined {
    return this.#ready;
  }

  /** Its call graph; none for single documents. */
  get calls(): CallGraph | undefined {
    if (this.root !== undefined) this.#calls ??= this.openCalls(this, this.root);
    return this.#calls;
  }

  /** Its code paths; none for single documents. */
  async paths(): Promise<CodePaths | undefined> {
    const { root, calls } = this;
    if (root !== undefined && calls) this.#paths ??= this.openPaths(this, root, calls);
    return this.#paths;
  }

  /** The tree as plans are made from it, as it is now; the first one takes seconds in a large tree. */
  async conversionTree(
    signal: AbortSignal,
    onProgress?: (read: number, total: number) => void,
  ): Promise<WorkspaceTree> {
    const stopped = rejectedBy(signal);
    while (!this.#words) {
      if (onProgress) this.#listening.add(onProgress);
      await Promise.race([this.#list(), stopped]);
    }
    const options = { signal, yieldOften: true, changed: this.#changed };
    return createConversionTree(await this.engine(), options, this.#words);
  }

  /** Lists the words of the tree in the background, which the first plan would have to wait for. */
  warm(): void {
    if (this.root !== undefined && !this.#words) this.#list().catch(() => undefined);
  }

  /** One listing for all who wait; nobody's cancel ends it but the folder's own end. */
  #list(): Promise<void> {
    this.#listing ??= this.#listed().finally(() => {
      this.#listing = undefined;
      this.#listening.clear();
    });
    return this.#listing;
  }

  async #listed(): Promise<void> {
    const generation = this.#generation;
    const { signal } = this.#closing;
    const onProgress = (read: number, total: number): void => {
      for (const tell of this.#listening) tell(read, total);
    };
    const { words } = await createConversionTree(await this.engine(), {
      signal,
      yieldOften: true,
      onProgress,
    });
    if (generation === this.#generation) this.#words = words;
  }

  /** These files changed on disk, or more than are worth naming. */
  forgetCalls(files: readonly string[]): void {
    for (const file of files) this.#changed.add(file);
    if (this.#changed.size > MANY_CHANGED) this.#forgetWords();
    this.#calls?.forget();
    this.#paths?.then(
      (paths) => paths.forget(),
      () => undefined,
    );
  }

  #forgetWords(): void {
    this.#words = undefined;
    this.#changed = new Set();
    this.#generation++;
  }

  /** The file's name for the engine, or undefined when the document is not of this folder. */
  fileOf(path: string | undefined): string | undefined {
    return this.root !== undefined && path !== undefined ? relativeTo(this.root, path) : undefined;
  }

  uriOf(file: string): string {
    return this.root === undefined ? file : uriOfPath(`${this.root.replace(/[\\/]+$/, '')}/${file}`);
  }

  /** Lets go of the engine; the next use opens a new one. */
  async close(): Promise<void> {
    const engine = this.#engine;
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#engine = undefined;
    this.#ready = undefined;
    this.#calls?.dispose();
    this.#calls = undefined;
    this.#paths = undefined;
    this.#forgetWords();
    await engine?.then(
      (open) => open.dispose(),
      () => undefined,
    );
  }
}

/** Rejects when the signal aborts, and never resolves. */
function rejectedBy(signal: AbortSignal): Promise<never> {
  const rejected = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(new Cancelled());
    signal.addEventListener('abort', () => reject(new Cancelled()), { once: true });
  });
  // whoever no longer waits need not hear of it
  rejected.catch(() => undefined);
  return rejected;
}
