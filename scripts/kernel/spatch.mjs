// The peer: Coccinelle over the same folders, and what it finds, by line.
import { join } from 'node:path';
import { ROOT } from '../editor/paths.mjs';
import { measure } from './measure.mjs';
import { RECORDS } from './truth.mjs';

/**
 * `spatch --no-includes` over folders of a tree, .c files only, one process as it runs by default.
 * @returns {Promise<{ seconds: number, lines: Set<string> }>} `file:line:record` found
 * @throws {Error} when spatch fails
 */
export async function spatchUses(tree, folders) {
  const rules = join(ROOT, 'scripts', 'kernel', 'uses.cocci');
  const lines = new Set();
  let seconds = 0;
  // of several folders spatch reads only the last
  for (const folder of folders) {
    const args = ['--no-includes', '--very-quiet', '--sp-file', rules, '--dir', folder];
    const run = await measure('spatch', args, { cwd: tree });
    if (run.code !== 0)
      throw new Error(`spatch ended with ${run.code}: ${run.stderr.trim().split('\n').at(-1)}`);
    seconds += run.seconds;
    for (const line of run.stdout.split('\n'))
      if (/^\S+:\d+:\w+$/.test(line)) lines.add(line.replace(/^\.\//, ''));
  }
  return { seconds, lines };
}

/**
 * Lines of .c files that the truth covers, since a peer knows no columns. A line counts as false
 * only where the truth says that all on it belongs to other records.
 * @param {Set<string>} lines `file:line:record`
 */
export function compareLines(truth, lines, folders) {
  const inside = truth.filter(
    ({ file }) => file.endsWith('.c') && folders.some((folder) => file.startsWith(`${folder}/`)),
  );
  const key = (row) => `${row.file}:${row.line}:${row.record}`;
  const wanted = new Set(inside.filter((row) => RECORDS.includes(row.record)).map(key));
  const lineOf = (each) => each.slice(0, each.lastIndexOf(':'));
  const ours = new Set([...wanted].map(lineOf));
  const foreign = new Set(inside.map((row) => `${row.file}:${row.line}`).filter((line) => !ours.has(line)));
  const right = [...wanted].filter((each) => lines.has(each)).length;
  const wrong = [...new Set([...lines].map(lineOf))].filter((line) => foreign.has(line)).length;
  return {
    recall: wanted.size === 0 ? 1 : right / wanted.size,
    precision: right + wrong === 0 ? 1 : right / (right + wrong),
    right,
    wanted: wanted.size,
    wrong,
  };
}
