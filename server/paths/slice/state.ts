// Where a walk through a function stands: the functions entered, what their locals are known to be, and what has
// happened to the page.

import type { Operation } from '../../../sim-core/slice/program.ts';
import type { Expr, Lowered } from './ir.ts';
import { MAPPING_MEMBERS, OTHER_PAGE, PAGE_MEMBERS } from './nonsteps.ts';
import { ANY, binary, negated, truth, type Value, without, ZERO } from './values.ts';

export interface Frame {
  readonly fn: Lowered;
  readonly pc: number;
  readonly env: ReadonlyMap<string, Value>;
  /** the caller's local that gets the result */
  readonly returnTo: string;
  /** where the caller called it; null for the entry */
  readonly called: { readonly line: number; readonly file: string } | null;
}

export interface State {
  /** the innermost last */
  readonly frames: readonly Frame[];
  /** how the path came to its page; `missing`: it was looked up, and none was there */
  readonly page: 'none' | 'given' | 'found' | 'missing';
  /** does the path hold the page lock: as it did on entry (`?`), no, yes */
  readonly holds: '?' | '0' | '1';
  /** the last step, where it answers the next call */
  readonly last: Operation | null;
}

/** Two states with one key go on alike. */
export function keyOf(state: State): string {
  const frames = state.frames.map(({ fn, pc, env, returnTo }) => {
    const live = fn.live[pc];
    const values = live
      ? [...live]
          .filter((name) => env.has(name))
          .sort()
          .map((name) => `${name}=${env.get(name)}`)
      : [];
    return `${fn.file} ${fn.name} ${pc} ${returnTo} ${values.join(',')}`;
  });
  return `${state.page} ${state.holds} ${state.last ?? ''}\n${frames.join('\n')}`;
}

export function top(state: State): Frame {
  const frame = state.frames.at(-1);
  if (!frame) throw new Error('a walk without a function');
  return frame;
}

/** The state with its innermost function further on. */
export function moved(state: State, pc: number, set: Readonly<Record<string, Value>> = {}): State {
  const frame = top(state);
  const names = Object.entries(set);
  const env = names.length === 0 ? frame.env : new Map([...frame.env, ...names]);
  return { ...state, frames: [...state.frames.slice(0, -1), { ...frame, pc, env }] };
}

export function enter(state: State, fn: Lowered, args: readonly Value[], returnTo: string): State {
  const caller = top(state);
  const at = caller.fn.steps[caller.pc - 1]?.at;
  const env = new Map<string, Value>();
  for (const [index, parameter] of fn.parameters.entries()) {
    const given = args[index] ?? ANY;
    env.set(parameter.name, parameter.page ? asPage(parameter.name, given) : given);
  }
  const called = at ? { file: at.file, line: at.line } : null;
  return { ...state, frames: [...state.frames, { fn, pc: 0, env, returnTo, called }] };
}

/** A pointer to a page of which nothing is known is the page played, unless its name says that it is another. */
export function asPage(name: string, value: Value): Value {
  if (value !== ANY && value !== 'T') return value;
  return OTHER_PAGE.test(name) ? 'O' : value === 'T' ? 'P' : 'P?';
}

export function evaluate(expr: Expr, { fn, env }: Frame): Value {
  const of = (part: Expr): Value => evaluate(part, { fn, env } as Frame);
  switch (expr.e) {
    case 'value':
      return expr.value;
    case 'var': {
      const value = env.get(expr.name) ?? ANY;
      return value === ANY && fn.mappings.has(expr.name) ? 'M?' : value;
    }
    case 'member': {
      const base = of(expr.base);
      if (PAGE_MEMBERS.has(expr.field)) return base === 'O' ? 'O' : 'P';
      if (MAPPING_MEMBERS.has(expr.field)) return 'M';
      return expr.field === 'mapping' ? 'M?' : ANY;
    }
    case 'not': {
      const is = truth(of(expr.of));
      return is === null ? ANY : is ? ZERO : 'T';
    }
    case 'minus':
      return negated(of(expr.of));
    case 'tilde':
      return ANY;
    case 'opaque':
      return ANY;
    case 'binary': {
      const left = of(expr.left);
      if (/^[A-Z]/.test(expr.op)) return pointerHelper(expr.op, left);
      if (expr.op === '&' && expr.right.e === 'tilde') return without(left, of(expr.right.of));
      return binary(expr.op, left, of(expr.right));
    }
  }
}

function pointerHelper(name: string, value: Value): Value {
  const failed = /^(?:E|N$)/.test(value);
  const fine = truth(value) === true || value === ZERO;
  switch (name) {
    case 'IS_ERR':
      return failed ? 'T' : fine ? ZERO : ANY;
    case 'IS_ERR_OR_NULL':
      return failed || value === ZERO ? 'T' : fine ? ZERO : ANY;
    case 'PTR_ERR':
      return value === 'N' ? 'E:ENOENT' : failed ? value : ANY;
    case 'PTR_ERR_OR_ZERO':
      return failed ? (value === 'N' ? 'E:ENOENT' : value) : fine ? ZERO : ANY;
    default:
      return value;
  }
}

/** What is known of locals once a condition turned out so. */
export function refined(expr: Expr, is: boolean, frame: Frame): Record<string, Value> {
  if (expr.e === 'not') return refined(expr.of, !is, frame);
  if (expr.e === 'var') {
    const value = evaluate(expr, frame);
    if (!is) return { [expr.name]: ZERO };
    if (value === 'P?' || value === 'M?') return { [expr.name]: value.slice(0, 1) };
    return value === ANY ? { [expr.name]: 'T' } : {};
  }
  if (expr.e === 'binary' && expr.left.e === 'var') {
    const right = evaluate(expr.right, frame);
    const equal = (expr.op === '==' && is) || (expr.op === '!=' && !is);
    if (equal && /^(?:0$|E:|C:|#|F:)/.test(right)) return { [expr.left.name]: right };
    if (expr.op === '<' && is && right === ZERO) return { [expr.left.name]: 'E' };
  }
  return {};
}

/** The state without what is known of locals that are no pages, mappings or contents of the field. */
export function coarse(state: State): State {
  const frames = state.frames.map((frame) => {
    const kept = [...frame.env].filter(
      ([name, value]) => name.startsWith('%') || /^(?:P\??|O|N|M\??|X)$/.test(value),
    );
    return kept.length === frame.env.size ? frame : { ...frame, env: new Map(kept) };
  });
  return { ...state, frames };
}
