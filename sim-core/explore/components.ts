// Strongly connected components by Pearce's form of Tarjan's algorithm, without recursion: one number a
// state, and the stacks.
import type { Graph } from './graph.ts';

export interface Components {
  /** The component of each state, from 0, in reverse topological order. */
  readonly of: Int32Array;
  readonly count: number;
}

/** Above every number by which a state is reached. */
const CLOSED = 0x7fffffff;

export function components({
  states,
  first,
  target,
}: Pick<Graph, 'states' | 'first' | 'target'>): Components {
  const n = states.count;
  // 0: not seen; then the least number of a state known to be in a circle with this one; at last CLOSED − its component
  const least = new Int32Array(n);
  // states done whose component is still open
  const open = new Int32Array(n);
  let opened = 0;
  const calls = new Int32Array(n);
  const cursor = new Int32Array(n);
  const given = new Int32Array(n);
  let clock = 0;
  let count = 0;
  for (let start = 0; start < n; start++) {
    if (least[start] !== 0) continue;
    let depth = -1;
    for (let enter = start; ; ) {
      if (enter >= 0) {
        depth++;
        calls[depth] = enter;
        cursor[depth] = first[enter] as number;
        given[depth] = ++clock;
        least[enter] = clock;
      }
      const v = calls[depth] as number;
      const end = first[v + 1] as number;
      let e = cursor[depth] as number;
      let low = least[v] as number;
      enter = -1;
      for (; e < end; e++) {
        const w = target[e] as number;
        const known = least[w] as number;
        if (known === 0) {
          enter = w;
          break;
        }
        if (known < low) low = known;
      }
      least[v] = low;
      cursor[depth] = e;
      if (enter >= 0) continue;
      if (low === given[depth]) {
        while (opened > 0 && (least[open[opened - 1] as number] as number) >= low)
          least[open[--opened] as number] = CLOSED - count;
        least[v] = CLOSED - count;
        count++;
      } else open[opened++] = v;
      if (--depth < 0) break;
    }
  }
  for (let i = 0; i < n; i++) least[i] = CLOSED - (least[i] as number);
  return { of: least, count };
}
