/**
 * The stretch of top-level code around an offset, without parsing: from behind the last line that
 * begins with `}` to the end of the next such line. Kernel style closes every function, record and
 * table at column 0, so a stretch holds whole items; parsing it costs a thousandth of its file.
 */
export interface Region {
  readonly start: number;
  readonly end: number;
}

export function regionAround(text: string, offset: number): Region {
  const before = text.lastIndexOf('\n}', offset);
  let start = 0;
  if (before >= 0) {
    const lineEnd = text.indexOf('\n', before + 1);
    // the offset stands on the closing line itself: `} name;`
    if (lineEnd >= 0 && lineEnd < offset) start = lineEnd + 1;
    else start = startAbove(text, before);
  }
  const close = text.indexOf('\n}', Math.max(offset, start));
  if (close < 0) return { start, end: text.length };
  const end = text.indexOf('\n', close + 1);
  return { start, end: end < 0 ? text.length : end + 1 };
}

function startAbove(text: string, close: number): number {
  const before = text.lastIndexOf('\n}', close - 1);
  if (before < 0) return 0;
  const lineEnd = text.indexOf('\n', before + 1);
  return lineEnd < 0 ? 0 : lineEnd + 1;
}

/** The regions that hold the offsets, in order and without overlap; `offsets` ascending. */
export function regionsAround(text: string, offsets: readonly number[]): Region[] {
  const regions: Region[] = [];
  for (const offset of offsets) {
    const last = regions.at(-1);
    if (last && offset < last.end) continue;
    const next = regionAround(text, offset);
    regions.push({ start: Math.max(next.start, last?.end ?? 0), end: next.end });
  }
  return regions;
}

const WORD = /[A-Za-z0-9_]/;

/** UTF-16 offsets where `word` stands as a whole word. */
export function wordOffsets(text: string, word: string): number[] {
  const found: number[] = [];
  if (word === '') return found;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const before = at > 0 ? text.charAt(at - 1) : ' ';
    const after = text.charAt(at + word.length) || ' ';
    if (!WORD.test(before) && !WORD.test(after)) found.push(at);
  }
  return found;
}
