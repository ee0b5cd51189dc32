import type { Brackets } from './brackets.ts';
import { Patches, skipSpace } from './scan.ts';

/** Iteration macros: `list_for_each_entry`, `xas_for_each`, `for_each_bvec`, `hlist_for_each_entry_rcu` … */
const LOOP =
  /\b(?:\w+_)?(?:for_each|foreach)(?:_\w+)?[ \t]*\(|\b(?:[A-Z][A-Z0-9_]*)?FOR_?EACH[A-Z0-9_]*[ \t]*\(/g;

/**
 * `list_for_each_entry(pos, head, member) {` becomes `while (pos, head, member) {` with spaces in
 * between: a comma expression is a condition, so the loop is a loop again. Only heads that are
 * followed by a statement are touched; a function call such as `bus_for_each_dev(…);` is left alone.
 */
export function maskLoops(text: string, brackets: Brackets): string {
  if (!/for_?each/i.test(text)) return text;
  const patches = new Patches();
  LOOP.lastIndex = 0;
  for (let match = LOOP.exec(text); match; match = LOOP.exec(text)) {
    const open = match.index + match[0].length - 1;
    if (!startsStatement(text, match.index)) continue;
    const end = brackets.closing(open);
    if (end < 0) continue;
    const next = text[skipSpace(text, end)];
    if (next === undefined || !/[\w{*(]/.test(next)) continue;
    patches.put(match.index, 'while'.padEnd(open - match.index));
  }
  return patches.apply(text);
}

/** A loop head follows a bracket, a semicolon, a label, a comment, `else`, `do` or a directive's line. */
function startsStatement(text: string, at: number): boolean {
  let i = at - 1;
  while (i >= 0 && /\s/.test(text[i] ?? '')) i--;
  if (i < 0) return false;
  if ('{};):\\'.includes(text[i] ?? '') || (text[i] === '/' && text[i - 1] === '*')) return true;
  if (/\b(?:else|do)$/.test(text.slice(Math.max(0, i - 4), i + 1))) return true;
  if (!text.slice(i, at).includes('\n')) return false;
  const before = text.slice(Math.max(0, i - MAX_DIRECTIVE), i + 1);
  return /^[ \t]*(?:#|\/\/)/.test(before.slice(before.lastIndexOf('\n') + 1));
}

/** Longer lines than this are no `#if`. */
const MAX_DIRECTIVE = 400;
