import type { TrackedField } from '../conversion/field.ts';
import type { Use } from '../conversion/model.ts';
import type { Edit, Refusal } from '../fixes/plan.ts';
import type { Syntax } from '../syntax/parser.ts';
import { functionAround } from './cocciSites.ts';
import { type Classified, classified } from './compareClass.ts';
import { hunksBetween, textIn, windowsOf } from './compareHunks.ts';
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
  return windowsOf(ours, hunksBetween(text, input.theirs)).map((window) => {
    const before = text.slice(window.start, window.end);
    const [own, their] = [textIn(text, window, window.ours), textIn(text, window, window.theirs)];
    const isSame = normalised(own) === normalised(their);
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
    const why = classified(input, {
      outcome,
      use: use ?? null,
      body: around.body,
      before,
      own,
      their,
      offset,
    });
    const site = { file, line, offset, function: use?.function ?? around.function, outcome } as const;
    return { ...site, ...why, before: short(before), ours: short(own), theirs: short(their) };
  });
}

function short(code: string): string {
  return code.replace(/\s+/g, ' ').trim();
}
