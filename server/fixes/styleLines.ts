/** Lines of C as kernel style counts them: columns with tabs of eight, brackets, continued lines. */

const TAB = 8;
/** a statement is not looked for farther up than this */
const MAX_STATEMENT = 20;

/** A bracket that is open at some place. */
export interface Open {
  /** offset just behind it in its line; 0 where that is a line above */
  readonly at: number;
  readonly bracket: string;
  /** what a line begins with that goes on inside it */
  readonly indent: string;
}

/** Columns of a line. */
export function widthOf(line: string): number {
  let column = 0;
  for (const char of line) column = char === '\t' ? column + TAB - (column % TAB) : column + 1;
  return column;
}

/** Tabs and then blanks up to a column. */
export function indentTo(column: number): string {
  return '\t'.repeat(Math.floor(column / TAB)) + ' '.repeat(column % TAB);
}

/** The characters of a line that are code: neither in strings nor in comments. */
export function* codeOf(line: string): Generator<{ char: string; at: number }> {
  const prose = /"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|\/\*.*?(?:\*\/|$)|\/\/.*$/y;
  for (let at = 0; at < line.length; at++) {
    prose.lastIndex = at;
    const skipped = prose.exec(line)?.[0];
    if (skipped) at += skipped.length - 1;
    else yield { char: line[at] ?? '', at };
  }
}

/** Where the code of a line ends that has a comment behind it; its length where nothing but code stands there. */
export function codeEnd(line: string): number {
  let end = 0;
  for (const { char, at } of codeOf(line)) if (!/\s/.test(char)) end = at + 1;
  return /^\s*\/[/*]/.test(line.slice(end)) && end > 0 ? end : line.length;
}

/**
 * The brackets of a statement that are open behind `text`. The innermost is continued as the line that
 * comes next is, which begins with `indent`; the others below their bracket.
 */
export function bracketsBefore(text: string, indent: string): Open[] {
  const lines = text.replace(/\n$/, '').split('\n');
  const open: Open[] = [];
  for (const line of lines.slice(firstOfStatement(lines)))
    for (const { char, at } of codeOf(line)) {
      if ('(['.includes(char))
        open.push({ at: 0, bracket: char, indent: indentTo(widthOf(line.slice(0, at + 1))) });
      else if (')]'.includes(char)) open.pop();
      else if (';{}'.includes(char)) open.length = 0;
    }
  const inner = open.pop();
  return inner ? [...open, { ...inner, indent }] : open;
}

function firstOfStatement(lines: readonly string[]): number {
  for (let row = lines.length - 1; row >= Math.max(0, lines.length - MAX_STATEMENT); row--)
    if (/[;{}]\s*(?:\/\*.*\*\/\s*)?$|^\s*$|^\s*#/.test(lines[row] ?? '')) return row + 1;
  return Math.max(0, lines.length - MAX_STATEMENT);
}

/** Whether most lines that continue a bracket stand below it. Undecided text counts as aligned. */
export function alignedAround(text: string): boolean {
  const lines = text.split('\n');
  let yes = 0;
  let no = 0;
  for (let row = 0; row + 1 < lines.length; row++) {
    const line = lines[row] ?? '';
    if (!/[,|&]\s*$/.test(line) || /^\s*(?:#|\*|\/\*)/.test(line)) continue;
    const inner = openIn(line);
    if (inner === null) continue;
    const below = widthOf(/^[ \t]*/.exec(lines[row + 1] ?? '')?.[0] ?? '');
    if (below === widthOf(line.slice(0, inner))) yes++;
    else no++;
  }
  return yes >= no;
}

/** Offset behind the innermost round bracket that a line leaves open. */
export function openIn(line: string): number | null {
  const open: number[] = [];
  for (const { char, at } of codeOf(line)) {
    if ('(['.includes(char)) open.push(at + 1);
    else if (')]'.includes(char)) open.pop();
  }
  return open[open.length - 1] ?? null;
}
