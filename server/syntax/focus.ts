import { blank, closing } from './mask/scan.ts';

/**
 * The text with every top-level item blanked that holds none of the offsets. Parsing takes time by
 * the token, so a bulk run parses a twentieth of what it reads; offsets stay those of the file. Items
 * end, as kernel style has it, at a line that starts with a closing brace. Where the braces of an item
 * do not balance that is not so, and the whole text is returned.
 */
export function focus(text: string, offsets: readonly number[]): string {
  const ends: number[] = [];
  for (let at = text.indexOf('\n}'); at >= 0; at = text.indexOf('\n}', at + 2)) {
    const line = text.indexOf('\n', at + 1);
    ends.push(line < 0 ? text.length : line);
  }
  if (ends.at(-1) !== text.length) ends.push(text.length);
  const parts: string[] = [];
  let start = 0;
  let next = 0;
  for (const end of ends) {
    const item = text.slice(start, end);
    if (next < offsets.length && (offsets[next] ?? 0) < end) {
      while (next < offsets.length && (offsets[next] ?? 0) < end) next++;
      if (!balanced(item)) return text;
      parts.push(withoutLooseConditionals(item));
    } else parts.push(blank(item));
    start = end;
  }
  return parts.join('');
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
