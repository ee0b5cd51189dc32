// How many complete runs a state graph stands for: the number of ways through it, counted exactly.
import { components } from './components.ts';
import type { Graph } from './graph.ts';

/** The number of runs from the start to an end; undefined when some run goes round in a circle (there is no such number then). */
export function interleavings(graph: Graph): bigint | undefined {
  const { first, target, states, broken } = graph;
  const n = states.count;
  const { of, count } = components(graph);
  if (count !== n) return undefined;
  const endsHere = new Map<number, bigint>();
  for (const { from } of broken) endsHere.set(from, (endsHere.get(from) ?? 0n) + 1n);
  const byComponent = new Int32Array(n);
  for (let i = 0; i < n; i++) byComponent[of[i] as number] = i;
  const ways: bigint[] = new Array(n).fill(0n);
  // components come out successors first, so each state's successors are counted before it
  for (let c = 0; c < n; c++) {
    const i = byComponent[c] as number;
    const from = first[i] as number;
    const to = first[i + 1] as number;
    let sum = endsHere.get(i) ?? 0n;
    if (from === to && sum === 0n) sum = 1n;
    for (let e = from; e < to; e++) {
      if (target[e] === i) return undefined;
      sum += ways[target[e] as number] ?? 0n;
    }
    ways[i] = sum;
  }
  return ways[0];
}
