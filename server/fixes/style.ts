import { applied, type Edit } from './plan.ts';
import { alignedAround, widthOf } from './styleLines.ts';
import { type Continuation, WIDTH, wrapped } from './styleWrap.ts';

/** Offsets of a stretch of text. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * `applied(text, edits)` in kernel style: lines that the edits made longer than 80 columns are wrapped again,
 * with tabs of eight columns and arguments below their bracket where the code around does so. No other
 * line is touched, and none is wrapped inside a string, a comment or a macro's definition.
 */
export function tidy(text: string, edits: readonly Edit[]): string {
  const after = applied(text, edits);
  const written = stretches(edits);
  const out: string[] = [];
  let done = 0;
  for (const { start, end } of linesOf(after, written)) {
    out.push(after.slice(done, start));
    const here = written.filter((each) => each.end >= start && each.start <= end);
    const grown = here.reduce((sum, { growth }) => sum + growth, 0);
    const line = after.slice(start, end).replace(/[ \t]+$/, '');
    const inserted = here.map((each) => ({ start: each.start - start, end: each.end - start }));
    const wasLong = widthOf(line) - grown > WIDTH;
    out.push(grown > 0 ? wrapped(line, inserted, { ...continuationAt(after, start, end), wasLong }) : line);
    done = end;
  }
  return out.join('') + after.slice(done);
}

/** A stretch that an edit has written, and by how much it is longer than what stood there. */
interface Written extends Stretch {
  readonly growth: number;
}

/** Where the edits' own text stands once they are made. */
function stretches(edits: readonly Edit[]): Written[] {
  const sorted = edits.map((edit, order) => ({ edit, order }));
  sorted.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.order - b.order);
  let shift = 0;
  return sorted.map(({ edit }) => {
    const start = edit.start + shift;
    const growth = edit.text.length - (edit.end - edit.start);
    shift += growth;
    return { start, end: start + edit.text.length, growth };
  });
}

/** The lines that hold some of these stretches, each once, top down. */
function linesOf(text: string, written: readonly Stretch[]): Stretch[] {
  const lines: Stretch[] = [];
  for (const { start, end } of written)
    for (let at = text.lastIndexOf('\n', start - 1) + 1; at <= end; ) {
      const newline = text.indexOf('\n', at);
      const stop = newline < 0 ? text.length : newline;
      if (at >= (lines[lines.length - 1]?.end ?? -1) + 1) lines.push({ start: at, end: stop });
      at = stop + 1;
    }
  return lines;
}

/** How the code around writes what follows a line: the next line's own indent first, else its neighbours' habit. */
function continuationAt(text: string, start: number, end: number): Omit<Continuation, 'wasLong'> {
  const next = /^([ \t]*)\S/.exec(text.slice(end + 1, end + 200))?.[1] ?? null;
  const around = text.slice(Math.max(0, start - 4000), Math.min(text.length, end + 4000));
  return {
    next,
    aligned: alignedAround(around),
    previous: text.slice(text.lastIndexOf('\n', start - 2000) + 1, start),
  };
}
