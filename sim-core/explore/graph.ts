// The whole graph of states with its edges, for questions that a search alone cannot answer: cycles,
// the number of interleavings, the fewest context switches. No symmetry: processes keep their names.
import type { Machine } from '../model/machine.ts';
import { Oops } from '../model/views.ts';
import { hashWords, StateTable } from './table.ts';

export interface Graph {
  readonly machine: Machine;
  readonly table: StateTable;
  readonly indexOf: (words: Int32Array) => number;
  /** Edges of state i are `first[i]` … `first[i+1]`. */
  readonly first: Int32Array;
  readonly target: Int32Array;
  readonly process: Uint8Array;
  readonly way: Uint8Array;
  readonly depth: Int32Array;
  /** Steps that break a rule: no edge, for the run ends there. */
  readonly broken: readonly {
    readonly from: number;
    readonly process: number;
    readonly way: number;
    readonly rule: string;
  }[];
}

// edges whose target states are kept together
const EDGES = 1024;

class Ints {
  data = new Int32Array(1024);
  length = 0;
  push(value: number): void {
    if (this.length === this.data.length) {
      const bigger = new Int32Array(this.length * 2);
      bigger.set(this.data);
      this.data = bigger;
    }
    this.data[this.length++] = value;
  }
}

/** Visits the successors of the state in `base` (words are left changed). */
export function eachSuccessor(
  machine: Machine,
  base: Int32Array,
  visit: (process: number, way: number, broken: string | undefined) => void,
): void {
  for (let p = 0; p < machine.processes.length; p++) {
    machine.load(base);
    const pc = machine.pcOf(p);
    const step = machine.stepOf(p);
    if (step === undefined) continue;
    for (let way = 0; way < step.ways; way++) {
      machine.load(base);
      try {
        if (machine.run(p, step, pc, way)) visit(p, way, undefined);
      } catch (error) {
        if (!(error instanceof Oops)) throw error;
        visit(p, way, error.message);
      }
    }
  }
}

/** Builds the graph, to `maxDepth` steps; undefined beyond `maxStates` states. */
export function buildGraph(
  machine: Machine,
  maxStates: number,
  maxDepth = Number.POSITIVE_INFINITY,
): Graph | undefined {
  const width = machine.words.length;
  const table = new StateTable(width);
  table.insert(machine.initial, 0, hashWords(machine.initial, 0, width), -1);
  const first = new Ints();
  const to = new Ints();
  const by = new Ints();
  const depth = new Ints();
  depth.push(0);
  const broken: { from: number; process: number; way: number; rule: string }[] = [];
  const base = new Int32Array(width);
  // targets are not known by index until all states are found: words are kept, indexes looked up after
  const words: Int32Array[] = [];
  let chunk = new Int32Array(0);
  let used = 0;
  for (let i = 0; i < table.count; i++) {
    first.push(to.length);
    const d = depth.data[i] as number;
    if (d >= maxDepth) continue;
    table.copy(i, base);
    eachSuccessor(machine, base, (process, way, rule) => {
      if (rule !== undefined) {
        broken.push({ from: i, process, way, rule });
        return;
      }
      if (table.insert(machine.words, 0, hashWords(machine.words, 0, width), i)) depth.push(d + 1);
      if (used === chunk.length) {
        chunk = new Int32Array(EDGES * width);
        words.push(chunk);
        used = 0;
      }
      chunk.set(machine.words, used);
      used += width;
      by.push(process | (way << 8));
      to.push(0);
    });
    if (table.count > maxStates) return undefined;
  }
  first.push(to.length);
  const indexOf = table.index();
  const one = new Int32Array(width);
  for (let e = 0; e < to.length; e++) {
    const from = words[Math.floor(e / EDGES)] as Int32Array;
    const offset = (e % EDGES) * width;
    for (let w = 0; w < width; w++) one[w] = from[offset + w] as number;
    to.data[e] = indexOf(one);
  }
  return {
    machine,
    table,
    indexOf,
    first: first.data.subarray(0, first.length),
    target: to.data.subarray(0, to.length),
    process: Uint8Array.from(by.data.subarray(0, by.length), (v) => v & 255),
    way: Uint8Array.from(by.data.subarray(0, by.length), (v) => v >> 8),
    depth: depth.data.subarray(0, depth.length),
    broken,
  };
}

/** Strongly connected components (Tarjan, without recursion): the component of each state, in reverse topological order. */
export function components(graph: Graph): { of: Int32Array; count: number } {
  const n = graph.table.count;
  const { first, target } = graph;
  const of = new Int32Array(n).fill(-1);
  const low = new Int32Array(n);
  const seen = new Int32Array(n).fill(-1);
  const cursor = new Int32Array(n);
  const stack: number[] = [];
  const calls: number[] = [];
  let clock = 0;
  let count = 0;
  for (let root = 0; root < n; root++) {
    if (seen[root] !== -1) continue;
    calls.push(root);
    while (calls.length > 0) {
      const v = calls.at(-1) as number;
      if (seen[v] === -1) {
        seen[v] = clock;
        low[v] = clock++;
        cursor[v] = first[v] as number;
        stack.push(v);
      }
      let deeper = false;
      while ((cursor[v] as number) < (first[v + 1] as number)) {
        const w = target[cursor[v] as number] as number;
        if (seen[w] === -1) {
          calls.push(w);
          deeper = true;
          break;
        }
        if (of[w] === -1) low[v] = Math.min(low[v] as number, low[w] as number);
        cursor[v] = (cursor[v] as number) + 1;
      }
      if (deeper) continue;
      calls.pop();
      if (low[v] === seen[v]) {
        for (;;) {
          const w = stack.pop() as number;
          of[w] = count;
          if (w === v) break;
        }
        count++;
      }
    }
  }
  return { of, count };
}
