// Sizes in CSS pixels. Text is not measured: an estimate keeps the layout the same on every machine,
// in tests and in an exported picture; what may not fit is cut and told in full by its title.

export const MONO = 7.25;
export const SANS = 6.7;
export const SMALL = 6.1;

export const PAD = 12;
export const HEAD = 26;
export const ROW = 23;
export const BOX_PAD = 8;
/** Between boxes that stand one above the other: pins straddle the upper edge. */
export const GAP = 28;
/** Width of the cell of one bit. */
export const bitWidth = (box: number): number => (box < 160 ? 17 : 21);
export const CHIP = 20;

/** As much of a text as fits, with an ellipsis for the rest. */
export function clip(text: string, width: number, char: number = MONO): string {
  const room = Math.floor(width / char);
  if (text.length <= room) return text;
  return room < 2 ? '' : `${text.slice(0, room - 1)}…`;
}

/** A text in at most `most` lines; the last one is cut. */
export function wrap(text: string, width: number, most: number, char: number = SANS): readonly string[] {
  const room = Math.max(4, Math.floor(width / char));
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= room || line === '') line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  if (lines.length <= most) return lines.map((each) => clip(each, width, char));
  const kept = lines.slice(0, most - 1);
  return [...kept, clip(lines.slice(most - 1).join(' '), width, char)];
}

export interface Flowed<T> {
  readonly item: T;
  readonly x: number;
  readonly line: number;
  readonly width: number;
}

/** Puts items side by side, and into a new line where they do not fit. */
export function flow<T>(
  items: readonly T[],
  width: number,
  widthOf: (item: T) => number,
  gap = 6,
): readonly Flowed<T>[] {
  let x = 0;
  let line = 0;
  return items.map((item) => {
    const wide = Math.min(width, widthOf(item));
    if (x > 0 && x + wide > width) {
      x = 0;
      line++;
    }
    const placed = { item, x, line, width: wide };
    x += wide + gap;
    return placed;
  });
}

export const linesOf = (flowed: readonly Flowed<unknown>[]): number => (flowed.at(-1)?.line ?? -1) + 1;
