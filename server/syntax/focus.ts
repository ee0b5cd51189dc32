import { itemEnd, itemStart } from './items.ts';
import { Brackets } from './mask/brackets.ts';
import { Patches } from './mask/scan.ts';

/** A stretch of a file to be parsed; same length as the original there. */
export interface Piece {
  readonly start: number;
  readonly text: string;
}

/**
 * The top-level items that hold one of the offsets (in rising order). Parsing takes time by the token,
 * so a bulk run parses a twentieth of what it reads. Where the braces of an item do not balance that is not so: null, and
 * the whole text must be parsed.
 */
export function focus(text: string, offsets: readonly number[]): Piece[] | null {
  const pieces: Piece[] = [];
  let end = 0;
  for (const offset of offsets) {
    if (offset < end) continue;
    const start = itemStart(text, offset, end);
    end = itemEnd(text, offset);
    const item = text.slice(start, end);
    if (!new Brackets(item).balanced) return null;
    pieces.push({ start, text: withoutLooseConditionals(item) });
  }
  return pieces;
}

/** An `#if` whose `#endif` stands in another item would be half a construct here. */
function withoutLooseConditionals(item: string): string {
  if (!item.includes('#')) return item;
  const open: { start: number; end: number }[][] = [];
  const loose: { start: number; end: number }[] = [];
  const directive = /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b(?:\\\r?\n|[^\n])*/gm;
  for (let match = directive.exec(item); match; match = directive.exec(item)) {
    const line = { start: match.index, end: match.index + match[0].length };
    const word = match[1] ?? '';
    if (word.startsWith('if')) open.push([line]);
    else if (open.length === 0) loose.push(line);
    else if (word === 'endif') open.pop();
    else open.at(-1)?.push(line);
  }
  loose.push(...open.flat());
  const patches = new Patches();
  for (const { start, end } of loose) patches.blank(item, start, end);
  return patches.apply(item);
}
