import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { FileFacts } from '../conversion/facts.ts';
import type { TrackedField } from '../conversion/field.ts';
import type { Problem } from '../conversion/model.ts';
import { shipped } from './shipped.ts';
import { Cancelled } from './slice.ts';

export interface WorkerSetup {
  readonly root: string;
  readonly field: TrackedField;
  /** one Int32 a batch: 0 free, 1 taken */
  readonly claims: SharedArrayBuffer;
  /** one Int32: not 0 when the run is cancelled */
  readonly cancelled: SharedArrayBuffer;
  /** contents whose facts need not be computed again */
  readonly knownHashes: readonly string[];
  /** somebody is typing in the meantime: other threads go first */
  readonly background: boolean;
}

export interface Batch {
  readonly index: number;
  readonly files: readonly string[];
}

export interface BatchResult {
  readonly index: number;
  /** size, mtime and ctime of each file; zeros where it could not be read */
  readonly stamps: Float64Array;
  readonly candidates: { at: number; hash: string; facts: FileFacts | null }[];
  readonly problems: Problem[];
}

const BATCH = 128;
/** The largest tree has some 60,000 files; this leaves room for 25 million. */
const MAX_BATCHES = 100_000;

export interface PoolOptions {
  readonly root: string;
  readonly field: TrackedField;
  /** by default one for each core, at most eight */
  readonly workers: number | undefined;
  readonly knownHashes: readonly string[];
  readonly background: boolean;
  readonly onResult: (files: readonly string[], result: BatchResult) => void;
}

/**
 * Scans files in worker threads. Files may be added while the first ones are being scanned already:
 * the walk over the tree and the reading overlap.
 */
export class ScanPool {
  readonly #workers: Worker[];
  readonly #cancelled = new SharedArrayBuffer(4);
  readonly #batches: (readonly string[])[] = [];
  #pending: string[] = [];
  #done = 0;
  #closed = false;
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #failure: Error | undefined;

  constructor(options: PoolOptions) {
    const setup: WorkerSetup = {
      root: options.root,
      field: options.field,
      claims: new SharedArrayBuffer(4 * MAX_BATCHES),
      cancelled: this.#cancelled,
      knownHashes: options.knownHashes,
      background: options.background,
    };
    const file = shipped('worker.js', 'dist/worker.js');
    const count = options.workers ?? Math.max(1, Math.min(availableParallelism(), 8));
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(file, { workerData: setup });
      worker.on('message', (result: BatchResult) => {
        options.onResult(this.#batches[result.index] ?? [], result);
        this.#done++;
        this.#check();
      });
      worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
      return worker;
    });
  }

  add(file: string): void {
    this.#pending.push(file);
    if (this.#pending.length >= BATCH) this.#flush();
  }

  /** Waits for everything added. Rejects when a worker dies or the signal aborts. */
  async finish(signal?: AbortSignal): Promise<void> {
    this.#flush();
    this.#closed = true;
    const abort = (): void => this.#fail(new Cancelled());
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    try {
      await new Promise<void>((resolve, reject) => {
        this.#settle = { resolve, reject };
        this.#check();
      });
    } finally {
      signal?.removeEventListener('abort', abort);
      await this.stop();
    }
  }

  /** Ends the workers at once. */
  async stop(): Promise<void> {
    Atomics.store(new Int32Array(this.#cancelled), 0, 1);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const batch: Batch = { index: this.#batches.length, files: this.#pending };
    this.#batches.push(this.#pending);
    this.#pending = [];
    for (const worker of this.#workers) worker.postMessage(batch);
  }

  #check(): void {
    if (this.#failure) this.#settle?.reject(this.#failure);
    else if (this.#closed && this.#done === this.#batches.length) this.#settle?.resolve();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#check();
  }
}
