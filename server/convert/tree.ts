import type { TrackedField } from '../conversion/field.ts';
import type { FileReport } from '../conversion/model.ts';
import type { Fact, Query } from '../paths/model.ts';
import type { CParser } from '../syntax/parser.ts';

/**
 * A tree as the conversion sees it. All answers are of the same texts: nothing that a plan says is
 * written while the plan is made.
 */
export interface ConversionTree {
  readonly field: TrackedField;
  readonly parser: CParser;
  /** every C file, relative, sorted */
  readonly files: readonly string[];
  /** a file's text, as in the editor where it is open there; null when there is none */
  text(file: string): string | null;
  /** uses and rungs of every file that has some */
  reports(): readonly FileReport[];
  /** files that name one of these words, in order; a superset, which a look at the text decides */
  naming(words: readonly string[]): readonly string[];
  /** facts of the call graph */
  ask(query: Query): Promise<readonly Fact[]>;
  /** between two stretches of work: lets others run, and throws when the work is no longer wanted */
  rest(): Promise<void>;
}
