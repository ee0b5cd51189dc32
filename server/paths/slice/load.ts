// Loads a function and what it calls, level by level, and tells which of them hold steps at all: the others
// are not entered.

import type { LeftOut } from '../../../sim-core/slice/program.ts';
import type { TrackedField } from '../../conversion/field.ts';
import type { CParser } from '../../syntax/parser.ts';
import type { Lowered, Step } from './ir.ts';
import { type FunctionText, lower } from './lower.ts';
import { ASSERTION, skipped } from './nonsteps.ts';
import { CALLS, SLOTS } from './table.ts';
import type { Callees, SlotTarget } from './walk.ts';

/** What an AbortSignal is to the slicer, which knows no platform. */
export interface Cancellation {
  throwIfAborted(): void;
}

/** The tree as the slicer asks it; given from outside. */
export interface SliceSource {
  /** definitions of these names as code in `from` means them; names without one are absent */
  functions(names: readonly string[], from: string): Promise<ReadonlyMap<string, FunctionText>>;
  /** what stands in the slot that a call goes through: functions by name; null when the table is not known */
  implementations(slot: SlotQuestion): Promise<SlotAnswer | null>;
}

export interface SlotQuestion {
  readonly file: string;
  readonly member: string;
  /** last name of the base: `a_ops` */
  readonly base: string;
  readonly record: string | null;
}

export interface SlotAnswer {
  readonly record: string;
  readonly functions: readonly FunctionText[];
}

export interface Loaded extends Callees {
  readonly entry: Lowered;
  readonly functions: readonly Lowered[];
  readonly leftOut: readonly LeftOut[];
}

/** More functions than this are not looked into. */
const MAX_FUNCTIONS = 400;

type SlotStep = Extract<Step, { s: 'slot' }>;

export async function load(
  entry: FunctionText,
  source: SliceSource,
  { parser, field, signal }: { parser: CParser; field: TrackedField; signal?: Cancellation },
  depth: number,
): Promise<Loaded> {
  const first = lower(parser, field, entry);
  const known = new Map<string, Lowered>([[placeOf(entry), first]]);
  /** `file name` → the function that it means there */
  const meant = new Map<string, Lowered>();
  const slots = new Map<string, SlotTarget>();
  const leftOut: LeftOut[] = [];
  const add = (text: FunctionText): Lowered => {
    const place = placeOf(text);
    let lowered = known.get(place);
    if (!lowered) {
      lowered = lower(parser, field, text);
      known.set(place, lowered);
    }
    return lowered;
  };
  let level: Lowered[] = [first];
  for (let deep = 0; deep < depth && level.length > 0; deep++) {
    const before = new Set(known.values());
    for (const [file, names] of wanted(level, meant)) {
      signal?.throwIfAborted();
      const found = await source.functions(names, file);
      for (const [name, text] of found) {
        if (known.size >= MAX_FUNCTIONS) break;
        meant.set(`${file} ${name}`, add(text));
      }
    }
    for (const { step, fn } of level.flatMap((each) => slotSteps(each))) {
      signal?.throwIfAborted();
      const key = slotKey(step, fn);
      if (!slots.has(key)) slots.set(key, await target(step, fn));
    }
    if (known.size >= MAX_FUNCTIONS) {
      const at = { file: first.file, line: first.at.line };
      const why = `only the first ${MAX_FUNCTIONS} functions that it calls were looked into`;
      leftOut.push({ at, kind: 'call', what: first.name, why });
      break;
    }
    level = [...known.values()].filter((each) => !before.has(each));
  }
  const relevant = withSteps([...known.values()], meant, slots);
  return {
    entry: first,
    functions: [...known.values()],
    leftOut,
    named: (name, from) => {
      const fn = meant.get(`${from.file} ${name}`);
      return fn && relevant.has(fn) ? fn : null;
    },
    slot: (step, from) => {
      const found = slots.get(slotKey(step, from)) ?? { is: 'unknown' };
      return found.is === 'one' && !relevant.has(found.fn) ? { is: 'unknown' } : found;
    },
  };

  async function target(step: SlotStep, fn: Lowered): Promise<SlotTarget> {
    if (step.member === '') return { is: 'unknown' };
    const { member, base, record } = step;
    const answer = await source.implementations({ file: fn.file, member, base, record });
    if (!answer) return { is: 'unknown' };
    const [only, ...others] = answer.functions;
    if (only && others.length === 0) return { is: 'one', fn: add(only) };
    const count = answer.functions.length;
    return {
      is: 'many',
      says: `${count === 0 ? 'no' : count} functions stand in this slot of struct ${answer.record}: none is picked`,
    };
  }
}

function placeOf({ file, name, offset }: FunctionText): string {
  return `${file} ${name} ${offset}`;
}

function slotKey({ member, base, record }: SlotStep, { file }: Lowered): string {
  return `${file} ${record ?? base} ${member}`;
}

function slotSteps(fn: Lowered): { step: SlotStep; fn: Lowered }[] {
  return fn.steps.flatMap((step) =>
    step.s === 'slot' && step.args.some(({ carries }) => carries) ? [{ step, fn }] : [],
  );
}

/** Calls that may be entered and are not known yet, by file. */
function wanted(level: readonly Lowered[], meant: ReadonlyMap<string, Lowered>): Map<string, string[]> {
  const byFile = new Map<string, string[]>();
  for (const fn of level)
    for (const step of fn.steps) {
      if (step.s !== 'call' || !mayEnter(step) || meant.has(`${fn.file} ${step.name}`)) continue;
      const names = byFile.get(fn.file) ?? [];
      byFile.set(fn.file, names);
      if (!names.includes(step.name)) names.push(step.name);
    }
  return byFile;
}

function mayEnter({ name, args }: Extract<Step, { s: 'call' }>): boolean {
  if (Object.hasOwn(CALLS, name) || ASSERTION.test(name) || skipped(name) !== null) return false;
  return args.some(({ carries }) => carries);
}

/** Functions in which, or below which, something happens to a page. */
function withSteps(
  functions: readonly Lowered[],
  meant: ReadonlyMap<string, Lowered>,
  slots: ReadonlyMap<string, SlotTarget>,
): Set<Lowered> {
  const found = new Set(functions.filter(hasSteps));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const fn of functions) if (!found.has(fn) && fn.steps.some((step) => leads(step, fn))) found.add(fn);
  }
  return found;

  function leads(step: Step, fn: Lowered): boolean {
    if (step.s === 'call') {
      const callee = meant.get(`${fn.file} ${step.name}`);
      return callee !== undefined && found.has(callee);
    }
    const slot = step.s === 'slot' ? slots.get(slotKey(step, fn)) : undefined;
    return slot?.is === 'one' && found.has(slot.fn);
  }
}

/** Does it do anything to a page by itself? */
export function hasSteps(fn: Lowered): boolean {
  return fn.steps.some((step) => {
    if (step.s === 'field') return true;
    if (step.s === 'slot') return Object.hasOwn(SLOTS, step.member);
    if (step.s !== 'call' || !Object.hasOwn(CALLS, step.name)) return false;
    const effect = CALLS[step.name];
    return effect !== undefined && effect.ops.length > 0 && (!effect.toPage || step.toPage);
  });
}
