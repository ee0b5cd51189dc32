// What a call does and gives, read off the table.
import type { Operation } from '../../../sim-core/slice/program.ts';
import type { Effect } from './effect.ts';
import type { Step } from './ir.ts';
import { evaluate, type Frame, type State } from './state.ts';
import { CALLS, SLOTS } from './table.ts';
import { ANY, type Value, ZERO } from './values.ts';

export type CallStep = Extract<Step, { s: 'call' | 'slot' }>;

export function effectOf(step: CallStep): Effect | null {
  const effect = step.s === 'call' ? own(CALLS, step.name) : own(SLOTS, step.member || step.base);
  if (!effect) return null;
  if (effect.toPage && !step.toPage) return null;
  const text = step.args.map((arg) => arg.text).join(', ');
  return effect.when && !effect.when.test(text) ? null : effect;
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | null {
  return Object.hasOwn(table, name) ? (table[name] ?? null) : null;
}

/** A call that is handed a page; macros in capitals declare and check. */
export function mattering({ name, args }: Extract<Step, { s: 'call' }>): boolean {
  return !/^[A-Z_0-9]+$/.test(name) && args.some(({ carries }) => carries);
}

export function calledBy(step: CallStep): string {
  return step.s === 'call' ? step.name : step.text.replace(/\s+/g, ' ');
}

/** Which way of a comparison with i_size lies within the file; null for any other condition. */
export function comparesSize(on: Extract<Step, { s: 'branch' }>['on'], frame: Frame): boolean | null {
  if (on.e === 'not') {
    const inner = comparesSize(on.of, frame);
    return inner === null ? null : !inner;
  }
  if (on.e !== 'binary' || !/^[<>]=?$/.test(on.op)) return null;
  const [left, right] = [evaluate(on.left, frame), evaluate(on.right, frame)];
  if ((left === 'Z') === (right === 'Z')) return null;
  return on.op.startsWith('<') === (right === 'Z');
}

/** The value of a call whose steps decide nothing. */
export function plain({ result, of }: Effect, values: readonly Value[], state: State): Value {
  switch (result) {
    case 'argument':
      return values[of ?? 0] ?? ANY;
    case 'size':
      return 'Z';
    case 'locked':
      return state.holds === '1' ? 'T' : ANY;
    case '0':
    case 'T':
    case 'P':
    case 'RO':
    case 'RW':
      return result;
    default:
      return ANY;
  }
}

export function outcome(result: Effect['result'], ok: boolean): Value {
  switch (result) {
    case 'page':
      return ok ? 'P' : 'N';
    case 'error':
      return ok ? ZERO : 'E';
    case 'inverted':
      return ok ? ZERO : 'T';
    default:
      return ok ? 'T' : ZERO;
  }
}

export function pageArgument(effect: Effect, values: readonly Value[]): Value {
  if (effect.page !== undefined) return values[effect.page] ?? ANY;
  return values.find((value) => /^[PO]/.test(value)) ?? ANY;
}

/** set_pte_at() with an entry whose rights are known maps with those. */
export function rights(op: Operation, values: readonly Value[]): Operation {
  return op === 'map-writable' && values.includes('RO') ? 'map' : op;
}

export function after(state: State, op: Operation): State {
  const last = op === 'find' ? op : null;
  if (op === 'lock' || op === 'trylock' || op === 'add-to-cache') return { ...state, holds: '1', last };
  return op === 'unlock' ? { ...state, holds: '0', last } : { ...state, last };
}
