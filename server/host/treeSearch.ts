import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type Fact, queryKey } from '../paths/model.ts';
import type { SearchRequest } from './callSearch.ts';
import type { CallWorkerAnswer, CallWorkerRequest, CallWorkerSetup } from './callWorker.ts';

/** Answers queries about the files of a tree as they are on disk. */
export interface TreeSearch {
  /** Rejects when the signal aborts or the search fails. */
  ask(request: SearchRequest, signal?: AbortSignal): Promise<readonly Fact[]>;
  /** Files changed on disk: answers are stale. */
  forget(): void;
  dispose(): void;
}

const MEMO_SIZE = 200;
/** The thread holds a grammar and a reading buffer: let go of when nobody has asked for a while. */
const IDLE_MS = 60_000;

interface Pending {
  readonly resolve: (facts: readonly Fact[]) => void;
  readonly reject: (error: Error) => void;
}

/** Searches in a thread of its own, started on the first question. Remembers answers until `forget`. */
export class ThreadedTreeSearch implements TreeSearch {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 0;
  #epoch = 0;
  readonly #pending = new Map<number, Pending>();
  readonly #memo = new Map<string, readonly Fact[]>();

  constructor(private readonly root: string) {}

  async ask(request: SearchRequest, signal?: AbortSignal): Promise<readonly Fact[]> {
    signal?.throwIfAborted();
    const key = memoKey(request);
    const known = this.#memo.get(key);
    if (known) return known;
    const epoch = this.#epoch;
    const facts = await this.#send(request, signal);
    if (epoch === this.#epoch) {
      this.#memo.set(key, facts);
      const oldest = this.#memo.keys().next();
      if (this.#memo.size > MEMO_SIZE && !oldest.done) this.#memo.delete(oldest.value);
    }
    return facts;
  }

  forget(): void {
    this.#epoch++;
    this.#memo.clear();
    this.#worker?.postMessage({ forget: true } satisfies CallWorkerRequest);
  }

  dispose(): void {
    clearTimeout(this.#idle);
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#pending.values()) reject(new Error('the search has ended'));
    this.#pending.clear();
  }

  #send(search: SearchRequest, signal?: AbortSignal): Promise<readonly Fact[]> {
    clearTimeout(this.#idle);
    const worker = this.#started();
    // a question keeps the process alive, a thread without one does not
    worker.ref();
    const id = this.#nextId++;
    const cancelled = new SharedArrayBuffer(4);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        // the thread is in the middle of a loop: only shared memory reaches it there
        Atomics.store(new Int32Array(cancelled), 0, 1);
        this.#settle(id)?.reject(new Error('cancelled'));
      };
      const settled = (): void => signal?.removeEventListener('abort', abort);
      this.#pending.set(id, {
        resolve: (facts) => {
          settled();
          resolve(facts);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      signal?.addEventListener('abort', abort, { once: true });
      worker.postMessage({ id, search, cancelled } satisfies CallWorkerRequest);
    });
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) {
      this.#worker?.unref();
      clearTimeout(this.#idle);
      this.#idle = setTimeout(() => this.dispose(), IDLE_MS);
      this.#idle.unref();
    }
    return pending;
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const file = join(dirname(fileURLToPath(import.meta.url)), 'callWorker.js');
    const worker = new Worker(file, { workerData: { root: this.root } satisfies CallWorkerSetup });
    worker.on('message', ({ id, facts, error }: CallWorkerAnswer) => {
      const pending = this.#settle(id);
      if (error === undefined) pending?.resolve(facts);
      else pending?.reject(new Error(error));
    });
    worker.on('error', (error) => {
      for (const { reject } of this.#pending.values())
        reject(error instanceof Error ? error : new Error(String(error)));
      this.#pending.clear();
      if (this.#worker === worker) this.#worker = undefined;
    });
    this.#worker = worker;
    return worker;
  }
}

/** The order of a search for definitions, and where it stops, depend on where one looks from. */
export function memoKey({ query, near, indexed }: SearchRequest): string {
  return `${near ?? ''}\0${indexed ?? ''}\0${queryKey(query)}`;
}
