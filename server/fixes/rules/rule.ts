import type { Candidate, Question } from '../values/candidate.ts';

/** A way in which a value that has the right type can be wrong. */
export interface Rule {
  readonly id: string;
  /** what it is about, as one sentence */
  readonly about: string;
  /** what becomes of a value that it speaks against */
  readonly verdict: 'doubtful' | 'refused';
  /** why the value may be wrong at the place; null where the rule has nothing against it */
  against(candidate: Candidate, question: Question): string | null;
}
