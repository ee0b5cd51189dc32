/**
 * Items of a file: functions, records, tables. In kernel style an item ends with a line that starts
 * with a closing brace; `} table[] = {` and `} else {` do not end one, nor does a line of a macro that
 * goes on.
 */

/** Offset at which the item around `offset` begins: behind the last one that ends before it, and not before `least`. */
export function itemStart(text: string, offset: number, least = 0): number {
  let brace = offset > 0 ? text.lastIndexOf('\n}', offset - 1) : -1;
  while (brace >= least) {
    const end = lineEnd(text, brace + 1);
    if (end <= offset && endsItem(text, brace + 1, end)) return end;
    brace = brace === 0 ? -1 : text.lastIndexOf('\n}', brace - 1);
  }
  return least;
}

/** Offset just past the item around `offset`. */
export function itemEnd(text: string, offset: number): number {
  for (let brace = text.indexOf('\n}', offset); brace >= 0; brace = text.indexOf('\n}', brace + 1)) {
    const end = lineEnd(text, brace + 1);
    if (endsItem(text, brace + 1, end)) return end;
  }
  return text.length;
}

/** Whether the line that begins with the brace at `brace` ends an item; `end` is just past the line. */
export function endsItem(text: string, brace: number, end = lineEnd(text, brace)): boolean {
  return !/[{(=,\\]\s*$/.test(text.slice(Math.max(brace, end - 200), end));
}

/** Offset just past the line end. */
function lineEnd(text: string, from: number): number {
  const line = text.indexOf('\n', from);
  return line < 0 ? text.length : line + 1;
}
