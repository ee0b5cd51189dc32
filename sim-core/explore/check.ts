// One question, one verdict: explores a model and reports what was found, with the shortest run.
import type { Machine } from '../model/machine.ts';
import { buildGraph } from './graph.ts';
import { interleavings } from './interleavings.ts';
import { findSpin } from './liveness.ts';
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
  /** Most states for which edges are kept: cycles, interleavings and fewest switches. */
  readonly graphStates?: number;
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

const GRAPH_STATES = 400_000;

/** A check that runs in slices: call `run` until it returns a report. Drop it to cancel. */
export class Check {
  private readonly search: Search;
  private readonly canonical: Canonical | undefined;
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
    const finished = this.search.run(milliseconds, this.now);
    this.spent += this.now() - began;
    return finished ? this.report() : undefined;
  }

  private report(): Report {
    const { search, machine, options, canonical } = this;
    const began = this.now();
    const most = options.graphStates ?? GRAPH_STATES;
    const { states, transitions, depth, table } = search;
    const base = { states, transitions, depth, bytes: table.bytes, symmetry: canonical?.order ?? 1 };
    const done = (verdict: Verdict, more: Partial<Report> = {}): Report => ({
      ...base,
      verdict,
      seconds: (this.spent + this.now() - began) / 1000,
      ...more,
    });
    const finding = search.findings.reduce<(typeof search.findings)[number] | undefined>(
      (best, one) => (best === undefined || one.length < best.length ? one : best),
      undefined,
    );
    if (finding)
      return done('violated', {
        run: fewestSwitches(machine, finding.length, most) ?? runTo(search, canonical, finding),
      });
    if (search.stoppedBy !== undefined) return done('bounded', { limit: search.stoppedBy });
    if (options.liveness === false && !options.countInterleavings) return done('holds');
    // one state of the search stands for one state of the graph at least
    const graph = states > most ? undefined : buildGraph(machine, most);
    if (!graph) {
      if (options.liveness === false) return done('holds');
      return done('bounded', {
        limit: `every state was explored and no rule is broken, but paths that loop for ever are looked for in at most ${most} states`,
      });
    }
    const spin = options.liveness === false ? undefined : findSpin(graph);
    const counted = options.countInterleavings
      ? { interleavings: interleavings(graph) ?? ('endless' as const) }
      : {};
    return spin ? done('violated', { run: spin, ...counted }) : done('holds', counted);
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
