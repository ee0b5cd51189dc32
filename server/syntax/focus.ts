import { Brackets } from './mask/brackets.ts';
import { Patches } from './mask/scan.ts';

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
    if (!new Brackets(item).balanced) return null;
    pieces.push({ start, text: withoutLooseConditionals(item) });
  }
  return pieces;
}

function itemStart(text: string, offset: number, least: number): number {
  for (let brace = text.lastIndexOf('\n}', offset); brace >= least; ) {
    const end = lineEnd(text, brace + 1);
    if (end <= offset && endsItem(text.slice(brace + 1, end))) return end;
    if (brace === 0) break;
    brace = text.lastIndexOf('\n}', brace - 1);
  }
  return least;
}

function itemEnd(text: string, offset: number): number {
  for (let brace = text.indexOf('\n}', offset); brace >= 0; brace = text.indexOf('\n}', brace + 1)) {
    const end = lineEnd(text, brace + 1);
    if (endsItem(text.slice(brace + 1, end))) return end;
  }
  return text.length;
}

/** Offset just past the line end. */
function lineEnd(text: string, from: number): number {
  const line = text.indexOf('\n', from);
  return line < 0 ? text.length : line + 1;
}

/** Not `} table[] = {`, `} else {`, and no line of a macro that goes on. */
function endsItem(line: string): boolean {
  return !/[{(=,\\]\s*$/.test(line);
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
