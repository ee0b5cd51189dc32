// States worth stopping at: a rule breaks, somebody begins to wait or can go on again, a page changes
// hands, a path ends.
import type { Machine } from '../../../../sim-core/model/machine.ts';
import { Oops } from '../../../../sim-core/model/views.ts';
import type { Timeline } from './timeline.ts';

export interface Interesting {
  /** The state: number of steps taken. */
  readonly at: number;
  readonly kind: 'broken' | 'interesting';
  readonly says: string;
}

const cache = new WeakMap<Timeline, readonly Interesting[]>();

/** In the order of the run. Computed once for a timeline. */
export function interestingStates(line: Timeline): readonly Interesting[] {
  const known = cache.get(line);
  if (known) return known;
  const found = find(line);
  cache.set(line, found);
  return found;
}

/** The nearest interesting state after (or before) `at`; the end (or the start) when there is none. */
export function nextInteresting(line: Timeline, at: number, direction: 1 | -1): number {
  const all = interestingStates(line).map((each) => each.at);
  if (direction > 0) return all.find((each) => each > at) ?? line.length;
  return all.findLast((each) => each < at) ?? 0;
}

/** A word that tells whose page it is, or the slot that holds it. */
const IDENTITY = /\.(mapping|private|base|slot|protectedBy)$/;

function find(line: Timeline): Interesting[] {
  const { machine } = line;
  const identity = machine.fields.filter(({ name }) => IDENTITY.test(name));
  const found: Interesting[] = [];
  let before = canGo(machine, line.states[0] ?? machine.initial);
  for (const [i, step] of line.taken.entries()) {
    const at = i + 1;
    const from = line.states[i] as Int32Array;
    const to = line.states[at] as Int32Array;
    if (step.broken !== undefined) {
      found.push({ at, kind: 'broken', says: `broken: ${step.broken}` });
      continue;
    }
    const after = canGo(machine, to);
    const says: string[] = [];
    for (const field of identity) {
      const { word, shift, mask, kind, name } = field;
      const was = ((from[word] as number) >>> shift) & mask;
      const is = ((to[word] as number) >>> shift) & mask;
      if (was !== is) says.push(`${name} is now ${kind.text(is)}`);
    }
    for (const [p, { name, steps }] of machine.processes.entries()) {
      const bit = 1 << p;
      const ended = machine.pcOf(p) === steps.length;
      if (ended && p === step.process) says.push(`${name} has ended`);
      else if (before & bit && !(after & bit)) says.push(`${name} must wait`);
      else if (!(before & bit) && after & bit) says.push(`${name} can go on`);
    }
    if (says.length > 0) found.push({ at, kind: 'interesting', says: says.join('; ') });
    before = after;
  }
  return found;
}

/** Which processes can take a step from a state, one bit each; the machine is left in that state. */
function canGo(machine: Machine, state: Int32Array): number {
  let bits = 0;
  for (const p of machine.processes.keys()) {
    machine.load(state);
    const step = machine.stepOf(p);
    if (step === undefined) continue;
    const pc = machine.pcOf(p);
    for (let way = 0; way < step.ways; way++) {
      machine.load(state);
      try {
        if (machine.run(p, step, pc, way)) bits |= 1 << p;
      } catch (error) {
        if (!(error instanceof Oops)) throw error;
        bits |= 1 << p;
      }
    }
  }
  machine.load(state);
  return bits;
}
