/** Small readings of C text around an offset, where the edits alone say too little. */

/** The name before the bracket that is open at an offset: `f` in `f(a, |b)`, `readpage` in `(*readpage)(|`. */
export function calleeAt(text: string, offset: number): string | null {
  const open = openBefore(text, offset);
  if (open === null) return null;
  const before = text.slice(Math.max(0, open - 200), open);
  const [, pointer, name] = /(?:\(\s*\*\s*(\w+)\s*\)|(\w+))\s*$/.exec(before) ?? [];
  return pointer ?? name ?? null;
}

/** Whether that name is a member: `ops->readpage(|`, `ops.readpage(|`. */
export function isMemberCall(text: string, offset: number): boolean {
  const open = openBefore(text, offset);
  return open !== null && /(?:->|\.)\s*\w+\s*$/.test(text.slice(Math.max(0, open - 200), open));
}

/** Which argument or parameter begins at an offset, from 0. */
export function argumentAt(text: string, offset: number): number {
  const open = openBefore(text, offset) ?? offset;
  let depth = 0;
  let index = 0;
  for (let at = open + 1; at < offset; at++) {
    const char = text[at] ?? '';
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (char === ',' && depth === 0) index++;
  }
  return index;
}

/** The round bracket that is open at an offset, inside one statement. */
export function openBefore(text: string, offset: number): number | null {
  let depth = 0;
  for (let at = offset - 1; at >= 0; at--) {
    const char = text[at];
    if (char === ')') depth++;
    else if (char === ';' || char === '{' || char === '}') return null;
    else if (char === '(' && depth-- === 0) return at;
  }
  return null;
}

/** Offset behind the bracket that closes the one at `open`; null where none does. */
export function closeAfter(text: string, open: number): number | null {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return null;
}

/** The line around an offset. */
export function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end < 0 ? text.length : end);
}
