// Walks every way through a function and what it calls, and writes down the steps that the model knows as a graph.

import { type Operation, TESTS } from '../../../sim-core/slice/program.ts';
import type { Effect } from './effect.ts';
import { type Graph, Nodes } from './graph.ts';
import type { Lowered, Step, Where } from './ir.ts';
import { ASSERTION, skipped } from './nonsteps.ts';
import {
  after,
  type CallStep,
  calledBy,
  comparesSize,
  effectOf,
  mattering,
  outcome,
  pageArgument,
  plain,
  rights,
} from './outcome.ts';
import {
  asPage,
  coarse,
  enter,
  evaluate,
  type Frame,
  keyOf,
  moved,
  refined,
  type State,
  top,
} from './state.ts';
import { ANY, truth, type Value, ZERO } from './values.ts';

export interface Callees {
  /** the function that a call means; null: not known, or without steps */
  named(name: string, from: Lowered): Lowered | null;
  slot(step: Extract<Step, { s: 'slot' }>, from: Lowered): SlotTarget;
}

export type SlotTarget =
  | { readonly is: 'one'; readonly fn: Lowered }
  | { readonly is: 'many'; readonly says: string }
  | { readonly is: 'unknown' };

export interface WalkLimits {
  /** functions entered below the entry */
  readonly depth: number;
  readonly nodes: number;
  /** forget what locals are known to be, but for pages and mappings: fewer ways, some of them impossible */
  readonly coarse?: boolean;
}

/** Too many ways through: to be walked again with less depth. */
export class TooMany extends Error {}

/** What a path does that has no page yet. */
const WITHOUT_PAGE = /^(?:find|either|within-size|invalidate.*|add-to-cache)$/;

export function walk(entry: Lowered, callees: Callees, limits: WalkLimits): Graph {
  return new Walk(entry, callees, limits).run();
}

class Walk {
  readonly #nodes = new Nodes();
  readonly #known = new Map<string, number>();
  readonly #open: { id: number; state: State }[] = [];

  constructor(
    readonly entry: Lowered,
    readonly callees: Callees,
    readonly limits: WalkLimits,
  ) {}

  run(): Graph {
    const env = new Map<string, Value>();
    let given = false;
    for (const parameter of this.entry.parameters) {
      if (parameter.mapping) env.set(parameter.name, 'M');
      if (!parameter.page) continue;
      const other: boolean = asPage(parameter.name, ANY) === 'O' || given;
      env.set(parameter.name, other ? 'O' : 'P');
      given ||= !other;
    }
    const frame: Frame = { fn: this.entry, pc: 0, env, returnTo: '', called: null };
    const start = this.#node({ frames: [frame], page: given ? 'given' : 'none', holds: '?', last: null });
    for (let next = this.#open.pop(); next; next = this.#open.pop()) this.#advance(next.id, next.state);
    return this.#nodes.finish(start);
  }

  /** The node of a state, made when it is new. */
  #node(exact: State): number {
    const state = this.limits.coarse ? coarse(exact) : exact;
    const key = keyOf(state);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = this.#nodes.add();
    if (id > this.limits.nodes) throw new TooMany();
    this.#known.set(key, id);
    this.#open.push({ id, state });
    return id;
  }

  #advance(id: number, start: State): void {
    let state = start;
    for (;;) {
      const frame = top(state);
      const step = frame.fn.steps[frame.pc];
      if (!step || step.s === 'return') {
        const value = step ? evaluate(step.value, frame) : ANY;
        const frames = state.frames.slice(0, -1);
        if (frames.length === 0) {
          this.#nodes.end(id);
          return;
        }
        state = { ...state, frames };
        state = moved(state, top(state).pc, { [frame.returnTo]: value });
        continue;
      }
      const next = moved(state, frame.pc + 1);
      switch (step.s) {
        case 'set': {
          const value = evaluate(step.value, frame);
          const known = frame.fn.pages.has(step.to) ? asPage(step.to, value) : value;
          state = moved(next, frame.pc + 1, { [step.to]: known });
          continue;
        }
        case 'jump':
          state = moved(state, step.to);
          continue;
        case 'label':
          this.#nodes.skip(id, this.#node(next));
          return;
        case 'branch': {
          const on = evaluate(step.on, frame);
          const way = truth(on);
          if (way !== null) {
            state = way ? next : moved(state, step.no);
            continue;
          }
          this.#branch(id, step, state);
          return;
        }
        case 'field':
          if (this.#field(id, step, next)) return;
          state = moved(next, frame.pc + 1, { [step.to]: ANY });
          continue;
        case 'call':
        case 'slot': {
          const after = this.#call(id, step, next);
          if (!after) return;
          state = after;
        }
      }
    }
  }

