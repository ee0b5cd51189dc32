import type { Connection } from 'vscode-languageserver/node';
import { Coalescer } from './coalesce.ts';
import type { Folder } from './folder.ts';
import type { IndexStatus } from './protocol.ts';

export interface RunState {
  readonly state: IndexStatus['state'];
  readonly scanned: number;
  readonly message?: string;
}

/** Often enough for a status bar, seldom enough to cost nothing. */
const PROGRESS_EVERY_MS = 100;

/**
 * Indexes the folders, each with its own progress and cancel button. A new run of a folder stops the
 * one before it. Tells its listener, coalesced, whenever there may be something new to show.
 */
export class Indexer {
  readonly #runs = new Map<Folder, { controller: AbortController; done: Promise<void> }>();
  readonly #states = new Map<Folder, RunState>();
  readonly #news: Coalescer;
  readonly #finished: Coalescer;

  constructor(
    private readonly connection: Connection,
    events: {
      /** the numbers have moved */
      progress(): void;
      /** facts may have changed everywhere */
      finished(): void;
    },
  ) {
    this.#news = new Coalescer(PROGRESS_EVERY_MS, () => events.progress());
    this.#finished = new Coalescer(20, () => events.finished());
  }

  stateOf(folder: Folder): RunState | undefined {
    return this.#states.get(folder);
  }

  /** Starts a run; resolves when it has ended, whatever way. */
  async run(folder: Folder, options: { ignoreCache?: boolean } = {}): Promise<void> {
    this.#runs.get(folder)?.controller.abort();
    await this.#runs.get(folder)?.done;
    const controller = new AbortController();
    const done = this.#run(folder, controller, options.ignoreCache ?? false);
    const run = { controller, done };
    this.#runs.set(folder, run);
    await done;
    if (this.#runs.get(folder) === run) this.#runs.delete(folder);
  }

  /** Stops a run; what was known stays. */
  cancel(folder: Folder): void {
    this.#runs.get(folder)?.controller.abort();
  }

  /** Resolves when no run of the folder is under way. */
  async idle(folder: Folder): Promise<void> {
    await this.#runs.get(folder)?.done;
  }

  /** Stops a folder's run, for good: its folder is going away. */
  async stop(folder: Folder): Promise<void> {
    this.#runs.get(folder)?.controller.abort();
    await this.#runs.get(folder)?.done;
    this.#states.delete(folder);
  }

  /** Files changed on disk or settings changed: the numbers may have moved without a run. */
  changed(): void {
    this.#news.trigger();
    this.#finished.trigger();
  }

  dispose(): void {
    for (const { controller } of this.#runs.values()) controller.abort();
    this.#news.dispose();
    this.#finished.dispose();
  }

  async #run(folder: Folder, controller: AbortController, ignoreCache: boolean): Promise<void> {
    const { signal } = controller;
    this.#set(folder, { state: 'indexing', scanned: 0 });
    const progress = await this.connection.window.createWorkDoneProgress().catch(() => undefined);
    progress?.token.onCancellationRequested(() => controller.abort());
    progress?.begin(`Mapshift: reading ${folder.name}`, 0, undefined, true);
    let reported = -1;
    try {
      const engine = await folder.engine();
      if (signal.aborted) {
        this.#set(folder, { state: 'cancelled', scanned: 0 });
        return;
      }
      const report = await engine.index({
        signal,
        ignoreCache,
        yieldOften: true,
        onProgress: (scanned, total) => {
          const percent = total > 0 ? Math.floor((100 * scanned) / total) : 0;
          this.#set(folder, { state: 'indexing', scanned });
          if (percent === reported) return;
          reported = percent;
          progress?.report(percent, `${scanned} of ${total} files`);
        },
      });
      const complete = report.complete && !signal.aborted;
      this.#set(folder, { state: complete ? 'ready' : 'cancelled', scanned: report.scanned });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const state = signal.aborted ? 'cancelled' : 'failed';
      this.#set(folder, { state, scanned: 0, ...(state === 'failed' && { message }) });
      if (state === 'failed') this.connection.console.error(`${folder.name}: ${message}`);
    } finally {
      progress?.done();
      this.#finished.trigger();
    }
  }

  #set(folder: Folder, state: RunState): void {
    this.#states.set(folder, state);
    this.#news.trigger();
  }
}
