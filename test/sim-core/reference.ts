// A naive explorer, written to be obviously right and nothing else: states are JSON texts in a Map,
// programs are data. The real explorer is compared with it on thousands of random programs.
import { bit, upTo } from '../../sim-core/model/fields.ts';
import type { Machine } from '../../sim-core/model/machine.ts';
import { fail, Model } from '../../sim-core/model/model.ts';
import { BLOCK, choose, type Line, path } from '../../sim-core/model/path.ts';

/** One way of a step: what must hold, what it writes, where it goes. */
export interface Op {
  readonly when?: readonly [variable: number, value: number];
  readonly set: readonly (readonly [variable: number, value: number | 'next'])[];
  readonly failWhen?: readonly [variable: number, value: number];
  readonly to?: number;
}

export interface Program {
  readonly steps: readonly (readonly Op[])[];
  readonly count: number;
}

export interface System {
  /** Largest value of each shared variable. */
  readonly variables: readonly number[];
  readonly programs: readonly Program[];
}

export interface Answer {
  readonly states: number;
  readonly transitions: number;
  /** Length of the shortest run that breaks a rule or is stuck; -1 when none does. */
  readonly shortest: number;
  /** Fewest context switches among those runs. */
  readonly switches: number;
  /** Not worked out for large graphs: the naive way is quadratic. */
  readonly spins: boolean | undefined;
  readonly runs: bigint | undefined;
}

interface State {
  readonly vars: readonly number[];
  readonly pcs: readonly number[];
}

function processesOf(system: System): Program[] {
  return system.programs.flatMap((program) => Array.from({ length: program.count }, () => program));
}

function successors(system: System, { vars, pcs }: State): { by: number; next: State | 'broken' }[] {
  const result: { by: number; next: State | 'broken' }[] = [];
  processesOf(system).forEach((program, p) => {
    for (const op of program.steps[pcs[p] ?? 0] ?? []) {
      if (op.when && vars[op.when[0]] !== op.when[1]) continue;
      const after = [...vars];
      for (const [v, value] of op.set)
        after[v] = value === 'next' ? ((after[v] ?? 0) + 1) % ((system.variables[v] ?? 0) + 1) : value;
      if (op.failWhen && after[op.failWhen[0]] === op.failWhen[1]) {
        result.push({ by: p, next: 'broken' });
        continue;
      }
      const to = [...pcs];
      to[p] = op.to ?? (pcs[p] ?? 0) + 1;
      result.push({ by: p, next: { vars: after, pcs: to } });
    }
  });
  return result;
}

export function explore(system: System): Answer {
  const processes = processesOf(system);
  const start: State = { vars: system.variables.map(() => 0), pcs: processes.map(() => 0) };
  const key = (s: State) => JSON.stringify([s.vars, s.pcs]);
  const depth = new Map([[key(start), 0]]);
  const edges = new Map<string, { by: number; to: string }[]>();
  const queue = [start];
  let transitions = 0;
  let shortest = -1;
  const bad: { from: string; by: number; length: number }[] = [];
  for (const s of queue) {
    const from = key(s);
    const d = depth.get(from) ?? 0;
    const next = successors(system, s);
    edges.set(from, []);
    for (const { by, next: after } of next) {
      transitions++;
      if (after === 'broken') {
        bad.push({ from, by, length: d + 1 });
        continue;
      }
      edges.get(from)?.push({ by, to: key(after) });
      if (!depth.has(key(after))) {
        depth.set(key(after), d + 1);
        queue.push(after);
      }
    }
    if (next.length === 0 && s.pcs.some((pc, p) => pc !== processes[p]?.steps.length))
      bad.push({ from, by: -1, length: d });
  }
  for (const { length } of bad) if (shortest < 0 || length < shortest) shortest = length;
  return {
    states: depth.size,
    transitions,
    shortest,
    switches: shortest < 0 ? -1 : fewest(edges, key(start), bad, shortest),
    spins: depth.size > 70 ? undefined : spins(edges, processes, depth),
    runs: countRuns(edges, bad, key(start)),
  };
}

