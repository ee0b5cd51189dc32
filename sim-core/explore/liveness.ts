// Runs that go on for ever under weak fairness (a process that can always run does run) while some
// process that must end does not: a finder that spins, a reader that retries without end. In a graph
// without symmetry every such run ends up in one strongly connected component; the component is fair
// when each process takes a step in it, or cannot run somewhere in it.
import type { Choice } from '../model/machine.ts';
import { components, type Graph } from './graph.ts';
import { countSwitches, type Run } from './trace.ts';

export function spinRule(name: string): string {
  return `no path loops for ever (${name} never ends)`;
}

/** The shortest way into a fair cycle, then the cycle; undefined when every fair run ends. */
export function findSpin(graph: Graph): Run | undefined {
  const { machine, first, target, process, table, depth } = graph;
  const { of, count } = components(graph);
  const P = machine.processes.length;
  const n = table.count;
  // bit p: p takes a step inside the component; bit p of `rests`: p cannot run in one of its states
  const moves = new Int32Array(count);
  const rests = new Int32Array(count);
  const cyclic = new Uint8Array(count);
  const entry = new Int32Array(count).fill(-1);
  for (let i = 0; i < n; i++) {
    const c = of[i] as number;
    let can = 0;
    for (let e = first[i] as number; e < (first[i + 1] as number); e++) {
      const p = process[e] as number;
      can |= 1 << p;
      if (of[target[e] as number] === c) {
        moves[c] = (moves[c] as number) | (1 << p);
        cyclic[c] = 1;
      }
    }
    rests[c] = (rests[c] as number) | ~can;
    if (entry[c] === -1 || (depth[i] as number) < (depth[entry[c] as number] as number)) entry[c] = i;
  }
  const everyone = 2 ** P - 1;
  const state = new Int32Array(machine.words.length);
  let best = -1;
  let victim = -1;
  for (let c = 0; c < count; c++) {
    if (!cyclic[c] || (((moves[c] as number) | (rests[c] as number)) & everyone) !== everyone) continue;
    table.copy(entry[c] as number, state);
    machine.load(state);
    const stuck = machine.processes.findIndex(
      ({ daemon, steps }, p) => !daemon && machine.pcOf(p) !== steps.length,
    );
    if (stuck < 0) continue;
    if (best < 0 || (depth[entry[c] as number] as number) < (depth[entry[best] as number] as number)) {
      best = c;
      victim = stuck;
    }
  }
  if (best < 0) return undefined;
  const start = entry[best] as number;
  const choices = wayTo(graph, start);
  const repeatsFrom = choices.length;
  choices.push(...fairCycle(graph, of, best, start, rests[best] as number));
  // the one to name is a process that turns in the cycle, if one does
  const turning = new Set(choices.slice(repeatsFrom).map((choice) => choice.process));
  const named = machine.processes.findIndex(({ daemon }, p) => turning.has(p) && !daemon);
  const name = machine.processes[named < 0 ? victim : named]?.name ?? '';
  return {
    choices,
    switches: countSwitches(choices),
    rule: spinRule(name),
    fewestSwitches: false,
    repeatsFrom,
  };
}

/** A shortest run from the start to a state. */
function wayTo(graph: Graph, goal: number): Choice[] {
  const { table, first, target, process, way } = graph;
  const choices: Choice[] = [];
  for (let i = goal; i > 0; ) {
    const from = table.parent(i);
    for (let e = first[from] as number; e < (first[from + 1] as number); e++) {
      if (target[e] === i) {
        choices.push({ process: process[e] as number, way: way[e] as number });
        break;
      }
    }
    i = from;
  }
  return choices.reverse();
}

/** A closed walk through the component in which every process moves, or rests where it cannot run. */
function fairCycle(graph: Graph, of: Int32Array, component: number, start: number, rests: number): Choice[] {
  const { machine, first, process } = graph;
  const P = machine.processes.length;
  const walk: Choice[] = [];
  let here = start;
  const runnable = (i: number): number => {
    let can = 0;
    for (let e = first[i] as number; e < (first[i + 1] as number); e++) can |= 1 << (process[e] as number);
    return can;
  };
  const owed = new Set(Array.from({ length: P }, (_, p) => p));
  const go = (reached: (state: number, lastProcess: number) => boolean): void => {
    const leg = shortest(graph, of, component, here, reached);
    for (const { choice, to } of leg) {
      walk.push(choice);
      owed.delete(choice.process);
      here = to;
      for (const p of owed) if (!(runnable(here) & (1 << p))) owed.delete(p);
    }
  };
  for (const p of owed) if (!(runnable(here) & (1 << p))) owed.delete(p);
  while (owed.size > 0) {
    const p = owed.values().next().value as number;
    go((state, last) => last === p || ((rests & (1 << p)) !== 0 && !(runnable(state) & (1 << p))));
    owed.delete(p);
  }
  if (here !== start || walk.length === 0) go((state) => state === start);
  return walk;
}

interface Leg {
  readonly choice: Choice;
  readonly to: number;
}

/** Breadth-first inside a component, over edges, until `reached`. */
function shortest(
  graph: Graph,
  of: Int32Array,
  component: number,
  start: number,
  reached: (state: number, last: number) => boolean,
): Leg[] {
  const { first, target, process, way } = graph;
  const from = new Map<number, { before: number; leg: Leg }>();
  const queue = [start];
  for (let q = 0; q < queue.length; q++) {
    const i = queue[q] as number;
    for (let e = first[i] as number; e < (first[i + 1] as number); e++) {
      const j = target[e] as number;
      if (of[j] !== component) continue;
      const leg = { choice: { process: process[e] as number, way: way[e] as number }, to: j };
      if (reached(j, leg.choice.process)) {
        const legs = [leg];
        for (let at = i; at !== start; ) {
          const step = from.get(at);
          if (!step) break;
          legs.push(step.leg);
          at = step.before;
        }
        return legs.reverse();
      }
      if (j !== start && !from.has(j)) {
        from.set(j, { before: i, leg });
        queue.push(j);
      }
    }
  }
  throw new Error('a component of the graph is not connected');
}
