// The ground truth: rows that a compiler made, and how an answer of ours compares with them.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from '../editor/paths.mjs';

/** The records whose field we track; every other record's member of that name is a true negative. */
export const RECORDS = ['page', 'folio'];

/** Where a truth may lie, first the one asked for. */
export function truthPath(asked) {
  const places = asked ? [asked] : [join(ROOT, '..', 'shared', 'truth', 'linux-6.1-mapping.jsonl')];
  return places.map((place) => resolve(place)).find((place) => existsSync(place)) ?? null;
}

export function readRows(text) {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}

export const readTruth = (path) => readRows(readFileSync(path, 'utf8'));

const place = (file, line, column) => `${file}:${line}:${column}`;

/**
 * @param {{file: string, line: number, col: number, record: string}[]} truth
 * @param {{file: string, line: number, column: number, record: string | null}[]} found
 */
export function compare(truth, found) {
  const byPlace = new Map(found.map((use) => [place(use.file, use.line, use.column), use]));
  const wanted = new Map();
  const foreign = new Map();
  for (const row of truth) {
    const key = place(row.file, row.line, row.col);
    // a macro body is expanded in many places: one row each, one place
    (RECORDS.includes(row.record) ? wanted : foreign).set(key, row);
  }
  const misses = [];
  let right = 0;
  for (const [key, row] of wanted) {
    const use = byPlace.get(key);
    if (use?.record === row.record) right++;
    else misses.push({ place: key, row, use: use ?? null });
  }
  const claimed = [...foreign]
    .map(([key, row]) => ({ place: key, row, use: byPlace.get(key) ?? null }))
    .filter(({ place: key, use }) => RECORDS.includes(use?.record) && !wanted.has(key));
  const extra = found.filter((use) => {
    const key = place(use.file, use.line, use.column);
    return RECORDS.includes(use.record) && !wanted.has(key) && !foreign.has(key);
  });
  const unknown = found.filter((use) => use.record === null);
  return {
    wanted: wanted.size,
    foreign: foreign.size,
    right,
    misses,
    claimed,
    extra,
    unknown,
    recall: wanted.size === 0 ? 1 : right / wanted.size,
    // extras are outside the compiler's one configuration: they are listed, not counted against
    precision: right + claimed.length === 0 ? 1 : right / (right + claimed.length),
  };
}

/**
 * Paths to ask the tool about: the folders of the files that the truth covers. A folder above
 * another covered one (fs above fs/ext4) is covered in part only: there the files themselves.
 */
export function coveredPaths(truth) {
  const folderOf = (file) => file.slice(0, file.lastIndexOf('/'));
  const folders = [...new Set(truth.map((row) => folderOf(row.file)))];
  const isAbove = (folder) => folders.some((other) => other.startsWith(`${folder}/`));
  return [...new Set(truth.map(({ file }) => (isAbove(folderOf(file)) ? file : folderOf(file))))].sort();
}
