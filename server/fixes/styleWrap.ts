import { bracketsBefore, codeEnd, codeOf, indentTo, type Open, openIn, widthOf } from './styleLines.ts';

/** Wrapping of one line of C in kernel style. */

/** what kernel style prefers, and what it bears where a break would be worse */
export const WIDTH = 80;
const LIMIT = 100;
/** how often a line is broken at most */
const MAX_LINES = 8;

export interface Continuation {
  /** whether continued lines stand below their bracket, as they do in most of the kernel */
  readonly aligned: boolean;
  /** text before the line, as far back as its statement may begin */
  readonly previous: string;
  /** indent of the line below, null where there is none */
  readonly next: string | null;
  /** whether the line was too long before anything was written into it */
  readonly wasLong: boolean;
}

/** A stretch of the line that an edit wrote. */
interface Inserted {
  readonly start: number;
  readonly end: number;
}

interface Break {
  /** offset at which the rest of the line begins */
  readonly at: number;
  readonly indent: string;
  readonly cost: number;
  /** brackets that are open there */
  readonly open: readonly Open[];
}

interface State {
  readonly inserted: readonly Inserted[];
  readonly aligned: boolean;
  readonly next: string | null;
  readonly open: readonly Open[];
  /** whether the line goes on with a statement that began above */
  readonly continued: boolean;
  readonly depth: number;
}

/** The line, or several where it is longer than 80 columns and may be broken. */
export function wrapped(line: string, inserted: readonly Inserted[], around: Continuation): string {
  if (widthOf(line) <= WIDTH || /\\$|^\s*(?:#|\*|\/[/*])/.test(line)) return line;
  // the last line of a macro's definition has no backslash of its own
  if (/\\\n$/.test(around.previous)) return line;
  const stop = codeEnd(line);
  if (stop < line.length) {
    // code is not broken for the sake of what stands behind it; what stands before keeps its place in the line
    const code = wrapped(line.slice(0, stop), inserted, around);
    return isLifted(line.slice(0, stop), around)
      ? `${/^\s*/.exec(line)?.[0]}${line.slice(stop).trim()}\n${code}`
      : code + line.slice(stop);
  }
  const { aligned, next, previous } = around;
  const open = bracketsBefore(previous, /^[ \t]*/.exec(line)?.[0] ?? '');
  const continued = open.length > 0 || /(?:[=,?|&+]|\w\s*)$/.test(previous.trimEnd().slice(-2));
  return broken(line, { inserted, aligned, next, open, continued, depth: 0 });
}

function broken(line: string, state: State): string {
  if (widthOf(line) <= WIDTH || state.depth > MAX_LINES) return line;
  let best = { text: line, score: overlong(line) };
  for (const { at, indent, cost, open } of breaksOf(line, state)) {
    const head = line.slice(0, at).trimEnd();
    const rest = indent + line.slice(at);
    if (widthOf(head) > WIDTH || widthOf(rest) >= widthOf(line)) continue;
    const shift = indent.length - at;
    const inserted = state.inserted.map(({ start, end }) => ({ start: start + shift, end: end + shift }));
    const text = `${head}\n${broken(rest, { ...state, inserted, open, continued: true, depth: state.depth + 1 })}`;
    const lines = text.split('\n');
    const score = cost * 10 + lines.length * 4 - widthOf(head) / 100 + Math.max(...lines.map(overlong));
    if (score < best.score) best = { text, score };
  }
  return best.text;
}

/** What a long line costs: a few columns too many are better than a break inside a short call. */
function overlong(line: string): number {
  const over = widthOf(line) - WIDTH;
  if (over <= 0) return 0;
  return widthOf(line) <= LIMIT ? 80 + 2 * over : 1000 + over;
}

/** Where a line may be broken, with what stands before the rest. */
function breaksOf(line: string, { inserted, aligned, next, open: before, continued }: State): Break[] {
  const found: Break[] = [];
  const open = [...before];
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const column = widthOf(indent);
  for (const { char, at } of codeOf(line)) {
    const inner = open[open.length - 1];
    // inside a call that the edit wrote: `fs_page_mapping(page,` and its argument below is hard to read
    const own =
      inner !== undefined &&
      inserted.some(({ start, end }) => start < inner.at && inner.at <= end && at < end);
    const level = open.length + (own ? 3 : 0);
    if ('([{'.includes(char)) {
      const isCall = char === '(' && /\w/.test(line[at - 1] ?? '') && !own && !isWritten(at);
      // `long_name(` and its arguments on the lines below: only around all of a statement
      if (isCall && open.length === 0) {
        const indentation = indentTo(column + 8);
        open.push({ at: at + 1, bracket: char, indent: indentation });
        push(at + 1, indentation, 4.5);
        open.pop();
      }
      open.push({ at: at + 1, bracket: char, indent: belowBracket(at + 1) });
    } else if (')]}'.includes(char)) open.pop();
    else if (char === ',' && inner?.bracket !== '[')
      push(at + 1, below(), level + (own && goesOn(at) ? 2 : 0));
    else if (operatorAt(line, at, ['&&', '||'])) push(at + 2, below(), open.length - 0.5);
    else if (operatorAt(line, at, ['=']) && open.length === 0) push(at + 1, `${indent}\t`, 1.5);
    else if (operatorAt(line, at, ['?', ':'])) push(at + 1, below(), level + 0.5);
    else if (operatorAt(line, at, ['==', '!=', '<=', '>='])) push(at + 2, below(), level + 0.6);
    else if (operatorAt(line, at, ['+', '-', '<', '>', '|'])) push(at + 1, below(), level + 0.8);
  }
  return found;

  function below(): string {
    return open[open.length - 1]?.indent ?? (continued ? indent : `${indent}\t`);
  }

  function belowBracket(at: number): string {
    // the line below continues the bracket that this line leaves open: do as it does
    if (next !== null && at === openIn(line) && widthOf(next) > column) return next;
    return aligned || continued ? indentTo(widthOf(line.slice(0, at))) : indentTo(column + 16);
  }

  /** Whether an edit wrote the bracket. */
  function isWritten(at: number): boolean {
    return inserted.some(({ start, end }) => start <= at && at < end);
  }

  /** Whether the bracket that is open at `at` closes in this line with a member behind it. */
  function goesOn(at: number): boolean {
    return /^[^()]*\)\s*->/.test(line.slice(at));
  }

  function push(from: number, continuation: string, cost: number): void {
    const at = from + (/^[ \t]*/.exec(line.slice(from))?.[0].length ?? 0);
    // an operator, a brace, a semicolon or a closing bracket alone on a line is no improvement
    if (line.slice(0, at).trim().length < 4) return;
    if (!/^[\s;{})]*$/.test(line.slice(at))) found.push({ at, indent: continuation, cost, open: [...open] });
  }
}

/** A binary operator with blanks around it, or at the end of the line. */
function operatorAt(line: string, at: number, operators: readonly string[]): boolean {
  return operators.some(
    (operator) =>
      line.startsWith(operator, at) &&
      /^\s?$/.test(line[at + operator.length] ?? '') &&
      /\s/.test(line[at - 1] ?? ''),
  );
}

/** Whether the comment behind a line that has become too long goes above: where the line begins a statement. */
function isLifted(code: string, { previous, wasLong }: Continuation): boolean {
  return !wasLong && /[;{)]$/.test(code) && /(?:^|[;{}:]|\*\/)\s*$/.test(previous);
}
