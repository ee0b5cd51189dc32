// Among the shortest runs to a state, one with fewest context switches: dynamic programming over (state,
// process that moved last), along edges that lead one step further from the start.
import type { Choice } from '../model/machine.ts';
import type { Graph } from './graph.ts';

const NEVER = 0xffff;

export class FewestSwitches {
  /** Place of each state on a shortest run to a goal, + 1; 0 for the others. */
  private readonly place: Int32Array;
  private readonly cost: Uint16Array;
  /** By place and last process: the place and last process before, and the way taken. */
  private readonly cameFrom: Int32Array;
  private readonly cameBy: Uint8Array;
  private readonly processes: number;

  constructor(graph: Graph, goals: readonly number[]) {
    const { first, target, process, way, depth, machine } = graph;
    const P = machine.processes.length;
    const end = goals.reduce((most, goal) => Math.max(most, goal + 1), 0);
    const place = new Int32Array(end);
    for (const goal of goals) place[goal] = 1;
    // states are numbered by distance: a sweep from the end finds those that lie on the way to a goal
    for (let i = end - 1; i >= 0; i--) {
      for (let e = first[i] as number; place[i] === 0 && e < (first[i + 1] as number); e++) {
        const j = target[e] as number;
        if (depth[j] === (depth[i] as number) + 1 && place[j]) place[i] = 1;
      }
    }
    let count = 0;
    for (let i = 0; i < end; i++) if (place[i]) place[i] = ++count;
    const cost = new Uint16Array(count * P).fill(NEVER);
    const cameFrom = new Int32Array(count * P).fill(-1);
    const cameBy = new Uint8Array(count * P);
    cost.fill(0, 0, P);
    for (let i = 0; i < end; i++) {
      if (!place[i]) continue;
      const from = ((place[i] as number) - 1) * P;
      for (let e = first[i] as number; e < (first[i + 1] as number); e++) {
        const j = target[e] as number;
        if (depth[j] !== (depth[i] as number) + 1 || !place[j]) continue;
        const p = process[e] as number;
        const to = ((place[j] as number) - 1) * P + p;
        for (let last = 0; last < P; last++) {
          const before = cost[from + last] as number;
          const c = before + (last === p ? 0 : 1);
          if (before < NEVER && c < (cost[to] as number)) {
            cost[to] = c;
            cameFrom[to] = from + last;
            cameBy[to] = way[e] as number;
          }
        }
      }
    }
    this.place = place;
    this.cost = cost;
    this.cameFrom = cameFrom;
    this.cameBy = cameBy;
    this.processes = P;
  }

  /** Context switches on the way to a goal where `last` moved last; undefined when no shortest run ends so. At the start anyone may have. */
  costOf(goal: number, last: number): number | undefined {
    const cost = this.cost[this.at(goal, last)] as number;
    return cost === NEVER ? undefined : cost;
  }

  /** The run itself. */
  pathTo(goal: number, last: number): Choice[] {
    const P = this.processes;
    const choices: Choice[] = [];
    for (let at = this.at(goal, last); (this.cameFrom[at] as number) >= 0; at = this.cameFrom[at] as number)
      choices.push({ process: at % P, way: this.cameBy[at] as number });
    return choices.reverse();
  }

  private at(goal: number, last: number): number {
    return ((this.place[goal] as number) - 1) * this.processes + last;
  }
}
