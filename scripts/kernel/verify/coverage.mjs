// Which of the changed lines a compiler has seen, in one configuration at least.
import { spawn } from 'node:child_process';
import { affected, preprocessing } from './commands.mjs';
import { inTurn, kindly } from './process.mjs';

/**
 * The lines that a diff without context (`git diff -U0`) adds, by file. Blank lines, comments and what stands
 * alone as a bracket are nothing to compile.
 * @returns {Map<string, { line: number, text: string }[]>}
 */
export function addedLines(diff) {
  const files = new Map();
  let file = null;
  let at = 0;
  for (const line of diff.split('\n')) {
    const name = /^\+\+\+ b\/(.*)$/.exec(line);
    const hunk = /^@@ -\S+ \+(\d+)/.exec(line);
    if (name) {
      file = name[1];
      files.set(file, []);
    } else if (line.startsWith('+++ ')) file = null;
    else if (hunk) at = Number(hunk[1]);
    else if (line.startsWith('+') && file !== null) {
      const text = line.slice(1);
      if (/[\w]/.test(text) && !/^\s*(?:\/?\*|\/\/)/.test(text)) files.get(file)?.push({ line: at, text });
      at++;
    }
  }
  return files;
}

/** A line of a macro is compiled where the macro is used, and preprocessed text does not say where that is. */
export function isMacroLine({ text }) {
  return /^\s*#/.test(text) || /\\\s*$/.test(text);
}

/** Lines of a file that preprocessed text holds something of, by its line markers. */
export function linesSeen(preprocessed, file, tree) {
  const seen = new Set();
  const paths = new Set([file, `${tree}/${file}`]);
  let inside = false;
  let at = 0;
  for (const line of preprocessed.split('\n')) {
    const marker = /^# (\d+) "([^"]*)"/.exec(line);
    if (marker) {
      at = Number(marker[1]);
      inside = paths.has(marker[2]) || marker[2].endsWith(`/${file}`);
      continue;
    }
    if (inside && line.trim() !== '') seen.add(at);
    at++;
  }
  return seen;
}

function outputOf(command, cwd) {
  return new Promise((resolve, reject) => {
    const [program, args] = kindly('sh', ['-c', command]);
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
    const parts = [];
    child.stdout.on('data', (data) => parts.push(data));
    child.on('error', reject);
    child.on('close', () => resolve(Buffer.concat(parts).toString('utf8')));
  });
}

/**
 * Whether a line is compiled: something of it is there, or of the line on which its statement began, as where
 * a macro's arguments stand on several lines.
 * @param {ReadonlySet<number>} seen 1-based
 * @param {readonly string[]} lines of the file
 */
export function isSeen(seen, lines, line) {
  for (let at = line; at > 0 && at > line - 8; at--) {
    if (seen.has(at)) return true;
    const above = lines[at - 2] ?? '';
    if (/[;{}]\s*(?:\/\*.*)?$/.test(above) || /^\s*#/.test(above)) return false;
  }
  return false;
}

/** A header is read by hundreds of files: this many are asked before its line counts as not compiled. */
const READERS = 12;

/**
 * @param {Map<string, { line: number, text: string }[]>} added
 * @param {{ out: string, compiled: import('./commands.mjs').Compiled[] }[]} outputs
 * @param {{ tree: string, textOf: (file: string) => string, jobs: number }} options
 * @returns {Promise<{ lines: number, macros: number, compiled: number, files: number,
 *   left: { file: string, line: number, text: string, inMacro: boolean, built: boolean }[] }>}
 *   `left`: what no configuration compiles; `built`: another part of the file is compiled
 */
export async function coverage(added, outputs, { tree, textOf, jobs }) {
  const files = [...added].filter(([file, lines]) => /\.[ch]$/.test(file) && lines.length > 0);
  const left = [];
  const sum = { lines: 0, macros: 0, compiled: 0, files: files.length };
  await inTurn(files, jobs, async ([file, lines]) => {
    const { missing, built } = await missingOf(file, lines, outputs, tree, textOf(file).split('\n'));
    sum.lines += lines.length;
    for (const each of missing) {
      const inMacro = isMacroLine(each);
      if (inMacro && built) sum.macros++;
      else left.push({ file, ...each, inMacro, built });
    }
  });
  left.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  sum.compiled = sum.lines - sum.macros - left.length;
  return { ...sum, left };
}

async function missingOf(file, lines, outputs, tree, text) {
  let missing = lines;
  let built = false;
  for (const { out, compiled } of outputs) {
    for (const { object, command } of affected(compiled, [file]).slice(
      0,
      file.endsWith('.h') ? READERS : 2,
    )) {
      built = true;
      if (missing.every(isMacroLine)) return { missing, built };
      const seen = linesSeen(await outputOf(preprocessing(command, object), out), file, tree);
      missing = missing.filter(({ line }) => !isSeen(seen, text, line));
    }
  }
  return { missing, built };
}
