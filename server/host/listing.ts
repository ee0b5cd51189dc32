import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Problem } from '../conversion/model.ts';
import { shipped } from './shipped.ts';
import { Cancelled } from './slice.ts';
import { TreeError, walk } from './walk.ts';

/** What to list: a tree or paths in it. */
export interface ListingSetup {
  readonly root: string;
  readonly paths: readonly string[];
  /** whether to look at the files too */
  readonly stamped: boolean;
}

/** Some files of a tree. */
export interface Listed {
  readonly files: readonly string[];
  /** size, mtime and ctime of each file, zeros where it cannot be read; empty when not asked for */
  readonly stamps: Float64Array;
  readonly problems: readonly Problem[];
}

/** What the listing thread says: some files, and at last that there are no more, or why. */
export type ListingMessage = Listed | { readonly done: true; readonly error: string | null };

/** So many files are taken over in well under a millisecond. */
const CHUNK = 1000;

/** Lists a tree in this thread, in chunks. Throws TreeError for a path that cannot be used. */
export function* list({ root, paths, stamped }: ListingSetup): Generator<Listed> {
  let files: string[] = [];
  let problems: Problem[] = [];
  const chunk = (): Listed => ({
    files,
    problems,
    stamps: stamped ? stampsOf(root, files) : new Float64Array(0),
  });
  for (const found of walk(root, paths, (problem) => problems.push(problem))) {
    files.push(...found);
    if (files.length < CHUNK) continue;
    yield chunk();
    files = [];
    problems = [];
  }
  yield chunk();
}

/**
 * Lists a tree in a thread of its own: a folder on a slow disk would hold a keystroke for as long as it
 * takes to read. Rejects with TreeError as `list` throws it, with Cancelled when the signal aborts.
 */
export async function* listApart(setup: ListingSetup, signal?: AbortSignal): AsyncGenerator<Listed> {
  const worker = new Worker(shipped('worker.js', 'dist/worker.js'), { workerData: { list: setup } });
  const said: (ListingMessage | Error)[] = [];
  let wake = (): void => undefined;
  const say = (message: ListingMessage | Error): void => {
    said.push(message);
    wake();
  };
  const abort = (): void => say(new Cancelled());
  worker.on('message', say);
  worker.on('error', (error) => say(error instanceof Error ? error : new Error(String(error))));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    if (signal?.aborted) throw new Cancelled();
    for (;;) {
      const message = said.shift();
      if (!message) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if (message instanceof Error) throw message;
      else if ('files' in message) yield message;
      else if (message.error !== null) throw new TreeError(message.error);
      else return;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    await worker.terminate();
  }
}

function stampsOf(root: string, files: readonly string[]): Float64Array {
  const stamps = new Float64Array(files.length * 3);
  const prefix = `${root}/`;
  files.forEach((file, i) => {
    const stat = statSync(prefix + file, { throwIfNoEntry: false });
    if (stat) stamps.set([stat.size, stat.mtimeMs, stat.ctimeMs], i * 3);
  });
  return stamps;
}
