// What the page knows, and what may happen to it. Everything else on the page follows from this.
import type { Choice } from '../../../../sim-core/model/machine.ts';
import type { Findings, Goal } from '../../../shared/panel/exploration.ts';
import type { Play, RunState } from '../../../shared/panel/run.ts';

export const VIEWS = ['play', 'tour', 'curves'] as const;
export type View = (typeof VIEWS)[number];

/** Steps a second. */
export const SPEEDS = [0.5, 1, 2, 4, 10, 60] as const;
export type Speed = (typeof SPEEDS)[number];

/** What a person chose about how things are shown; kept with the run. */
export interface Look {
  readonly view: View;
  readonly speed: Speed;
  /** Only fields whose name or value contains this are listed. */
  readonly filter: string;
  readonly changedOnly: boolean;
  /** The scheme to compare with; '' for none. */
  readonly compare: string;
  /** A stop of the tour and how far it was heard; '' is the list. */
  readonly tour: string;
  readonly beat: number;
  readonly workload: string;
  readonly sliders: Readonly<Record<string, number>>;
}

export const FIRST_LOOK: Look = {
  view: 'play',
  speed: 1,
  filter: '',
  changedOnly: false,
  compare: '',
  tour: '',
  beat: 0,
  workload: 'wait-collision',
  sliders: {},
};

/** A run that was left by taking another step; `at` is where. */
export interface Left {
  readonly choices: readonly Choice[];
  readonly at: number;
}

export interface Exploring {
  readonly goal: Goal;
  /** Who works: the page's worker, or the host where it is too big for the page. */
  readonly where: 'page' | 'host';
  readonly states: number;
  readonly depth: number;
  readonly phase: 'search' | 'cycles' | 'done';
}

export interface PanelState {
  /** null until something was opened. */
  readonly run: RunState | null;
  /** Runs left by forking, the last one last. */
  readonly left: readonly Left[];
  readonly look: Look;
  readonly playing: boolean;
  readonly exploring: Exploring | null;
  /** What explorations of this play and setting found. */
  readonly findings: Readonly<Partial<Record<Goal, Findings>>>;
  /** Rules that some exploration of this scenario saw broken. */
  readonly rulesSeen: readonly string[];
  /** One line for the status: what was done, or why not. */
  readonly note: { readonly text: string; readonly bad: boolean } | null;
}

export const FIRST_STATE: PanelState = {
  run: null,
  left: [],
  look: FIRST_LOOK,
  playing: false,
  exploring: null,
  findings: {},
  rulesSeen: [],
  note: null,
};

export type Action =
  | { readonly do: 'open'; readonly run: RunState; readonly note?: string }
  | { readonly do: 'start'; readonly play: Play }
  | { readonly do: 'scheme'; readonly scheme: string }
  | { readonly do: 'variant'; readonly variant: string }
  | { readonly do: 'parameter'; readonly name: string; readonly value: number }
  | { readonly do: 'step'; readonly by: number }
  | { readonly do: 'go'; readonly at: number }
  | { readonly do: 'interesting'; readonly direction: 1 | -1 }
  | { readonly do: 'choose'; readonly choice: Choice }
  /** The debugger, or a counterexample: another course of the same setting. */
  | { readonly do: 'course'; readonly choices: readonly Choice[]; readonly at: number }
  | { readonly do: 'return' }
  | { readonly do: 'play'; readonly on: boolean }
  | { readonly do: 'look'; readonly look: Partial<Look> }
  | { readonly do: 'exploring'; readonly exploring: Exploring | null }
  | { readonly do: 'found'; readonly findings: Findings }
  | { readonly do: 'note'; readonly text: string; readonly bad?: boolean };
