import type { Edit, Refusal } from '../../fixes/plan.ts';
import type { Stretch } from '../../paths/stretch.ts';

/** An edit before it is known which target it belongs to in the end. */
export type Change = Omit<Edit, 'tie' | 'confidence'>;

/** Why a function or a slot cannot gain the parameter, and where that stands. */
export type Obstacle = Omit<Refusal, 'function'>;

/** What must change for one function or one slot, over the whole tree. */
export interface Finding {
  readonly changes: Change[];
  readonly obstacles: Obstacle[];
  /** it has the parameter already */
  done: boolean;
  /** slots and typedefs that it goes into, or functions that go into it: they change together or not at all */
  readonly tied: Set<string>;
}

export function nothingFound(): Finding {
  return { changes: [], obstacles: [], done: false, tied: new Set() };
}

/** What one place says: what changes there, what is in the way, or that nothing is to be done. */
export type Outcome = readonly Change[] | Hindrance;

export interface Hindrance {
  readonly rule: string;
  readonly reason: string;
}

/** Nothing changes. */
export const AS_IT_IS: readonly Change[] = [];

export function isHindrance(outcome: Outcome): outcome is Hindrance {
  return 'rule' in outcome;
}

/** Keeps what a place says; `offset` counts from the stretch. */
export function note(finding: Finding, outcome: Outcome, stretch: Stretch, offset: number): void {
  if (!isHindrance(outcome)) {
    finding.changes.push(...outcome);
    return;
  }
  const { file, offset: place, line } = stretch.spot(offset);
  const reason = `${outcome.reason} (${file}:${line})`;
  finding.obstacles.push({ file, offset: place, rule: outcome.rule, reason });
}

/** A text put in before an offset of the stretch. */
export function inserted(
  { spot }: Stretch,
  at: number,
  text: string,
  { group, reason }: Pick<Change, 'group' | 'reason'>,
): Change {
  const { file, offset } = spot(at);
  return { file, start: offset, end: offset, text, group, reason };
}
