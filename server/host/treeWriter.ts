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
import { dirname, join, relative, sep } from 'node:path';
import { decode } from './read.ts';

/** What becomes of a tree's files; texts by their path relative to the tree, null for a file taken away. */
export type Changes = ReadonlyMap<string, string | null>;

/** Where new texts wait, inside the tree so that each takes its place by a rename. */
const STAGING = '.mapshift-writing';
const JOURNAL = 'journal.json';

interface Journal {
  /** the file that takes the place of another, by its name in the staging folder */
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  readonly removed: readonly string[];
}

/**
 * Writes changes so that a tree is never left between two states. All new texts are put beside the tree's
 * files first; then a journal names them, and each takes its file's place at once. Who is cut short before
 * the journal has changed nothing; who is cut short after it is finished by `finishWriting`. A file keeps
 * its encoding, its line ends and its mode. Throws what the file system throws.
 */
export function writeChanges(
  root: string,
  changes: Changes,
  progress: (done: number) => void = () => undefined,
): void {
  const staging = join(root, STAGING);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging);
  const moves: { from: string; to: string }[] = [];
  const removed: string[] = [];
  for (const [file, text] of changes) {
    if (text === null) {
      removed.push(file);
      continue;
    }
    const from = String(moves.length);
    const target = realFile(root, file);
    const known = existsSync(target);
    writeFileSync(join(staging, from), known ? encodedLike(readFileSync(target), text) : text);
    if (known) chmodSync(join(staging, from), statSync(target).mode);
    moves.push({ from, to: relative(realpathSync(root), target).split(sep).join('/') });
  }
  // a journal is whole or absent
  writeFileSync(join(staging, 'new'), JSON.stringify({ moves, removed } satisfies Journal));
  renameSync(join(staging, 'new'), join(staging, JOURNAL));
  finishWriting(root, progress);
}

/** Ends what a run was cut short in. Answers how many files there were; 0 where nothing was begun. */
export function finishWriting(root: string, progress: (done: number) => void = () => undefined): number {
  const staging = join(root, STAGING);
  const journal = readJournal(join(staging, JOURNAL));
  let done = 0;
  for (const { from, to } of journal?.moves ?? []) {
    if (existsSync(join(staging, from))) {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      renameSync(join(staging, from), join(root, to));
    }
    progress(++done);
  }
  for (const file of journal?.removed ?? []) rmSync(join(root, file), { force: true });
  if (existsSync(staging)) rmSync(staging, { recursive: true, force: true });
  return done + (journal?.removed.length ?? 0);
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

function readJournal(path: string): Journal | null {
  if (!existsSync(path)) return null;
  return JSON.parse(readFileSync(path, 'utf8')) as Journal;
}
