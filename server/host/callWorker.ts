import { parentPort, workerData } from 'node:worker_threads';
import type { Fact } from '../paths/model.ts';
import type { SearchRequest } from './callSearch.ts';
import { TreeFiles } from './treeFiles.ts';
import { loadParser } from './wasm.ts';

export interface CallWorkerSetup {
  readonly root: string;
}

export type CallWorkerRequest =
  | {
      readonly id: number;
      readonly search: SearchRequest;
      /** one Int32: not 0 when the answer is no longer wanted */
      readonly cancelled: SharedArrayBuffer;
    }
  /** files came or went: list the tree again */
  | { readonly forget: true };

export interface CallWorkerAnswer {
  readonly id: number;
  readonly facts: readonly Fact[];
  /** why there is no answer */
  readonly error?: string;
}

/** The thread that searches a tree for calls: reading fifty thousand files must not hold up typing. */
const { root } = workerData as CallWorkerSetup;
const port = parentPort;
if (!port) throw new Error('this file runs as a worker');
const parser = loadParser();
let files: TreeFiles | undefined;

port.on('message', async (request: CallWorkerRequest) => {
  if ('forget' in request) {
    files?.forget();
    return;
  }
  const flag = new Int32Array(request.cancelled);
  const reply = (facts: readonly Fact[], error?: string): void =>
    port.postMessage({
      id: request.id,
      facts,
      ...(error !== undefined && { error }),
    } satisfies CallWorkerAnswer);
  try {
    const c = await parser;
    files ??= new TreeFiles(root, c);
    reply(files.search(request.search, () => Atomics.load(flag, 0) !== 0));
  } catch (error) {
    reply([], error instanceof Error ? error.message : String(error));
  }
});
