// Runs that go on for ever under weak fairness (a process that can always run does run) while some
// process that must end does not: a finder that spins, a reader that retries without end. In a graph
// without symmetry every such run ends up in one strongly connected component; the component is fair
// when each process takes a step in it, or cannot run somewhere in it.
import { components } from './components.ts';
import { bestWalk, type Ring, walkByLegs } from './fairCycle.ts';
import type { Graph } from './graph.ts';
import { FewestSwitches } from './switches.ts';
import { countSwitches, type Run } from './trace.ts';

export function spinRule(name: string): string {
  return `no path loops for ever (${name} never ends)`;
}

/** A component that a fair run can stay in. */
interface Fair {
  readonly component: number;
  /** Its state nearest to the start. */
  readonly entry: number;
  /** A process that must end and never does. */
  readonly victim: number;
  readonly rests: number;
}

/**
 * Components that a fair run can stay in; `bits` says which bit stands for each process. In a graph of
 * states that stand for others only kin can be told apart: give kin one bit, and the list has at least
 * an image of each fair component of the whole graph.
 */
function fairComponents(graph: Graph, bits: readonly number[]): { of: Int32Array; fair: Fair[] } {
  const { machine, first, target, process, states } = graph;
  const { of, count } = components(graph);
  const n = states.count;
  // most components are single states: only those with a circle are numbered
  const ring = new Int32Array(count).fill(-1);
  const rings: number[] = [];
  for (let i = 0; i < n; i++) {
    const c = of[i] as number;
    for (let e = first[i] as number; ring[c] === -1 && e < (first[i + 1] as number); e++)
      if (of[target[e] as number] === c) ring[c] = rings.push(c) - 1;
  }
  const moves = new Int32Array(rings.length);
  const rests = new Int32Array(rings.length);
  const entry = new Int32Array(rings.length).fill(-1);
  for (let i = 0; i < n; i++) {
    const c = of[i] as number;
    const r = ring[c] as number;
    if (r < 0) continue;
    // states are numbered by their distance from the start
    if (entry[r] === -1) entry[r] = i;
    let can = 0;
    for (let e = first[i] as number; e < (first[i + 1] as number); e++) {
      const p = process[e] as number;
      can |= 1 << p;
      if (of[target[e] as number] === c) moves[r] = (moves[r] as number) | (bits[p] as number);
    }
    for (let p = 0; p < bits.length; p++)
      if (!(can & (1 << p))) rests[r] = (rests[r] as number) | (bits[p] as number);
  }
  const everyone = bits.reduce((all, bit) => all | bit, 0);
  const state = new Int32Array(machine.words.length);
  const fair: Fair[] = [];
  for (let r = 0; r < rings.length; r++) {
    if (((moves[r] as number) | (rests[r] as number)) !== everyone) continue;
    states.copy(entry[r] as number, state);
    machine.load(state);
    const victim = machine.processes.findIndex(
      ({ daemon, steps }, p) => !daemon && machine.pcOf(p) !== steps.length,
    );
    if (victim >= 0)
      fair.push({
        component: rings[r] as number,
        entry: entry[r] as number,
        victim,
        rests: rests[r] as number,
      });
  }
  return { of, fair };
}

/** Of a graph of states that stand for others: false when no run of the machine goes on for ever. */
export function mayLoop(graph: Graph): boolean {
  return (
    fairComponents(
      graph,
      graph.machine.processes.map(({ kin }) => 1 << kin),
    ).fair.length > 0
  );
}

/** The shortest way into a fair cycle, then the cycle; undefined when every fair run ends. */
export function findSpin(graph: Graph): Run | undefined {
  const { machine } = graph;
  const { of, fair } = fairComponents(
    graph,
    machine.processes.map((_, p) => 1 << p),
  );
  const nearest = fair.reduce<Fair | undefined>(
    (best, one) => (best === undefined || one.entry < best.entry ? one : best),
    undefined,
  );
  if (!nearest) return undefined;
  const { component, entry: start, rests, victim } = nearest;
  const ring: Ring = { graph, of, component, start, rests };
  const ways = new FewestSwitches(graph, [start]);
  const walk = bestWalk(ring, (last) => ways.costOf(start, last));
  const last = walk?.before ?? machine.processes.findIndex((_, p) => ways.costOf(start, p) !== undefined);
  const choices = ways.pathTo(start, last);
  const repeatsFrom = choices.length;
  choices.push(...(walk?.choices ?? walkByLegs(ring)));
  // the one to name is a process that turns in the cycle, if one does
  const turning = new Set(choices.slice(repeatsFrom).map((choice) => choice.process));
  const named = machine.processes.findIndex(({ daemon }, p) => turning.has(p) && !daemon);
  const name = machine.processes[named < 0 ? victim : named]?.name ?? '';
  return {
    choices,
    switches: countSwitches(choices),
    rule: spinRule(name),
    fewestSwitches: walk !== undefined,
    repeatsFrom,
  };
}
