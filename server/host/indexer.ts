import type { TrackedField } from '../conversion/field.ts';
import type { Problem } from '../conversion/model.ts';
import type { Cache, HashedFacts, Stamps, StoredReports, StoredSnapshot } from './cache.ts';
import { type Listed, list, listApart } from './listing.ts';
import { ScanPool } from './pool.ts';
import type { Slice } from './slice.ts';

/** A whole tree, read now. Stamps are zeros for a file that cannot be read. */
export interface TreeFacts extends Stamps {
  readonly unchanged: false;
  /** of the files that matter, by path */
  readonly facts: ReadonlyMap<string, HashedFacts>;
  readonly problems: readonly Problem[];
}

/** A tree in which nothing has changed since the last run: its reports still hold. */
export interface UnchangedTree extends Stamps, StoredReports {
  readonly unchanged: true;
  /** where the facts are, should they be needed */
  readonly snapshot: StoredSnapshot;
}

export interface IndexRun {
  readonly root: string;
  readonly field: TrackedField;
  readonly paths: readonly string[];
  readonly cache: Cache | null;
  readonly workers: number | undefined;
  readonly slice: Slice;
  readonly onProgress: ((scanned: number, total: number) => void) | undefined;
}

/** Reads a tree: from the snapshot where it still holds, from the files where it does not. */
export async function indexTree(run: IndexRun): Promise<TreeFacts | UnchangedTree> {
  const before = run.cache?.load();
  return before ? update(run, before) : scanAll(run);
}

/** No snapshot: the workers start on the first folders while the walk goes on. */
async function scanAll(run: IndexRun): Promise<TreeFacts> {
  // one core is left to who may be typing: only then are files scanned when all are listed
  const chunks = run.slice.enabled ? await all(listing(run, false)) : listing(run, false);
  const problems: Problem[] = [];
  const files: string[] = [];
  const facts = new Map<string, HashedFacts>();
  const at = new Map<string, number>();
  const stamps = new GrowingNumbers();
  const pool = poolFor(run, {
    facts,
    problems,
    known: new Map(),
    total: () => files.length,
    onStamp: (file, stamp) => {
      stamps.put((at.get(file) ?? 0) * 3, stamp);
    },
  });
  try {
    for await (const listed of chunks) {
      problems.push(...listed.problems);
      for (const file of listed.files) {
        at.set(file, files.length);
        files.push(file);
        pool.add(file);
      }
      await run.slice.rest();
    }
  } catch (error) {
    await pool.stop();
    throw error;
  }
  await pool.finish(run.slice.signal);
  return {
    unchanged: false,
    files,
    stamps: stamps.first(files.length * 3),
    facts,
    problems,
  };
}

/** Numbers that come in any order, zeros where none came. Room is made as it is needed, never all at the end. */
class GrowingNumbers {
  #numbers = new Float64Array(1024);

  put(at: number, some: Float64Array): void {
    if (at + some.length > this.#numbers.length) this.#grow(at + some.length);
    this.#numbers.set(some, at);
  }

  first(count: number): Float64Array {
    if (count > this.#numbers.length) this.#grow(count);
    return this.#numbers.slice(0, count);
  }

  #grow(least: number): void {
    const larger = new Float64Array(Math.max(least, this.#numbers.length * 2));
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}

async function update(run: IndexRun, before: StoredSnapshot): Promise<TreeFacts | UnchangedTree> {
  const problems: Problem[] = [];
  const files: string[] = [];
  const parts: Float64Array[] = [];
  for await (const listed of listing(run, true)) {
    files.push(...listed.files);
    problems.push(...listed.problems);
    parts.push(listed.stamps);
  }
  const stamps = joined(parts);
  const changed = changedFiles(files, stamps, before);
  const stored = before.reports();
  if (changed.size === 0 && files.length === before.files.length && stored)
    return { ...stored, unchanged: true, files, stamps, snapshot: before };

  const known = before.facts();
  const kept = new Set(files);
  const isKept = (file: string): boolean => kept.has(file) && !changed.has(file);
  const facts = new Map([...(known ?? [])].filter(([file]) => isKept(file)));
  if (known) problems.push(...(stored?.problems ?? []).filter(({ file }) => isKept(file)));
  const unread = known ? [...changed] : files;
  const pool = poolFor(run, {
    facts,
    problems,
    known: known ?? new Map(),
    total: () => unread.length,
    onStamp: () => undefined,
  });
  for (const file of unread) pool.add(file);
  await pool.finish(run.slice.signal);
  return { unchanged: false, files, stamps, facts, problems };
}

/** Where the pool's results go, and what is known already. */
interface Sink {
  readonly facts: Map<string, HashedFacts>;
  readonly problems: Problem[];
  readonly known: ReadonlyMap<string, HashedFacts>;
  total(): number;
  onStamp(file: string, stamp: Float64Array): void;
}

function poolFor(run: IndexRun, sink: Sink): ScanPool {
  let scanned = 0;
  return new ScanPool({
    root: run.root,
    field: run.field,
    workers: run.workers,
    knownHashes: [...sink.known.values()].map(({ hash }) => hash),
    background: run.slice.enabled,
    onResult: (batch, { stamps, candidates, problems }) => {
      batch.forEach((file, i) => {
        sink.onStamp(file, stamps.subarray(i * 3, i * 3 + 3));
      });
      for (const { at, hash, facts: fresh } of candidates) {
        const file = batch[at];
        const facts = file === undefined ? undefined : (fresh ?? sink.known.get(file)?.facts);
        if (file !== undefined && facts) sink.facts.set(file, { hash, facts });
      }
      sink.problems.push(...problems);
      scanned += batch.length;
      run.onProgress?.(scanned, sink.total());
    },
  });
}

/** The files of the tree: where somebody may be typing, from a thread of its own. */
async function* listing({ root, paths, slice }: IndexRun, stamped: boolean): AsyncGenerator<Listed> {
  const setup = { root, paths, stamped };
  for await (const listed of slice.enabled ? listApart(setup, slice.signal) : list(setup)) {
    yield listed;
    await slice.rest();
  }
}

async function all<T>(chunks: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const chunk of chunks) found.push(chunk);
  return found;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function changedFiles(files: readonly string[], stamps: Float64Array, before: Stamps): Set<string> {
  // an unchanged tree is walked in the same order: compare in step, and look up only what is out of step
  let old: Map<string, number> | undefined;
  const isChanged = (file: string, i: number): boolean => {
    let j = i;
    if (before.files[i] !== file) {
      old ??= new Map(before.files.map((each, k) => [each, k]));
      const found = old.get(file);
      if (found === undefined) return true;
      j = found;
    }
    for (let k = 0; k < 3; k++) if (stamps[i * 3 + k] !== before.stamps[j * 3 + k]) return true;
    return false;
  };
  return new Set(files.filter(isChanged));
}
