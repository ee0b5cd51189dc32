// One question, one verdict: explores a model and reports what was found, with the shortest run.
import type { Machine } from '../model/machine.ts';
import { type Graph, GraphBuilder, type GraphLimits } from './graph.ts';
import { interleavings } from './interleavings.ts';
import { findSpin, mayLoop } from './liveness.ts';
import { type Limits, Search } from './search.ts';
import { type Canonical, canonicalizer } from './symmetry.ts';
import { fewestSwitches, type Run, runTo } from './trace.ts';

/** `bounded`: nothing found, but a limit was hit, so nothing is proved. */
export type Verdict = 'holds' | 'violated' | 'bounded';

export interface CheckOptions {
  readonly symmetry?: boolean;
  readonly limits?: Limits;
  /** Also look for runs that go on for ever (needs the edges in memory). On unless told otherwise. */
  readonly liveness?: boolean;
  /** Most states for which edges are kept: for cycles and interleavings as many as fit, for fewest switches a million unless told otherwise. */
  readonly graphStates?: number;
  /** Memory for those, in bytes. */
  readonly graphBytes?: number;
  readonly countInterleavings?: boolean;
}

export interface Report {
  readonly verdict: Verdict;
  readonly states: number;
  readonly transitions: number;
  /** Length of the longest shortest way to a state, in steps. */
  readonly depth: number;
  readonly seconds: number;
  /** How many renamings of a state were explored as one. */
  readonly symmetry: number;
  readonly run?: Run;
  /** Why the verdict is bounded: the limit hit. */
  readonly limit?: string;
  readonly interleavings?: bigint | 'endless';
  readonly bytes: number;
}

export interface Progress {
  readonly states: number;
  readonly waiting: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly phase: 'search' | 'cycles' | 'done';
}

/** States of the graph in which the shortest runs are compared. */
const SWITCH_STATES = 1_000_000;
/** Memory for a graph whose cycles are looked for. */
const GRAPH_BYTES = 1.5 * 2 ** 30;

/** A check that runs in slices: call `run` until it returns a report. Drop it to cancel. */
export class Check {
  private readonly search: Search;
  private readonly canonical: Canonical | undefined;
  private builder: GraphBuilder | undefined;
  /** Is the graph being built one of states that stand for others? */
  private reduced = false;
  private spent = 0;

  constructor(
    readonly machine: Machine,
    private readonly options: CheckOptions = {},
    private readonly now: () => number = () => 0,
  ) {
    this.canonical = options.symmetry === false ? undefined : canonicalizer(machine);
    this.search = new Search(machine, this.canonical, options.limits);
  }

  get progress(): Progress {
    const { states, waiting, transitions, depth, finished } = this.search;
    return {
      states,
      waiting,
      transitions,
      depth,
      seconds: this.spent / 1000,
      phase: finished ? 'cycles' : 'search',
    };
  }

  /** Works for about `milliseconds`; the report once there is one. */
  run(milliseconds: number): Report | undefined {
    const began = this.now();
    const left = (): number => milliseconds - (this.now() - began);
    const report = this.search.run(milliseconds, this.now) ? this.conclude(left) : undefined;
    this.spent += this.now() - began;
    return report && { ...report, seconds: this.spent / 1000 };
  }

  private done(verdict: Verdict, more: Partial<Report> = {}): Report {
    const { states, transitions, depth, table } = this.search;
    const symmetry = this.canonical?.order ?? 1;
    return { verdict, states, transitions, depth, bytes: table.bytes, symmetry, seconds: 0, ...more };
  }

  /** After the search: what it found, or else whether some run goes on for ever. */
  private conclude(left: () => number): Report | undefined {
    const { search, machine, options, canonical } = this;
    const [nearest] = [...search.findings].sort((a, b) => a.length - b.length);
    if (nearest) {
      const most = options.graphStates ?? SWITCH_STATES;
      const run = fewestSwitches(machine, nearest.length, most) ?? runTo(search, canonical, nearest);
      return this.done('violated', { run });
    }
    if (search.stoppedBy !== undefined) return this.done('bounded', { limit: search.stoppedBy });
    if (options.liveness === false && !options.countInterleavings) return this.done('holds');
    if (this.builder === undefined) {
      // the states that stand for others are fewer, and without a cycle among them there is none at all
      this.reduced = canonical !== undefined && !options.countInterleavings;
      this.builder = new GraphBuilder(machine, this.graphLimits, this.reduced ? canonical : undefined);
    }
    for (;;) {
      const graph = this.builder.run(left(), this.now);
      if (graph === 'too large') return this.tooLarge();
      if (graph === undefined) return this.outOfTime(left) ? this.tooLarge() : undefined;
      if (!this.reduced) return this.judge(graph);
      if (!mayLoop(graph)) return this.done('holds');
      this.reduced = false;
      this.builder = new GraphBuilder(machine, this.graphLimits);
    }
  }

  private get graphLimits(): GraphLimits {
    const { graphStates: states, graphBytes: bytes = GRAPH_BYTES } = this.options;
    return states === undefined ? { bytes } : { bytes, states };
  }

  private outOfTime(left: () => number): boolean {
    const seconds = this.options.limits?.seconds;
    return seconds !== undefined && left() <= 0 && this.spent > seconds * 1000;
  }

  private judge(graph: Graph): Report {
    const { liveness, countInterleavings } = this.options;
    const spin = liveness === false ? undefined : findSpin(graph);
    const counted = countInterleavings ? { interleavings: interleavings(graph) ?? ('endless' as const) } : {};
    return spin ? this.done('violated', { run: spin, ...counted }) : this.done('holds', counted);
  }

  private tooLarge(): Report {
    if (this.options.liveness === false) return this.done('holds');
    return this.done('bounded', {
      limit: `every state was explored and no rule is broken, but the graph in which paths that loop for ever are looked for went beyond its limit at ${this.builder?.count ?? 0} states`,
    });
  }
}

/** Checks to the end in one go. */
export function check(machine: Machine, options: CheckOptions = {}, now: () => number = () => 0): Report {
  const one = new Check(machine, options, now);
  for (;;) {
    const report = one.run(1000);
    if (report) return report;
  }
}
