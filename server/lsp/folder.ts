import type { CallGraph } from '../host/callgraph.ts';
import type { Engine } from './engine.ts';
import { relativeTo, uriOfPath } from './uris.ts';

/**
 * One workspace folder with its engine. `root` undefined means the place for documents of no folder
 * and of schemes without files: each is analysed by itself, and nothing is indexed.
 */
export class Folder {
  #engine: Promise<Engine> | undefined;
  #ready: Engine | undefined;
  #calls: CallGraph | undefined;

  constructor(
    readonly uri: string,
    readonly name: string,
    readonly root: string | undefined,
    private readonly open: (folder: Folder) => Promise<Engine>,
    private readonly openCalls: (folder: Folder, root: string) => CallGraph,
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

  /** Files changed on disk. */
  forgetCalls(): void {
    this.#calls?.forget();
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
    this.#engine = undefined;
    this.#ready = undefined;
    this.#calls?.dispose();
    this.#calls = undefined;
    await engine?.then(
      (open) => open.dispose(),
      () => undefined,
    );
  }
}
