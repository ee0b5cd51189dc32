// Wrong conversions, put in by hand, and who finds them: our own proof, the compiler, or the check at boot.
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = join(dirname(fileURLToPath(import.meta.url)), 'mutants');

/**
 * @typedef {{ name: string, kind: string, file: string, function: string, find: string, put: string,
 *   needs?: string }} Mutant
 * `find` is a regular expression over the text of the function; `put` replaces its first match, with groups as $1.
 * `needs`: what the boot must do for it, for whoever reads.
 */

/** @returns {Mutant[]} */
export function mutants(folder = HERE) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({
      name: name.replace(/\.json$/, ''),
      ...JSON.parse(readFileSync(join(folder, name), 'utf8')),
    }));
}

/** Where a function's text begins and ends, by its head at the first column and its closing bracket there. */
export function extentOf(text, name) {
  const head = new RegExp(`^[A-Za-z_][^;{}#]*?\\b${name}\\([^;{}]*\\)\\s*\\{`, 'gm');
  const found = head.exec(text);
  if (!found) return null;
  const end = text.indexOf('\n}', found.index);
  return end < 0 ? null : { start: found.index, end: end + 2 };
}

/**
 * The text with the mistake in it, and its first line. Throws where the conversion left other text than the
 * mutant was made for: then the mutant must be looked at, not skipped.
 */
export function mutate(text, mutant) {
  const extent = extentOf(text, mutant.function);
  if (!extent) throw new Error(`mutant ${mutant.name}: ${mutant.file} has no ${mutant.function}()`);
  const within = text.slice(extent.start, extent.end);
  const pattern = new RegExp(mutant.find);
  const found = pattern.exec(within);
  if (!found) throw new Error(`mutant ${mutant.name}: ${mutant.function}() does not have /${mutant.find}/`);
  const changed = within.replace(pattern, mutant.put);
  const line = text.slice(0, extent.start + found.index).split('\n').length;
  const lines = found[0].split('\n').length;
  return { text: text.slice(0, extent.start) + changed + text.slice(extent.end), line, lines };
}

/**
 * Puts a mutant into the tree; answers what takes it out again. Where nothing was built with it the file gets its
 * time back: a header that seems new would have the whole kernel built.
 */
export function putIn(tree, mutant) {
  const path = join(tree, mutant.file);
  const before = readFileSync(path, 'utf8');
  const { text, line, lines } = mutate(before, mutant);
  const { atime, mtime } = statSync(path);
  writeFileSync(path, text);
  const takeOut = ({ built = false } = {}) => {
    writeFileSync(path, before);
    if (!built) utimesSync(path, atime, mtime);
  };
  return { line, lines, takeOut };
}

/**
 * Mutants that can be in the tree at the same time: no two of a batch are in one function. Looking at a tree takes
 * long, and what is found in a function is of its mutant.
 * @param {readonly Mutant[]} all
 * @returns {Mutant[][]}
 */
export function batchesOf(all) {
  const batches = [];
  for (const mutant of all) {
    const free = batches.find((batch) => !batch.some((other) => other.function === mutant.function));
    if (free) free.push(mutant);
    else batches.push([mutant]);
  }
  return batches;
}

/**
 * The lines of a proof that are about a mutant: in its function, or naming it.
 * @param {readonly string[]} said `file:line: message`, of a tree with the mutant in it
 * @param {{ first: number, last: number }} extent of the function, 1-based lines
 */
export function about(said, mutant, { first, last }) {
  return said.filter((each) => {
    const [, file, line] = /^(.*?):(\d+): /.exec(each) ?? [];
    const inside = file === mutant.file && Number(line) >= first && Number(line) <= last;
    return inside || new RegExp(`\\b${mutant.function}\\(\\)`).test(each);
  });
}

/** Lines of the mutant's function in the tree as it is. */
export function linesOf(tree, mutant) {
  const text = readFileSync(join(tree, mutant.file), 'utf8');
  const extent = extentOf(text, mutant.function);
  const lineAt = (offset) => text.slice(0, offset).split('\n').length;
  return extent ? { first: lineAt(extent.start), last: lineAt(extent.end) } : { first: 0, last: 0 };
}

/** Who caught it, the earliest first; null where nobody did. */
export function caughtBy({ verify, compiler, boot }) {
  if (verify.length > 0) return { by: 'mapshift verify', how: verify[0] };
  if (compiler.length > 0) return { by: 'compiler', how: compiler[0] };
  if (boot && boot.length > 0) return { by: 'boot', how: boot[0] };
  return null;
}

/** What a boot says against a kernel, in lines. */
export function against({ result, fails, wrong, sites }) {
  return [
    ...sites
      .filter((site) => site.differs > 0 && !site.helper.endsWith('_is_truncated'))
      .map(
        (site) =>
          `${site.file}:${site.line}: ${site.helper}() in ${site.function}() was given another value ${site.differs} times`,
      ),
    ...wrong.map(({ kind, text }) => `${kind}: ${text}`),
    ...fails,
    ...(result === 'none' && wrong.length === 0 ? ['no result'] : []),
  ];
}
