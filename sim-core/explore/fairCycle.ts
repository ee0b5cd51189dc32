// The shortest fair way round a component: a closed walk in which every process moves, or meets a state
// where it cannot run. Among the shortest, one with fewest context switches. Searched over pairs of a
// state and the set of processes that are still owed a move; where there are too many of those, the walk
// is put together leg by leg, and is fair but perhaps not the shortest.
import type { Choice } from '../model/machine.ts';
import type { Graph } from './graph.ts';

/** Pairs searched at most. */
const MOST_PAIRS = 1 << 20;
const NEVER = 0xffff;

export interface Ring {
  readonly graph: Graph;
  /** The component of each state. */
  readonly of: Int32Array;
  readonly component: number;
  /** Where the walk starts and ends. */
  readonly start: number;
  /** Bit p: process p cannot run in some state of the component. */
  readonly rests: number;
}

export interface Walk {
  readonly choices: readonly Choice[];
  /** Which process is best to have moved last before the walk. */
  readonly before: number;
}

/** The processes that can run in a state, as bits. */
export function runnable({ first, process }: Graph, state: number): number {
  let can = 0;
  for (let e = first[state] as number; e < (first[state + 1] as number); e++)
    can |= 1 << (process[e] as number);
  return can;
}

/** The best walk; `entry` is the cost of arriving with a process as the last. Undefined when there are too many pairs. */
export function bestWalk(
  { graph, of, component, start }: Ring,
  entry: (last: number) => number | undefined,
): Walk | undefined {
  const { first, target, process, way, machine } = graph;
  const P = machine.processes.length;
  const sets = 2 ** P;
  const everyone = sets - 1;
  // pairs in the order of discovery; -1 in `number` is the goal, which may be where the walk began
  const number = new Map<number, number>();
  const states: number[] = [start];
  const owed: number[] = [everyone & runnable(graph, start)];
  const distance: number[] = [0];
  number.set(start * sets + (owed[0] as number), 0);
  let goal = -1;
  // breadth first; edges along shortest ways are kept for the second pass
  const from: number[] = [];
  const to: number[] = [];
  const by: number[] = [];
  for (let i = 0; i < states.length; i++) {
    if (goal >= 0 && (distance[i] as number) >= (distance[goal] as number)) break;
    const state = states[i] as number;
    for (let e = first[state] as number; e < (first[state + 1] as number); e++) {
      const j = target[e] as number;
      if (of[j] !== component) continue;
      const left = (owed[i] as number) & ~(1 << (process[e] as number)) & runnable(graph, j);
      const home = j === start && left === 0;
      const key = j * sets + left;
      let at = home ? goal : (number.get(key) ?? -1);
      if (at < 0) {
        if (states.length > MOST_PAIRS) return undefined;
        at = states.length;
        states.push(j);
        owed.push(left);
        distance.push((distance[i] as number) + 1);
        if (home) goal = at;
        else number.set(key, at);
      }
      if (distance[at] !== (distance[i] as number) + 1) continue;
      from.push(i);
      to.push(at);
      by.push(e);
    }
  }
  if (goal < 0) return undefined;
  const cost = new Uint16Array(states.length * P).fill(NEVER);
  const cameFrom = new Int32Array(states.length * P).fill(-1);
  const edge = new Int32Array(states.length * P);
  for (let last = 0; last < P; last++) cost[last] = entry(last) ?? NEVER;
  for (let k = 0; k < from.length; k++) {
    const p = process[by[k] as number] as number;
    const there = (to[k] as number) * P + p;
    for (let last = 0; last < P; last++) {
      const here = (from[k] as number) * P + last;
      const before = cost[here] as number;
      const c = before + (last === p ? 0 : 1);
      if (before < NEVER && c < (cost[there] as number)) {
        cost[there] = c;
        cameFrom[there] = here;
        edge[there] = by[k] as number;
      }
    }
  }
  let best = goal * P;
  for (let last = 1; last < P; last++)
    if ((cost[goal * P + last] as number) < (cost[best] as number)) best = goal * P + last;
  const choices: Choice[] = [];
  let at = best;
  for (; (cameFrom[at] as number) >= 0; at = cameFrom[at] as number) {
    const e = edge[at] as number;
    choices.push({ process: process[e] as number, way: way[e] as number });
  }
  return { choices: choices.reverse(), before: at % P };
}

/** A walk put together from shortest legs, each to a state that pays what is owed to one process. */
export function walkByLegs({ graph, of, component, start, rests }: Ring): Choice[] {
  const P = graph.machine.processes.length;
  const walk: Choice[] = [];
  let here = start;
  let owed = (2 ** P - 1) & runnable(graph, here);
  const go = (reached: (state: number, lastProcess: number) => boolean): void => {
    for (const { choice, to } of shortest(graph, of, component, here, reached)) {
      walk.push(choice);
      here = to;
      owed &= ~(1 << choice.process) & runnable(graph, here);
    }
  };
  while (owed !== 0) {
    const p = 31 - Math.clz32(owed);
    go((state, last) => last === p || ((rests & (1 << p)) !== 0 && !(runnable(graph, state) & (1 << p))));
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