  #branch(id: number, step: Extract<Step, { s: 'branch' }>, state: State): void {
    const frame = top(state);
    const yes = this.#node(moved(state, frame.pc + 1, refined(step.on, true, frame)));
    const no = this.#node(moved(state, step.no, refined(step.on, false, frame)));
    const inside = comparesSize(step.on, frame);
    if (inside !== null) {
      const [next, other] = inside ? [yes, no] : [no, yes];
      this.#nodes.test(id, this.#instruction('within-size', step.at, frame.fn.name, state), next, other);
      return;
    }
    const guess = `the model does not know this condition: ${step.text.slice(0, 100)}`;
    this.#nodes.test(id, { ...this.#instruction('either', step.at, frame.fn.name, state), guess }, yes, no);
  }

  /** False where the access is to another page, and no step was written. */
  #field(id: number, step: Extract<Step, { s: 'field' }>, state: State): boolean {
    const frame = top(state);
    const { pc } = frame;
    const page = evaluate(step.page, frame);
    if (page === 'O') {
      this.#leave(step.at, 'state', step.at.text, 'another page than the one played');
      return false;
    }
    if (this.#missing(id, step.at, step.at.text, state)) return true;
    const bound = this.#withPage(state);
    const guess = step.guess ?? (page === ANY && state.page !== 'none' ? 'taken for the page at hand' : null);
    const instruction = (op: Operation) => ({
      ...this.#instruction(op, step.at, step.by ?? frame.fn.name, state),
      ...(guess !== null && { guess }),
    });
    const value = (set: Value): number => this.#node(moved(bound, pc, { [step.to]: set }));
    switch (step.does) {
      case 'read':
      case 'set':
        this.#nodes.test(id, instruction('field-set'), value('X'), value(ZERO));
        return true;
      case 'is':
        this.#nodes.test(id, instruction('field-is-mapping'), value('T'), value(ZERO));
        return true;
      case 'follow':
        this.#nodes.step(id, instruction('follow-field'), value(ANY));
        return true;
      case 'compare-other':
        this.#leave(
          step.at,
          'state',
          step.at.text,
          'the field is compared with something else than a file’s mapping',
        );
        this.#nodes.step(id, instruction('read-field'), value(ANY));
        return true;
      case 'write': {
        const stored = evaluate(step.other, frame);
        if (stored === ZERO) this.#nodes.step(id, instruction('write-field-null'), value(ANY));
        else if (/^[MX]$/.test(stored)) this.#nodes.step(id, instruction('write-field-mapping'), value(ANY));
        else {
          this.#leave(
            step.at,
            'state',
            step.at.text,
            'what is stored is neither NULL nor a mapping that is at hand',
          );
          return false;
        }
        return true;
      }
    }
  }

  /** The state behind the call; null when a step was written and the walk goes on from its successors. */
  #call(id: number, step: CallStep, state: State): State | null {
    const frame = top(state);
    const caller = { ...frame, pc: frame.pc - 1 };
    const values = step.args.map(({ value }) => evaluate(value, caller));
    const spoiled = Object.fromEntries(step.spoils.map((name) => [name, ANY]));
    const behind = moved(state, frame.pc, { ...spoiled, [step.to]: ANY });
    if (step.s === 'call' && ASSERTION.test(step.name)) {
      this.#asserted(step, state);
      return behind;
    }
    const effect = effectOf(step);
    const target = step.s === 'slot' ? this.callees.slot(step, frame.fn) : null;
    if (effect && target?.is !== 'one') {
      if (target?.is === 'many') this.#leave(step.at, 'pointer', calledBy(step), target.says);
      return this.#effect(id, { step, effect, values }, behind);
    }
    if (target?.is === 'one')
      this.#leave(
        step.at,
        'pointer',
        calledBy(step),
        `taken to be ${target.fn.name}: the only function in this slot here`,
      );
    const callee =
      step.s === 'call' ? this.callees.named(step.name, frame.fn) : target?.is === 'one' ? target.fn : null;
    if (callee) {
      const why = this.#refused(callee, state);
      if (why === null) return enter(behind, callee, values, step.to);
      this.#leave(step.at, 'call', step.s === 'call' ? step.name : step.text, why);
      return behind;
    }
    if (step.s === 'slot' && step.args.some(({ carries }) => carries)) {
      const says = target?.is === 'many' ? target.says : 'where the pointer leads is not known';
      this.#leave(step.at, 'pointer', calledBy(step), says);
    }
    if (step.s === 'call') {
      const why = skipped(step.name) ?? (mattering(step) ? 'not entered: no step known in it' : '');
      if (why !== '') this.#leave(step.at, 'call', step.name, why);
    }
    return behind;
  }

  #refused(callee: Lowered, state: State): string | null {
    if (state.frames.some(({ fn }) => fn === callee)) return 'it calls itself';
    return state.frames.length > this.limits.depth ? 'too deep: not entered' : null;
  }

  #effect(
    id: number,
    { step, effect, values }: { step: CallStep; effect: Effect; values: readonly Value[] },
    state: State,
  ): State | null {
    const frame = top(state);
    const { pc } = frame;
    const { ops, result } = effect;
    const done = (value: Value): State => moved(state, pc, { [step.to]: value });
    if (effect.lost !== undefined && ops.length === 0 && /[PO]/.test(values.join('')))
      this.#leave(step.at, 'state', calledBy(step), effect.lost);
    const [last] = ops.slice(-1);
    if (last === undefined) return done(plain(effect, values, state));
    if (effect.after !== undefined && state.last === effect.after) return done(outcome(result, true));
    const page = pageArgument(effect, values);
    if (page === 'O') {
      this.#leave(step.at, 'state', calledBy(step), 'another page than the one played');
      return done(ANY);
    }
    if (last === 'find' && state.page === 'given') {
      this.#leave(
        step.at,
        'state',
        calledBy(step),
        'a second page is looked up; only the one handed in is played',
      );
      return done(effect.result === 'page' ? 'O' : ANY);
    }
    if (!WITHOUT_PAGE.test(last) && this.#missing(id, step.at, calledBy(step), state)) return null;
    if (effect.lost !== undefined) this.#leave(step.at, 'state', calledBy(step), effect.lost);
    if (effect.locked !== undefined && state.holds === '?')
      this.#nodes.wantsLock(`${step.s === 'call' ? step.name : step.text}() ${effect.locked}`);
    const name = step.s === 'call' ? step.name : step.member;
    const bound: State =
      last === 'find' || last === 'add-to-cache'
        ? { ...state, page: 'found' }
        : WITHOUT_PAGE.test(last)
          ? state
          : this.#withPage(state);
    let at = id;
    let now = bound;
    for (const [index, op] of ops.entries()) {
      const chosen = rights(op, values);
      const guess = chosen === op || op !== 'map-writable' ? effect.guess : undefined;
      const instruction = {
        ...this.#instruction(chosen, step.at, name, state),
        ...(guess !== undefined && !(values.includes('RW') && op === 'map-writable') && { guess }),
      };
      const before = now;
      now = after(now, op);
      if (index < ops.length - 1) {
        const next = this.#nodes.add();
        this.#nodes.step(at, instruction, next);
        at = next;
        continue;
      }
      const goOn = (from: State, value: Value): number => this.#node(moved(from, pc, { [step.to]: value }));
      if (TESTS.has(op) && /^(?:bool|page|error|inverted)$/.test(result)) {
        // a test that failed leaves the lock and the references as they were
        const failed: State =
          op === 'find' ? { ...state, page: 'missing', last: null } : { ...before, last: null };
        this.#nodes.test(
          at,
          instruction,
          goOn(now, outcome(result, true)),
          goOn(failed, outcome(result, false)),
        );
      } else {
        const next = goOn(now, plain(effect, values, state));
        if (TESTS.has(op)) this.#nodes.test(at, instruction, next, next);
        else this.#nodes.step(at, instruction, next);
      }
    }
    return null;
  }

  /** `VM_BUG_ON_PAGE(!PageLocked(page), page)` before the path locked or unlocked anything. */
  #asserted(step: CallStep, state: State): void {
    const text = step.args.map((arg) => arg.text).join(', ');
    const name = step.s === 'call' ? step.name : '';
    if (state.holds === '?' && /!\s*(?:PageLocked|folio_test_locked)\b/.test(text))
      this.#nodes.wantsLock(`${top(state).fn.name}() is sure that the page is locked (${name})`);
  }

  /** Ends a way on which a page is used though the lookup found none. */
  #missing(id: number, at: Where, what: string, state: State): boolean {
    if (state.page !== 'missing') return false;
    const why = 'where the lookup found no page: it is another page, or a way that cannot be taken';
    this.#leave(at, 'state', what, why);
    this.#nodes.end(id);
    return true;
  }

  #withPage(state: State): State {
    if (state.page !== 'none') return state.last === null ? state : { ...state, last: null };
    return { ...state, page: 'given', last: null };
  }

  #instruction(op: Operation, at: Where, fn: string, state: State) {
    return {
      op,
      at: { file: at.file, line: at.line },
      fn,
      text: at.text,
      via: state.frames.map((frame) => frame.fn.name),
      given: state.page === 'none' && !WITHOUT_PAGE.test(op),
      calls: state.frames.flatMap(({ called }) => called ?? []),
    };
  }

  #leave(at: Where, kind: 'call' | 'pointer' | 'state', what: string, why: string): void {
    this.#nodes.leave({ at: { file: at.file, line: at.line }, kind, what, why });
  }
}
