import type { TrackedField } from '../conversion/field.ts';
import type { Use } from '../conversion/model.ts';
import type { Edit, Refusal } from '../fixes/plan.ts';
import type { Syntax } from '../syntax/parser.ts';
import { functionAround } from './cocciSites.ts';
import { type Classified, classified } from './compareClass.ts';
import { hunksBetween, textIn, type Window, windowsOf } from './compareHunks.ts';
import { normalised } from './compareTokens.ts';

/** One file, before and after both sides. */
export interface CompareInput {
  readonly file: string;
  readonly syntax: Syntax;
  readonly field: TrackedField;
  readonly ours: readonly Edit[];
  /** the file's text as spatch left it */
  readonly theirs: string;
  readonly uses: readonly Use[];
  readonly refusals: readonly Refusal[];
  /** whether spatch could not read a line; asked only where it matters */
  readonly unread: (line: string) => boolean;
}

/** A place that one side changes or both. */
export interface ComparedSite extends Classified {
  readonly file: string;
  /** 1-based */
  readonly line: number;
  /** 1-based; of the member name where the place is a use of the field, as `mapshift uses` counts it */
  readonly column: number;
  /** UTF-16 offset of the member name where the place is a use of the field, else of the change */
  readonly offset: number;
  readonly function: string | null;
  readonly outcome: 'same' | 'differs' | 'ours-only' | 'theirs-only';
  /** C text on one line: as it was, as we leave it, as spatch leaves it */
  readonly before: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Site by site what both sides make of a file. Blanks, comments and needless brackets are no difference. */
export function compareFile(input: CompareInput): ComparedSite[] {
  const { file, syntax, ours, uses } = input;
  const { text } = syntax;
  return agreed(text, windowsOf(ours, hunksBetween(text, input.theirs))).map(({ window, isSame }) => {
    const before = text.slice(window.start, window.end);
    const own = textIn(text, window, window.ours);
    const their = isSame ? own : textIn(text, window, window.theirs);
    const outcome = isSame
      ? 'same'
      : window.theirs.length === 0
        ? 'ours-only'
        : window.ours.length === 0
          ? 'theirs-only'
          : 'differs';
    const use = uses.find(({ offset }) => window.start <= offset && offset <= window.end);
    const around = functionAround(syntax, window.start, window.end);
    const offset = use?.offset ?? window.start;
    const line = text.slice(0, offset).split('\n').length;
    const column = use?.column ?? offset - text.lastIndexOf('\n', offset - 1);
    const why = classified(input, {
      outcome,
      use: use ?? null,
      body: around.body,
      before,
      own,
      their,
      offset,
    });
    const site = { file, line, column, offset, function: use?.function ?? around.function, outcome } as const;
    return { ...site, ...why, before: short(before), ours: short(own), theirs: short(their) };
  });
}

/** so many neighbours are looked at together, and so near (UTF-16 units) they stand */
const NEIGHBOURS = 4;
const NEAR = 200;

/**
 * The windows, each with whether both sides do the same there. Where two places stand side by side, the tokens
 * that spatch wrote for one may be taken for the other's: what is the same in all of them is the same in each.
 */
function agreed(text: string, windows: readonly Window[]): { window: Window; isSame: boolean }[] {
  const out: { window: Window; isSame: boolean }[] = [];
  for (let at = 0; at < windows.length; ) {
    let count = 0;
    for (let more = 1; count === 0 && more <= NEIGHBOURS && at + more <= windows.length; more++) {
      const near = together(windows.slice(at, at + more));
      if (more > 1 && near.end - near.start > more * NEAR) break;
      if (isAlike(text, near)) count = more;
    }
    const these = windows.slice(at, at + Math.max(1, count));
    if (count > 1)
      for (const edit of these.flatMap(({ ours }) => ours))
        out.push({ window: { start: edit.start, end: edit.end, ours: [edit], theirs: [] }, isSame: true });
    else for (const window of these) out.push({ window, isSame: count === 1 });
    at += these.length;
  }
  return out;
}

function together(windows: readonly Window[]): Window {
  return {
    start: windows[0]?.start ?? 0,
    end: windows[windows.length - 1]?.end ?? 0,
    ours: windows.flatMap(({ ours }) => ours),
    theirs: windows.flatMap(({ theirs }) => theirs),
  };
}

function isAlike(text: string, window: Window): boolean {
  return normalised(textIn(text, window, window.ours)) === normalised(textIn(text, window, window.theirs));
}

function short(code: string): string {
  return code.replace(/\s+/g, ' ').trim();
}
