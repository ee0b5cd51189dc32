// What can be asked of an explorer, in the page's worker or in the host, and what it answers: plain
// data, because it crosses the wire.
import type { Choice } from '../../../sim-core/model/machine.ts';
import type { Setting } from '../../../sim-core/scenario.ts';
import { isObject, oneOf, optional, text, whole } from './check.ts';
import { type Play, parseChoices, parsePlay, parseSetting } from './run.ts';

/** `bug`: the shortest run that breaks a rule; `passing`: a run in which everybody ends and nothing breaks. */
export type Goal = 'bug' | 'passing';
const GOALS: readonly Goal[] = ['bug', 'passing'];

export interface ExploreOptions {
  readonly goal: Goal;
  /** Give up beyond so many states; the verdict is then `bounded`. */
  readonly states: number;
}

export interface Question {
  readonly play: Play;
  readonly setting: Setting;
  readonly options: ExploreOptions;
}

export interface ExploreProgress {
  readonly states: number;
  readonly waiting: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly phase: 'search' | 'cycles' | 'done';
}

export interface FoundRun {
  readonly choices: readonly Choice[];
  /** The rule broken; for a passing run, nothing. */
  readonly rule?: string;
  /** For a run that goes on for ever: the step from which it repeats. */
  readonly repeatsFrom?: number;
  /** Context switches. */
  readonly switches: number;
}

export interface Findings {
  readonly goal: Goal;
  /** In the words of the design; for a passing run: `holds` when one was found, `violated` when there is none, else `bounded`. */
  readonly verdict: 'holds' | 'violated' | 'bounded';
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  /** How many renamings of a state were explored as one. */
  readonly symmetry: number;
  readonly run?: FoundRun;
  /** Why the verdict is bounded. */
  readonly limit?: string;
}

export type Outcome =
  | { readonly kind: 'progress'; readonly progress: ExploreProgress }
  | { readonly kind: 'found'; readonly findings: Findings }
  | { readonly kind: 'failed'; readonly why: string };

export const MOST_STATES = 100_000_000;
const BIG = Number.MAX_SAFE_INTEGER;

export function parseQuestion(value: unknown): Question | null {
  if (!isObject(value) || !isObject(value.options)) return null;
  const play = parsePlay(value.play);
  const setting = parseSetting(value.setting);
  const goal = oneOf(value.options.goal, GOALS);
  const states = whole(value.options.states, 1, MOST_STATES);
  if (!play || !setting || !goal || states === null) return null;
  return { play, setting, options: { goal, states } };
}

const seconds = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value < 1e9 ? value : null;

function parseProgress(value: unknown): ExploreProgress | null {
  if (!isObject(value)) return null;
  const states = whole(value.states, 0, BIG);
  const waiting = whole(value.waiting, 0, BIG);
  const transitions = whole(value.transitions, 0, BIG);
  const depth = whole(value.depth, 0, BIG);
  const spent = seconds(value.seconds);
  const phase = oneOf(value.phase, ['search', 'cycles', 'done'] as const);
  if (states === null || waiting === null || transitions === null) return null;
  if (depth === null || spent === null || !phase) return null;
  return { states, waiting, transitions, depth, seconds: spent, phase };
}

function parseFoundRun(value: unknown): FoundRun | null {
  if (!isObject(value)) return null;
  const choices = parseChoices(value.choices);
  const rule = optional(value.rule, (each) => text(each, 2000));
  const switches = whole(value.switches, 0, BIG);
  if (!choices || rule === null || switches === null) return null;
  const repeatsFrom = optional(value.repeatsFrom, (each) => whole(each, 0, choices.length));
  if (repeatsFrom === null) return null;
  return {
    choices,
    switches,
    ...(rule === undefined ? {} : { rule }),
    ...(repeatsFrom === undefined ? {} : { repeatsFrom }),
  };
}

function parseFindings(value: unknown): Findings | null {
  if (!isObject(value)) return null;
  const goal = oneOf(value.goal, GOALS);
  const verdict = oneOf(value.verdict, ['holds', 'violated', 'bounded'] as const);
  const states = whole(value.states, 0, BIG);
  const transitions = whole(value.transitions, 0, BIG);
  const depth = whole(value.depth, 0, BIG);
  const symmetry = whole(value.symmetry, 1, BIG);
  const spent = seconds(value.seconds);
  const run = optional(value.run, parseFoundRun);
  const limit = optional(value.limit, (each) => text(each, 2000));
  if (!goal || !verdict || states === null || transitions === null || depth === null) return null;
  if (symmetry === null || spent === null || run === null || limit === null) return null;
  return {
    goal,
    verdict,
    states,
    transitions,
    depth,
    symmetry,
    seconds: spent,
    ...(run === undefined ? {} : { run }),
    ...(limit === undefined ? {} : { limit }),
  };
}

export function parseOutcome(value: unknown): Outcome | null {
  if (!isObject(value)) return null;
  if (value.kind === 'progress') {
    const progress = parseProgress(value.progress);
    return progress && { kind: 'progress', progress };
  }
  if (value.kind === 'found') {
    const findings = parseFindings(value.findings);
    return findings && { kind: 'found', findings };
  }
  const why = value.kind === 'failed' ? text(value.why, 2000) : null;
  return why === null ? null : { kind: 'failed', why };
}
