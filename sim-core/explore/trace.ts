// Counterexamples: from what a search found to a run that can be replayed, step by step, on the
// concrete machine. Among the shortest runs the one with fewest context switches is taken.
import type { Choice, Machine } from '../model/machine.ts';
import type { SourceSpot } from '../model/path.ts';
import { buildGraph, eachSuccessor } from './graph.ts';
import { DEADLOCK, type Finding, type Search } from './search.ts';
import { FewestSwitches } from './switches.ts';
import type { Canonical } from './symmetry.ts';

/** A field that a step changed, by name. */
export interface Change {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

export interface TraceStep {
  readonly process: string;
  readonly fn: string;
  readonly does: string;
  /** The line of C that it was taken from, where it was. */
  readonly at?: SourceSpot;
  readonly choice: Choice;
  readonly changes: readonly Change[];
  /** Set on the step that broke a rule. */
  readonly broken?: string;
}

export interface Run {
  readonly choices: readonly Choice[];
  readonly switches: number;
  readonly rule: string;
  /** Was the number of context switches minimised over all shortest runs? */
  readonly fewestSwitches: boolean;
  /** For a run that goes on for ever: the step from which it repeats. */
  readonly repeatsFrom?: number;
}

export function countSwitches(choices: readonly Choice[]): number {
  return choices.reduce(
    (sum, { process }, i) => sum + (i > 0 && choices[i - 1]?.process !== process ? 1 : 0),
    0,
  );
}

/** The run that led a search to a finding, un-permuted: every choice is one of the concrete machine. */
export function runTo(
  { machine, table }: Pick<Search, 'machine' | 'table'>,
  canonical: Canonical | undefined,
  finding: Finding,
): Run {
  const chain: number[] = [];
  for (let i = finding.from; i >= 0; i = table.parent(i)) chain.push(i);
  chain.reverse();
  const here = machine.initial.slice();
  const want = new Int32Array(here.length);
  const choices: Choice[] = [];
  const next = here.slice();
  for (const index of chain.slice(1)) {
    table.copy(index, want);
    let found: Choice | undefined;
    eachSuccessor(machine, here, (process, way, broken) => {
      if (found || broken !== undefined) return;
      const concrete = machine.words.slice();
      canonical?.apply(machine.words);
      if (machine.words.every((word, w) => word === want[w])) {
        found = { process, way };
        next.set(concrete);
      }
    });
    if (!found) throw new Error('a run found by the search does not replay');
    choices.push(found);
    here.set(next);
  }
  if (finding.kind === 'step') {
    let last: Choice | undefined;
    eachSuccessor(machine, here, (process, way, broken) => {
      if (!last && broken === finding.rule) last = { process, way };
    });
    if (!last) throw new Error('a broken step found by the search does not replay');
    choices.push(last);
  }
  return { choices, switches: countSwitches(choices), rule: finding.rule, fewestSwitches: false };
}

/**
 * Among all runs of `length` steps that break a rule (or wait for ever), one with fewest context
 * switches; undefined when there are more than `maxStates` states to look through.
 */
export function fewestSwitches(machine: Machine, length: number, maxStates: number): Run | undefined {
  const graph = buildGraph(machine, maxStates, length);
  if (!graph) return undefined;
  const { depth, states, broken } = graph;
  const ends: { at: number; rule: string; last?: Choice }[] = [];
  for (const { from, process, way, rule } of broken)
    if (depth[from] === length - 1) ends.push({ at: from, rule, last: { process, way } });
  const state = new Int32Array(machine.words.length);
  for (let i = states.count - 1; i >= 0 && depth[i] === length; i--) {
    states.copy(i, state);
    machine.load(state);
    let rule = machine.brokenRule();
    if (rule === undefined && !machine.allEnded()) {
      let enabled = false;
      eachSuccessor(machine, state, () => {
        enabled = true;
      });
      if (!enabled) rule = DEADLOCK;
    }
    if (rule !== undefined) ends.push({ at: i, rule });
  }
  const ways = new FewestSwitches(
    graph,
    ends.map(({ at }) => at),
  );
  let best: { cost: number; before: number; end: (typeof ends)[number] } | undefined;
  for (const end of ends) {
    for (let before = 0; before < machine.processes.length; before++) {
      const cost = ways.costOf(end.at, before);
      if (cost === undefined) continue;
      const whole = cost + (end.last === undefined || end.last.process === before ? 0 : 1);
      if (!best || whole < best.cost) best = { cost: whole, before, end };
    }
  }
  if (!best) return undefined;
  const { end, before, cost } = best;
  const choices = ways.pathTo(end.at, before);
  if (end.last) choices.push(end.last);
  return { choices, switches: cost, rule: end.rule, fewestSwitches: true };
}

/** Replays choices from the start; every step with what it changed. Throws RangeError where a choice is impossible. */
export function replay(machine: Machine, choices: readonly Choice[]): TraceStep[] {
  machine.load(machine.initial);
  let before = machine.read();
  return choices.map((choice, at) => {
    const process = machine.processes[choice.process];
    const step = process && machine.stepOf(choice.process);
    if (!process || !step) throw new RangeError(`step ${at + 1}: no process can take it`);
    const outcome = machine.apply(choice);
    if (outcome === 'blocked')
      throw new RangeError(`step ${at + 1}: ${process.name} cannot run ${step.fn} here`);
    let broken = outcome === 'ran' ? undefined : outcome.broken;
    if (broken !== undefined && at < choices.length - 1)
      throw new RangeError(`step ${at + 1} breaks a rule, yet the run goes on`);
    broken ??= machine.brokenRule();
    const after = machine.read();
    const changes: Change[] = [];
    for (const [field, value] of after) {
      const old = before.get(field) ?? '';
      if (old !== value && !field.endsWith('.pc')) changes.push({ field, before: old, after: value });
    }
    before = after;
    const { fn, does, at: spot } = step;
    const shown = { process: process.name, fn, does, choice, changes, ...(spot ? { at: spot } : {}) };
    return broken === undefined ? shown : { ...shown, broken };
  });
}