/** Every run of exactly `length` steps, by (state, last process). */
function fewest(
  edges: Map<string, { by: number; to: string }[]>,
  start: string,
  bad: readonly { from: string; by: number; length: number }[],
  length: number,
): number {
  let layer = new Map([[`${start}|-1`, 0]]);
  let best = Number.POSITIVE_INFINITY;
  for (let d = 0; d <= length; d++) {
    for (const [at, cost] of layer) {
      const bar = at.lastIndexOf('|');
      const from = at.slice(0, bar);
      const last = Number(at.slice(bar + 1));
      for (const b of bad) {
        if (b.from !== from || b.length !== length) continue;
        if (b.by < 0 && d === length) best = Math.min(best, cost);
        if (b.by >= 0 && d === length - 1) best = Math.min(best, cost + (last >= 0 && last !== b.by ? 1 : 0));
      }
    }
    const next = new Map<string, number>();
    for (const [at, cost] of layer) {
      const bar = at.lastIndexOf('|');
      const last = Number(at.slice(bar + 1));
      for (const { by, to } of edges.get(at.slice(0, bar)) ?? []) {
        const c = cost + (last >= 0 && last !== by ? 1 : 0);
        const k = `${to}|${by}`;
        next.set(k, Math.min(next.get(k) ?? Number.POSITIVE_INFINITY, c));
      }
    }
    layer = next;
  }
  return best;
}

function reachable(edges: Map<string, { by: number; to: string }[]>, from: string): Set<string> {
  const seen = new Set<string>();
  const stack = [from];
  for (let s = stack.pop(); s !== undefined; s = stack.pop()) {
    for (const { to } of edges.get(s) ?? []) {
      if (!seen.has(to)) {
        seen.add(to);
        stack.push(to);
      }
    }
  }
  return seen;
}

/** Is there a set of states that reach each other, in which every process moves or cannot run somewhere, and one has not ended? */
function spins(
  edges: Map<string, { by: number; to: string }[]>,
  processes: readonly Program[],
  depth: Map<string, number>,
): boolean {
  const reach = new Map([...depth.keys()].map((s) => [s, reachable(edges, s)]));
  for (const [s, set] of reach) {
    if (!set.has(s)) continue;
    const ring = [...set].filter((t) => reach.get(t)?.has(s));
    const [, pcs] = JSON.parse(s) as [number[], number[]];
    const fair = processes.every((_, p) =>
      ring.some((t) => {
        const out = edges.get(t) ?? [];
        return !out.some((e) => e.by === p) || out.some((e) => e.by === p && ring.includes(e.to));
      }),
    );
    if (fair && pcs.some((pc, p) => pc !== processes[p]?.steps.length)) return true;
  }
  return false;
}

function countRuns(
  edges: Map<string, { by: number; to: string }[]>,
  bad: readonly { from: string; by: number }[],
  start: string,
): bigint | undefined {
  const known = new Map<string, bigint | 'open'>();
  const visit = (s: string): bigint | undefined => {
    const before = known.get(s);
    if (before === 'open') return undefined;
    if (before !== undefined) return before;
    known.set(s, 'open');
    const out = edges.get(s) ?? [];
    let sum = BigInt(bad.filter((b) => b.from === s && b.by >= 0).length);
    if (out.length === 0 && sum === 0n) sum = 1n;
    for (const { to } of out) {
      const ways = visit(to);
      if (ways === undefined) return undefined;
      sum += ways;
    }
    known.set(s, sum);
    return sum;
  };
  return visit(start);
}

/** The same system through the scenario DSL. */
export function toMachine(system: System): Machine {
  const m = new Model();
  const shared = system.variables.map((max, v) => m.thing(`v${v}`, { value: max === 1 ? bit : upTo(max) }));
  const of = (v: number) => shared[v] as { value: number };
  system.programs.forEach((program, i) => {
    const lines: Line<object>[] = program.steps.flatMap((ops, at) => [
      `L${at}:`,
      choose<object>(ops.length, `f${i}`, `step ${at}`, (_, way) => {
        const op = ops[way] as Op;
        if (op.when && of(op.when[0]).value !== op.when[1]) return BLOCK;
        for (const [v, value] of op.set)
          of(v).value = value === 'next' ? (of(v).value + 1) % ((system.variables[v] ?? 0) + 1) : value;
        if (op.failWhen && of(op.failWhen[0]).value === op.failWhen[1]) fail('broken');
        if (op.to === undefined) return undefined;
        return op.to === program.steps.length ? 'done' : `L${op.to}`;
      }),
    ]);
    m.process(`p${i}`, path({}, lines), { count: program.count });
  });
  return m.build();
}
