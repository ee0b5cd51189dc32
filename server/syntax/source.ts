/** 0-based line, and 0-based column in UTF-16 units. */
export interface Point {
  readonly row: number;
  readonly column: number;
}

/** A file's text with its lines, and the byte columns that the command line speaks in. */
export class SourceText {
  #lineStarts: number[] | undefined;

  constructor(readonly text: string) {}

  get lineStarts(): readonly number[] {
    if (!this.#lineStarts) {
      const starts = [0];
      for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1))
        starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }

  /** 0-based line of a UTF-16 offset. */
  lineOf(offset: number): number {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  pointOf(offset: number): Point {
    const row = this.lineOf(offset);
    return { row, column: offset - (this.lineStarts[row] ?? 0) };
  }

  /** 1-based line, and 1-based column in UTF-8 bytes. */
  position(offset: number): { line: number; column: number } {
    const line = this.lineOf(offset);
    const start = this.lineStarts[line] ?? 0;
    return { line: line + 1, column: 1 + utf8Length(this.text, start, offset) };
  }

  /** The text of a 0-based line, without its end. */
  line(line: number): string {
    const start = this.lineStarts[line] ?? this.text.length;
    const end = this.lineStarts[line + 1] ?? this.text.length + 1;
    return this.text.slice(start, end - 1).replace(/\r$/, '');
  }
}

function utf8Length(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    // a surrogate pair is four bytes: two for each half
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
  }
  return bytes;
}
