import { blank, closing } from './mask/scan.ts';

/** A stretch of a file to be parsed; same length as the original there. */
export interface Piece {
  readonly start: number;
  readonly text: string;
}

/**
 * The top-level items that hold one of the offsets (in rising order). Parsing takes time by the token,
 * so a bulk run parses a twentieth of what it reads. Items end, as kernel style has it, at a line that
 * starts with a closing brace. Where the braces of an item do not balance that is not so: null, and
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
    if (!balanced(item)) return null;
    pieces.push({ start, text: withoutLooseConditionals(item) });
  }
  return pieces;
}

function itemStart(text: string, offset: number, least: number): number {
  const brace = text.lastIndexOf('\n}', offset);
  if (brace < least) return least;
  const line = text.indexOf('\n', brace + 1);
  return line < 0 || line > offset ? brace + 1 : line + 1;
}

function itemEnd(text: string, offset: number): number {
  const brace = text.indexOf('\n}', offset);
  if (brace < 0) return text.length;
  const line = text.indexOf('\n', brace + 1);
  return line < 0 ? text.length : line + 1;
}

function balanced(item: string): boolean {
  for (let open = item.indexOf('{'); open >= 0; open = item.indexOf('{', open)) {
    const end = closing(item, open);
    if (end < 0) return false;
    open = end;
  }
  return true;
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
  let out = item;
  for (const { start, end } of loose)
    out = out.slice(0, start) + blank(out.slice(start, end)) + out.slice(end);
  return out;
}
