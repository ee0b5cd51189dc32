import { platform, setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type ListingMessage, type ListingSetup, list } from './listing.ts';
import type { Batch, BatchResult, WorkerSetup } from './pool.ts';
import { Scanner } from './scan.ts';
import { TreeError } from './walk.ts';
import { loadParser } from './wasm.ts';

if (!parentPort) throw new Error('this file runs as a worker');
const task = workerData as WorkerSetup | { readonly list: ListingSetup };
if ('list' in task) listFor(parentPort, task.list);
else scanFor(parentPort, task);

/**
 * This thread lets the others go first: a keystroke is not to wait for a core. Only Linux has a priority
 * for each thread; elsewhere 0 would mean the whole process.
 */
function standBack(): void {
  if (platform() === 'linux') setPriority(0, 10);
}

/** The listing thread. */
function listFor(port: MessagePort, setup: ListingSetup): void {
  const say = (message: ListingMessage): void => port.postMessage(message);
  standBack();
  try {
    for (const listed of list(setup)) say(listed);
    say({ done: true, error: null });
  } catch (error) {
    if (!(error instanceof TreeError)) throw error;
    say({ done: true, error: error.message });
  }
}

/**
 * A scanning thread. Every batch is offered to every worker; the first to claim it does it, so that
 * no thread waits for another and none needs a conductor.
 */
function scanFor(port: MessagePort, setup: WorkerSetup): void {
  if (setup.background) standBack();
  const claims = new Int32Array(setup.claims);
  const cancelled = new Int32Array(setup.cancelled);
  const known = new Set(setup.knownHashes);
  // facts the main thread already has are not sent back: an empty set of facts with the hash stands for them
  const KNOWN = { uses: [], rungs: [], converted: [], damage: [], falseFriends: 0 };
  const scanner = loadParser().then(
    (parser) => new Scanner(setup.root, setup.field, parser, (hash) => (known.has(hash) ? KNOWN : undefined)),
  );

  port.on('message', async (batch: Batch) => {
    // claimed only when it can be done: a thread whose parser is still being loaded would take all from the others
    const scan = await scanner;
    if (Atomics.compareExchange(claims, batch.index, 0, 1) !== 0) return;
    const result: BatchResult = {
      index: batch.index,
      stamps: new Float64Array(batch.files.length * 3),
      candidates: [],
      problems: [],
    };
    batch.files.forEach((file, i) => {
      if (Atomics.load(cancelled, 0) !== 0) return;
      const { stamp, hash, facts, problem } = scan.scan(file);
      if (stamp) result.stamps.set([stamp.size, stamp.mtimeMs, stamp.ctimeMs], i * 3);
      if (hash) result.candidates.push({ at: i, hash, facts: facts === KNOWN ? null : facts });
      if (problem) result.problems.push(problem);
    });
    port.postMessage(result);
  });
}
