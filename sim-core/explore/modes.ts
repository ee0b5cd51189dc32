// Other ways to look through a model: depth-first, at random, and with few preemptions. The first runs
// into long counterexamples soon; the others prove nothing unless nothing was left out.
import type { Choice, Machine } from '../model/machine.ts';
import { eachSuccessor } from './graph.ts';
import { DEADLOCK, type Finding } from './search.ts';
import { hashWords, StateTable } from './table.ts';
import { countSwitches, type Run, runTo } from './trace.ts';

export interface ModeReport {
  readonly verdict: 'holds' | 'violated' | 'bounded';
  readonly states: number;
  readonly transitions: number;
  readonly run?: Run;
}

const stuck = (machine: Machine, state: Int32Array): boolean => {
  machine.load(state);
  return !machine.allEnded();
};

/** Depth-first over every state; stops at the first broken rule. Cycles are not looked for. */
export function depthFirst(machine: Machine, maxStates = Number.POSITIVE_INFINITY): ModeReport {
  const width = machine.words.length;
  const table = new StateTable(width);
  table.insert(machine.initial, 0, hashWords(machine.initial, 0, width), -1);
  const stack = [0];
  const depths = [0];
  const state = new Int32Array(width);
  let transitions = 0;
  for (let from = stack.pop(); from !== undefined; from = stack.pop()) {
    table.copy(from, state);
    const depth = depths[from] ?? 0;
    let finding: Finding | undefined;
    let enabled = false;
    eachSuccessor(machine, state, (process, way, broken) => {
      enabled = true;
      transitions++;
      if (broken !== undefined) {
        finding ??= { from: from as number, length: depth + 1, process, way, rule: broken, kind: 'step' };
        return;
      }
      if (!table.insert(machine.words, 0, hashWords(machine.words, 0, width), from as number)) return;
      const index = table.count - 1;
      depths[index] = depth + 1;
      stack.push(index);
      const rule = machine.brokenRule();
      if (rule !== undefined)
        finding ??= { from: index, length: depth + 1, process: -1, way: 0, rule, kind: 'state' };
    });
    if (!enabled && stuck(machine, state))
      finding = { from, length: depth, process: -1, way: 0, rule: DEADLOCK, kind: 'deadlock' };
    if (finding)
      return {
        verdict: 'violated',
        states: table.count,
        transitions,
        run: runTo({ machine, table }, undefined, finding),
      };
    if (table.count > maxStates) return { verdict: 'bounded', states: table.count, transitions };
  }
  return { verdict: 'holds', states: table.count, transitions };
}

/** Random runs from the start, each to its end or to `maxSteps`. Never says that a rule holds. `random` gives numbers below 1. */
export function randomRuns(
  machine: Machine,
  runs: number,
  random: () => number,
  maxSteps = 10_000,
): ModeReport {
  let transitions = 0;
  const state = new Int32Array(machine.words.length);
  for (let r = 0; r < runs; r++) {
    const choices: Choice[] = [];
    state.set(machine.initial);
    for (let s = 0; s < maxSteps; s++) {
      const open: { choice: Choice; broken: string | undefined; next: Int32Array }[] = [];
      eachSuccessor(machine, state, (process, way, broken) =>
        open.push({ choice: { process, way }, broken, next: machine.words.slice() }),
      );
      const picked = open[Math.floor(random() * open.length)];
      let rule = picked?.broken;
      if (picked) {
        choices.push(picked.choice);
        transitions++;
        if (rule === undefined) {
          state.set(picked.next);
          machine.load(state);
          rule = machine.brokenRule();
        }
      } else if (stuck(machine, state)) rule = DEADLOCK;
      if (rule !== undefined) {
        const run = { choices, switches: countSwitches(choices), rule, fewestSwitches: false };
        return { verdict: 'violated', states: transitions, transitions, run };
      }
      if (!picked) break;
    }
  }
  return { verdict: 'bounded', states: transitions, transitions };
}

/**
 * Breadth-first over runs with at most `bound` preemptions (a switch away from a process that could go
 * on). `holds` only when the bound cut nothing off.
 */
export function preemptionBounded(machine: Machine, bound: number): ModeReport {
  const width = machine.words.length;
  // a state here is the machine's, and who ran last, and how many preemptions that took
  const table = new StateTable(width + 1);
  const extended = new Int32Array(width + 1);
  extended.set(machine.initial);
  table.insert(extended, 0, hashWords(extended, 0, width + 1), -1);
  const ways: Choice[] = [{ process: -1, way: 0 }];
  const base = new Int32Array(width + 1);
  let transitions = 0;
  let cut = false;
  for (let from = 0; from < table.count; from++) {
    table.copy(from, base);
    const last = ((base[width] as number) & 255) - 1;
    const used = (base[width] as number) >>> 8;
    const next: { choice: Choice; words: Int32Array; broken: string | undefined }[] = [];
    eachSuccessor(machine, base, (process, way, broken) =>
      next.push({ choice: { process, way }, words: machine.words.slice(), broken }),
    );
    const lastCanRun = next.some(({ choice }) => choice.process === last);
    let rule = next.length === 0 && stuck(machine, base) ? DEADLOCK : undefined;
    const chain = (): Choice[] => {
      const choices: Choice[] = [];
      for (let i = from; i > 0; i = table.parent(i)) choices.push(ways[i] as Choice);
      return choices.reverse();
    };
    let run = rule === undefined ? undefined : chain();
    for (const { choice, words, broken } of next) {
      const spent = used + (last >= 0 && lastCanRun && choice.process !== last ? 1 : 0);
      if (spent > bound) {
        cut = true;
        continue;
      }
      transitions++;
      machine.load(words);
      const bad = broken ?? machine.brokenRule();
      if (bad !== undefined && run === undefined) {
        rule = bad;
        run = [...chain(), choice];
      }
      if (broken !== undefined) continue;
      extended.set(words);
      extended[width] = (choice.process + 1) | (spent << 8);
      if (table.insert(extended, 0, hashWords(extended, 0, width + 1), from)) ways.push(choice);
    }
    if (run !== undefined && rule !== undefined) {
      return {
        verdict: 'violated',
        states: table.count,
        transitions,
        run: { choices: run, switches: countSwitches(run), rule, fewestSwitches: false },
      };
    }
  }
  return { verdict: cut ? 'bounded' : 'holds', states: table.count, transitions };
}
