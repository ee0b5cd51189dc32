// What a stop of the guided tour is. A stop plays recorded questions, not recorded pictures: its runs are
// found by the explorer when it is opened, so it cannot tell what the model does not do.
import type { Goal } from '../../../shared/panel/exploration.ts';
import type { Taken, Timeline } from '../core/timeline.ts';

/** A run that the explorer finds: the shortest that breaks a rule, or one that passes. */
export interface Found {
  readonly scenario: string;
  readonly scheme: string;
  readonly variant: string;
  readonly goal: Goal;
}

/** The choices of another take under another setting, as far as they can be made, and on to a good end. */
export interface SameChoices {
  readonly as: string;
  readonly scheme?: string;
  readonly variant?: string;
}

export type Take = Found | SameChoices;

/** Which step of a run a caption speaks of: it is shown just taken. */
export interface Mark {
  /** The process, by name. */
  readonly by?: string;
  readonly fn?: string;
  /** Some words of what the step does. */
  readonly does?: string;
  /** A field that it changes, such as `page1.mapping`. */
  readonly changes?: string;
  /** Not the first such step, but the one of this number. */
  readonly nth?: number;
}

export interface Beat {
  readonly says: string;
  /** The run shown, by its name in `takes`; as before when it is left out. */
  readonly take?: string;
  /** The state shown; that of the beat before when it is left out. */
  readonly upTo?: 'start' | 'end' | Mark;
}

export interface Stop {
  readonly id: string;
  readonly title: string;
  /** One sentence for the list of stops. */
  readonly about: string;
  /** Who raised the point, and where. */
  readonly raisedBy: string;
  readonly takes: Readonly<Record<string, Take>>;
  readonly beats: readonly Beat[];
  /** A workload whose curves belong to this. */
  readonly workload?: { readonly id: string; readonly says: string };
}

/** The state (number of steps taken) that a mark means; undefined when the run has no such step. */
export function placeOf(upTo: NonNullable<Beat['upTo']>, line: Timeline): number | undefined {
  if (upTo === 'start') return 0;
  if (upTo === 'end') return line.length;
  let left = upTo.nth ?? 1;
  for (const [i, step] of line.taken.entries()) if (fits(upTo, step, line, i) && --left === 0) return i + 1;
  return undefined;
}

function fits({ by, fn, does, changes }: Mark, step: Taken, line: Timeline, i: number): boolean {
  if (by !== undefined && by !== step.name) return false;
  if (fn !== undefined && fn !== step.fn) return false;
  if (does !== undefined && !step.does.includes(does)) return false;
  return changes === undefined || line.changes(i).some(({ field }) => field === changes);
}

/** The take that each beat shows, from the first on. */
export function takeOf({ beats }: Stop, beat: number): string | undefined {
  for (let i = Math.min(beat, beats.length - 1); i >= 0; i--) {
    const { take } = beats[i] ?? {};
    if (take !== undefined) return take;
  }
  return undefined;
}

/** What a beat points to within its take; the start when no beat of the take says. */
export function markOf({ beats }: Stop, beat: number): NonNullable<Beat['upTo']> {
  for (let i = Math.min(beat, beats.length - 1); i >= 0; i--) {
    const { take, upTo } = beats[i] ?? {};
    if (upTo !== undefined) return upTo;
    if (take !== undefined) return 'start';
  }
  return 'start';
}

const WORDS_PER_SECOND = 3.2;
const PAUSE = 1.2;

/** How long a caption is heard or read, in seconds. */
export function secondsOf({ says }: Beat): number {
  return PAUSE + says.split(/\s+/).length / WORDS_PER_SECOND;
}
