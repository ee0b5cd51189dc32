// Every patch of a series compiles by itself: behind each one, the objects that it concerns are compiled.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredAnew } from './concerned.mjs';
import { checkObjects } from './syntax.mjs';
import { newComplaints, tellComplaint } from './warnings.mjs';

/** Files that a patch changes, adds or removes. */
export function filesOf(patch) {
  const files = new Set();
  for (const [, path] of patch.matchAll(/^(?:---|\+\+\+) [ab]\/(\S+)/gm)) files.add(path);
  return [...files];
}

/** A header's own text is compiled with this many of those who read it. */
const READERS = 4;

function patchesIn(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.patch'))
    .sort();
}

/** All that a series says, but for when it was made. */
export function seriesText(folder) {
  return patchesIn(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8').replace(/^Date: .*$/m, ''))
    .join('');
}

/** The part of a patch that is about headers. */
function headersOf(patch) {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((part) => /^diff --git a\/\S+\.h /.test(part))
    .join('');
}

/** Objects of the sources that a patch changes or whose calls it gives another meaning, and a few of each header's. */
function concernedBy(compiled, files, naming) {
  const sources = new Set([...files, ...naming]);
  const objects = new Set(compiled.filter(({ source }) => sources.has(source)));
  for (const file of files)
    if (file.endsWith('.h'))
      for (const one of compiled.filter(({ reads }) => reads.includes(file)).slice(0, READERS))
        objects.add(one);
  return [...objects];
}

/**
 * Applies the patches one behind the other. What a patch complains of counts for it where none before it did.
 * @param {{ out: string, compiled: import('./commands.mjs').Compiled[] }[]} outputs what the state before knows
 * @returns {Promise<{ name: string, files: number, looked: number, complaints: string[] }[]>}
 */
export async function checkSeries(work, folder, outputs, { jobs, say }) {
  const results = [];
  let known = [];
  for (const name of patchesIn(folder)) {
    const path = join(folder, name);
    const patch = readFileSync(path, 'utf8');
    const files = filesOf(patch);
    // a cover letter has no diff
    if (files.length === 0) continue;
    await work.git('apply', '--whitespace=nowarn', path);
    const naming = await work.naming(declaredAnew(headersOf(patch)));
    const concerned = outputs.map(({ out, compiled }) => ({
      out,
      // the last patch of all removes the checker
      compiled: concernedBy(compiled, files, naming).filter(({ source }) =>
        existsSync(join(work.tree, source)),
      ),
    }));
    const { looked, complaints } = await checkObjects(concerned, null, { tree: work.tree, jobs });
    const fresh = newComplaints(known, complaints);
    known = [...known, ...fresh];
    say(`${name}: ${looked} objects, ${fresh.length} complaints`);
    results.push({ name, files: files.length, looked, complaints: fresh.map(tellComplaint) });
  }
  return results;
}
