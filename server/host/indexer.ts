import { statSync } from 'node:fs';
import type { FileFacts } from '../conversion/facts.ts';
import type { TrackedField } from '../conversion/field.ts';
import type { FileReport, Problem } from '../conversion/model.ts';
import type { Cache, Snapshot } from './cache.ts';
import { ScanPool } from './pool.ts';
import type { Slice } from './slice.ts';
import { walk } from './walk.ts';

/** The facts of a whole tree; with reports when nothing has changed since they were made. */
export interface TreeFacts {
  readonly files: readonly string[];
  /** size, mtime and ctime of each file, in order; zeros for a file that cannot be read */
  readonly stamps: Float64Array;
  readonly hashes: Map<string, string>;
  /** by content hash */
  readonly facts: Map<string, FileFacts>;
  readonly problems: Problem[];
  readonly reports: readonly FileReport[] | null;
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
export async function indexTree(run: IndexRun): Promise<TreeFacts> {
  const before = run.cache?.loadStamps() ?? null;
  return before && run.cache ? update(run, run.cache, before) : scanAll(run);
}

/** No snapshot: the workers start on the first folders while the walk goes on. */
async function scanAll(run: IndexRun): Promise<TreeFacts> {
  const problems: Problem[] = [];
  const files: string[] = [];
  const result = newResult(files, problems);
  const at = new Map<string, number>();
  const stamps: number[] = [];
  const pool = poolFor(
    run,
    result,
    new Map(),
    (file, stamp) => {
      const index = at.get(file) ?? 0;
      for (let i = 0; i < 3; i++) stamps[index * 3 + i] = stamp[i] ?? 0;
    },
    () => files.length,
  );
  try {
    for (const found of walk(run.root, run.paths, (problem) => problems.push(problem))) {
      for (const file of found) {
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
  return { ...result, stamps: Float64Array.from({ length: files.length * 3 }, (_, i) => stamps[i] ?? 0) };
}

async function update(
  run: IndexRun,
  cache: Cache,
  before: Pick<Snapshot, 'files' | 'stamps'>,
): Promise<TreeFacts> {
  const problems: Problem[] = [];
  const files: string[] = [];
  for (const found of walk(run.root, run.paths, (problem) => problems.push(problem))) {
    files.push(...found);
    await run.slice.rest();
  }
  const stamps = await stampsOf(run, files);
  const changed = changedFiles(files, stamps, before);
  const stored = cache.loadReports();
  if (changed.length === 0 && files.length === before.files.length && stored)
    return { ...newResult(files, [...stored.problems]), stamps, reports: stored.reports };

  const known = cache.loadFacts();
  const result = newResult(files, problems);
  const isChanged = new Set(changed);
  const kept = new Set(files);
  for (const [file, hash] of known?.hashes ?? []) {
    const facts = known?.facts.get(hash);
    if (!facts || isChanged.has(file) || !kept.has(file)) continue;
    result.hashes.set(file, hash);
    result.facts.set(hash, facts);
  }
  const lost = known ? changed : files;
  for (const problem of known ? (stored?.problems ?? []) : [])
    if (!isChanged.has(problem.file) && kept.has(problem.file)) problems.push(problem);
  const pool = poolFor(
    run,
    result,
    known?.facts ?? new Map(),
    () => undefined,
    () => lost.length,
  );
  for (const file of lost) pool.add(file);
  await pool.finish(run.slice.signal);
  return { ...result, stamps };
}

function newResult(files: readonly string[], problems: Problem[]): TreeFacts {
  return { files, stamps: new Float64Array(0), hashes: new Map(), facts: new Map(), problems, reports: null };
}

function poolFor(
  run: IndexRun,
  result: TreeFacts,
  known: ReadonlyMap<string, FileFacts>,
  onStamp: (file: string, stamp: Float64Array) => void,
  total: () => number,
): ScanPool {
  let scanned = 0;
  return new ScanPool({
    root: run.root,
    field: run.field,
    workers: run.workers,
    knownHashes: [...known.keys()],
    onResult: (batch, { stamps, candidates, problems }) => {
      batch.forEach((file, i) => {
        onStamp(file, stamps.subarray(i * 3, i * 3 + 3));
      });
      for (const { at, hash, facts: fresh } of candidates) {
        const facts = fresh ?? known.get(hash);
        const file = batch[at];
        if (!facts || file === undefined) continue;
        result.hashes.set(file, hash);
        result.facts.set(hash, facts);
      }
      result.problems.push(...problems);
      scanned += batch.length;
      run.onProgress?.(scanned, total());
    },
  });
}

async function stampsOf(run: IndexRun, files: readonly string[]): Promise<Float64Array> {
  const stamps = new Float64Array(files.length * 3);
  const prefix = `${run.root}/`;
  let at = 0;
  for (const file of files) {
    const stat = statSync(prefix + file, { throwIfNoEntry: false });
    if (stat) {
      stamps[at] = stat.size;
      stamps[at + 1] = stat.mtimeMs;
      stamps[at + 2] = stat.ctimeMs;
    }
    at += 3;
    if (at % 300 === 0) await run.slice.rest();
  }
  return stamps;
}

function changedFiles(
  files: readonly string[],
  stamps: Float64Array,
  before: Pick<Snapshot, 'files' | 'stamps'>,
): string[] {
  // an unchanged tree is walked in the same order: compare in step, and look up only what is out of step
  let old: Map<string, number> | undefined;
  return files.filter((file, i) => {
    let j = i;
    if (before.files[i] !== file) {
      old ??= new Map(before.files.map((each, k) => [each, k]));
      const found = old.get(file);
      if (found === undefined) return true;
      j = found;
    }
    for (let k = 0; k < 3; k++) if (stamps[i * 3 + k] !== before.stamps[j * 3 + k]) return true;
    return false;
  });
}
