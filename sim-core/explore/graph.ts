// The whole graph of states with its edges, for questions that a search alone cannot answer: cycles,
// the number of interleavings, the fewest context switches. Built in slices, as a search runs.
import type { Machine } from '../model/machine.ts';
import { Oops } from '../model/views.ts';
import { StateIndex } from './stateIndex.ts';
import { BROKEN, EFFECTS, RAN, StepTables, waysAt } from './stepTables.ts';
import type { Canonical } from './symmetry.ts';
import { hashWords } from './table.ts';

/** A step that breaks a rule: no edge, for the run ends there. */
export interface BrokenStep {
  readonly from: number;
  readonly process: number;
  readonly way: number;
  readonly rule: string;
}

export interface Graph {
  readonly machine: Machine;
  /** In the order of discovery, nearest first. */
  readonly states: StateIndex;
  /** Edges of state i are `first[i]` … `first[i+1]`. */
  readonly first: Int32Array;
  readonly target: Int32Array;
  readonly process: Uint8Array;
  readonly way: Uint8Array;
  readonly depth: Int32Array;
  readonly broken: readonly BrokenStep[];
}

export interface GraphLimits {
  readonly states?: number;
  readonly bytes?: number;
  readonly depth?: number;
}

type Numbers = Int32Array | Uint8Array;

/** An array that grows; `data` moves when it does. */
class Growing<A extends Numbers> {
  length = 0;
  constructor(
    public data: A,
    private readonly make: (length: number) => A,
  ) {}
  push(value: number): void {
    if (this.length === this.data.length) {
      const bigger = this.make(Math.ceil(this.length * 1.6));
      bigger.set(this.data);
      this.data = bigger;
    }
    this.data[this.length++] = value;
  }
  done(): A {
    return this.data.subarray(0, this.length) as A;
  }
}

const ints = () => new Growing(new Int32Array(1024), (length) => new Int32Array(length));
const bytes = () => new Growing(new Uint8Array(1024), (length) => new Uint8Array(length));

/** Successors met a short while ago, with their numbers: most of those met twice are met soon again. */
const RECENT_MASK = (1 << 12) - 1;

/** Visits the successors of the state in `base` by running the steps themselves (words are left changed). */
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

export class GraphBuilder {
  private readonly states: StateIndex;
  private readonly steps: StepTables;
  private readonly first = ints();
  private readonly target = ints();
  private readonly process = bytes();
  private readonly way = bytes();
  private readonly depth = ints();
  private readonly broken: BrokenStep[] = [];
  private readonly base: Int32Array;
  private readonly next: Int32Array;
  private readonly recent: Int32Array;
  private expanded = 0;

  /** With `canonical` the graph of the states that stand for others; its edges keep the processes of the state that they leave. */
  constructor(
    readonly machine: Machine,
    private readonly limits: GraphLimits = {},
    private readonly canonical?: Canonical,
  ) {
    const width = machine.words.length;
    this.states = new StateIndex(width);
    this.steps = StepTables.of(machine);
    // canonical forms are made in four words at least
    this.base = new Int32Array(Math.max(4, width));
    this.next = new Int32Array(Math.max(4, width));
    this.recent = new Int32Array((RECENT_MASK + 1) * (width + 1));
    this.next.set(machine.initial);
    canonical?.apply(this.next);
    this.states.insert(this.next, hashWords(this.next, 0, width));
    this.depth.push(0);
  }

  get bytes(): number {
    const { first, target, process, way, depth } = this;
    const arrays = [first, target, process, way, depth].reduce((sum, { data }) => sum + data.byteLength, 0);
    return this.states.bytes + arrays;
  }

  get count(): number {
    return this.states.count;
  }

  /** Works for about `milliseconds`; the graph once it is whole, `too large` when a limit was hit. */
  run(milliseconds: number, now: () => number): Graph | 'too large' | undefined {
    const began = now();
    const { states, bytes: room, depth } = this.limits;
    while (this.expanded < this.states.count) {
      for (let i = 0; i < 1024 && this.expanded < this.states.count; i++) this.expand(depth ?? 2 ** 31);
      if (states !== undefined && this.states.count > states) return 'too large';
      if (room !== undefined && this.bytes > room) return 'too large';
      if (now() - began >= milliseconds && this.expanded < this.states.count) return undefined;
    }
    const { machine, first, target, process, way, broken } = this;
    first.push(target.length);
    return {
      machine,
      states: this.states,
      first: first.done(),
      target: target.done(),
      process: process.done(),
      way: way.done(),
      depth: this.depth.done(),
      broken,
    };
  }

  private expand(maxDepth: number): void {
    const { states, base, steps, target } = this;
    const width = states.width;
    const from = this.expanded++;
    const depth = this.depth.data[from] as number;
    this.first.push(target.length);
    if (depth >= maxDepth) return;
    states.copy(from, base);
    for (let p = 0; p < this.machine.processes.length; p++) {
      const answer = steps.ask(p, base);
      const { code } = steps;
      const ran = code[answer + RAN] as number;
      const ways = waysAt(answer, ran, width);
      for (let i = 0; i < ran; i++) {
        const to = this.follow(code, answer + EFFECTS + i * 2 * width);
        if (to === this.depth.length) this.depth.push(depth + 1);
        target.push(to);
        this.process.push(p);
        this.way.push(code[ways + i] as number);
      }
      const broken = code[answer + BROKEN] as number;
      for (let at = ways + ran; at < ways + ran + 2 * broken; at += 2) {
        const rule = steps.rules[code[at + 1] as number] ?? '';
        this.broken.push({ from, process: p, way: code[at] as number, rule });
      }
    }
  }

  /** The number of the state that an effect leads to. */
  private follow(code: Int32Array, effect: number): number {
    const { base, next, recent, canonical, states } = this;
    const width = states.width;
    for (let w = 0, at = effect; w < width; w++, at += 2)
      next[w] = ((base[w] as number) & (code[at] as number)) | (code[at + 1] as number);
    let hash = hashWords(next, 0, width);
    const seen = (hash & RECENT_MASK) * (width + 1);
    let same = 0;
    while (same < width && recent[seen + same] === next[same]) same++;
    if (same === width) return recent[seen + width] as number;
    for (let w = 0; w < width; w++) recent[seen + w] = next[w] as number;
    if (canonical !== undefined) {
      canonical.apply(next);
      hash = hashWords(next, 0, width);
    }
    const index = states.insert(next, hash);
    recent[seen + width] = index;
    return index;
  }
}

/** Builds the graph without symmetry, to `maxDepth` steps; undefined beyond `maxStates` states. */
export function buildGraph(machine: Machine, maxStates: number, maxDepth?: number): Graph | undefined {
  const limits = maxDepth === undefined ? { states: maxStates } : { states: maxStates, depth: maxDepth };
  const graph = new GraphBuilder(machine, limits).run(Number.POSITIVE_INFINITY, () => 0);
  return graph === 'too large' ? undefined : graph;
}
