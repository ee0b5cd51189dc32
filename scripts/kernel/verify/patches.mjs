// Every patch of a series compiles by itself: behind each one, the objects that it touches are compiled.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkObjects } from './syntax.mjs';
import { newComplaints, tellComplaint } from './warnings.mjs';

/** Files that a patch changes, adds or removes. */
export function filesOf(patch) {
  const files = new Set();
  for (const [, path] of patch.matchAll(/^(?:---|\+\+\+) [ab]\/(\S+)/gm)) files.add(path);
  return [...files];
}

/**
 * Applies the patches one behind the other. What a patch complains of counts for it where none before it did.
 * @param {{ out: string, compiled: import('./commands.mjs').Compiled[] }[]} outputs what the state before knows
 * @returns {Promise<{ name: string, files: number, looked: number, complaints: string[] }[]>}
 */
export async function checkSeries(work, folder, outputs, { jobs, say }) {
  const results = [];
  let known = [];
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.patch'))
    .sort()) {
    const path = join(folder, name);
    const files = filesOf(readFileSync(path, 'utf8'));
    // a cover letter has no diff
    if (files.length === 0) continue;
    await work.git('apply', '--whitespace=nowarn', path);
    const { looked, complaints } = await checkObjects(outputs, files, { tree: work.tree, jobs });
    const fresh = newComplaints(known, complaints);
    known = [...known, ...fresh];
    say(`${name}: ${looked} objects, ${fresh.length} complaints`);
    results.push({ name, files: files.length, looked, complaints: fresh.map(tellComplaint) });
  }
  return results;
}
