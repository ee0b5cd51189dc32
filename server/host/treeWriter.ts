import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { decode } from './read.ts';
import { reasonOf } from './walk.ts';

/** What becomes of a tree's files; texts by their path relative to the tree, null for a file taken away. */
export type Changes = ReadonlyMap<string, string | null>;

/** Where new texts wait, inside the tree so that each takes its place by a rename. */
const STAGING = '.mapshift-writing';
const JOURNAL = 'journal.json';
/** holds the id of the process that writes */
const WRITER = 'pid';

/** A tree that cannot be written now; the message is one clear line. What it held it holds still. */
export class WriteError extends Error {
  override name = 'WriteError';
}

export interface WriteOptions {
  /** the texts that the changes were made from, null for a file that is new: they must be there still */
  readonly expected?: ReadonlyMap<string, string | null>;
  /** told how many files have their new text */
  readonly progress?: (done: number) => void;
}

interface Journal {
  /** the file that takes the place of another, by its name in the staging folder */
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  readonly removed: readonly string[];
}

/**
 * Writes changes so that a tree is never left between two states. All new texts are put beside the tree's
 * files first; then a journal names them, and each takes its file's place at once. Who is cut short before
 * the journal has changed nothing; who is cut short after it is finished by `finishWriting`. A file keeps
 * its encoding, its line ends and its mode. Throws WriteError.
 */
export function writeChanges(root: string, changes: Changes, options: WriteOptions = {}): void {
  if (changes.size === 0) return;
  const staging = join(root, STAGING);
  try {
    claim(staging);
  } catch (error) {
    throw told(root, error);
  }
  try {
    const moves: { from: string; to: string }[] = [];
    const removed: string[] = [];
    for (const [file, text] of changes) {
      const target = realFile(root, file);
      const known = existsSync(target) ? readFileSync(target) : null;
      const expected = options.expected?.get(file);
      if (expected !== undefined && (known === null ? null : decode(known)) !== expected)
        throw new WriteError(`${file} changed meanwhile: nothing was written, run it again`);
      if (text === null) {
        removed.push(file);
        continue;
      }
      const from = String(moves.length);
      writeFileSync(join(staging, from), known ? encodedLike(known, text) : text);
      if (known) chmodSync(join(staging, from), statSync(target).mode);
      moves.push({ from, to: relative(realpathSync(root), target).split(sep).join('/') });
    }
    // a journal is whole or absent
    writeFileSync(join(staging, 'new'), JSON.stringify({ moves, removed } satisfies Journal));
    renameSync(join(staging, 'new'), join(staging, JOURNAL));
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    throw told(root, error);
  }
  carryOn(root, options.progress ?? (() => undefined));
}

function told(root: string, error: unknown): WriteError {
  return error instanceof WriteError
    ? error
    : new WriteError(`${root}: ${reasonOf(error)}: nothing was written`);
}

/** Whether a run was cut short after its journal: the tree holds old files and new ones. */
export function isUnfinished(root: string): boolean {
  return existsSync(join(root, STAGING, JOURNAL));
}

/** Ends what a run was cut short in. Answers how many files there were; 0 where nothing was begun. Throws WriteError. */
export function finishWriting(root: string): number {
  const staging = join(root, STAGING);
  if (!existsSync(staging)) return 0;
  refuseBusy(staging);
  return carryOn(root, () => undefined);
}

function carryOn(root: string, progress: (done: number) => void): number {
  const staging = join(root, STAGING);
  const journal = readJournal(root, join(staging, JOURNAL));
  let done = 0;
  try {
    for (const { from, to } of journal?.moves ?? []) {
      if (existsSync(join(staging, from))) {
        mkdirSync(dirname(join(root, to)), { recursive: true });
        renameSync(join(staging, from), join(root, to));
      }
      progress(++done);
    }
    for (const file of journal?.removed ?? []) rmSync(join(root, file), { force: true });
    rmSync(staging, { recursive: true, force: true });
  } catch (error) {
    throw new WriteError(
      `${root}: ${reasonOf(error)}: ${done} files are written, the next run writes the others`,
    );
  }
  return done + (journal?.removed.length ?? 0);
}

/** The folder is this process's own from here on. */
function claim(staging: string): void {
  if (existsSync(join(staging, JOURNAL)))
    throw new WriteError(`${staging}: an earlier run was cut short: finish it first`);
  refuseBusy(staging);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging);
  writeFileSync(join(staging, WRITER), String(process.pid));
}

function refuseBusy(staging: string): void {
  const path = join(staging, WRITER);
  const pid = existsSync(path) ? Number(readFileSync(path, 'utf8')) : Number.NaN;
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // who may not be asked is alive
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return;
  }
  throw new WriteError(`another mapshift (process ${pid}) is writing this tree`);
}

/** The bytes of a text in the encoding and with the line ends that the file had. */
export function encodedLike(before: Buffer, text: string): Buffer {
  const old = decode(before);
  const lone = /(?<!\r)\n/;
  const ended = old.includes('\r\n') && !lone.test(old) ? text.replace(/(?<!\r)\n/g, '\r\n') : text;
  const latin = !before.equals(Buffer.from(old, 'utf8'));
  return Buffer.from(ended, latin ? 'latin1' : 'utf8');
}

/** Follows a link, which a rename would replace by a file. */
function realFile(root: string, file: string): string {
  const path = join(realpathSync(root), file);
  return existsSync(path) ? realpathSync(path) : path;
}

/** Null where there is none. A journal is a file of the tree, which may be anybody's: it must not lead out of it. */
function readJournal(root: string, path: string): Journal | null {
  if (!existsSync(path)) return null;
  const odd = new WriteError(`${path}: this is no journal of ours: take the folder away`);
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw odd;
  }
  if (!isJournal(read)) throw odd;
  const real = realpathSync(root);
  for (const file of [...read.moves.map(({ to }) => to), ...read.removed]) {
    let folder = dirname(join(real, file));
    while (!existsSync(folder)) folder = dirname(folder);
    const inside = relative(real, realpathSync(folder));
    if (isAbsolute(file) || file.split('/').includes('..') || inside.startsWith('..') || isAbsolute(inside))
      throw odd;
  }
  return read;
}

function isJournal(read: unknown): read is Journal {
  const { moves, removed } = (read ?? {}) as { moves?: unknown; removed?: unknown };
  return (
    Array.isArray(moves) &&
    Array.isArray(removed) &&
    removed.every((each) => typeof each === 'string') &&
    moves.every(({ from, to }) => typeof from === 'string' && /^\d+$/.test(from) && typeof to === 'string')
  );
}
