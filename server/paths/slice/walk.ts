// Walks every way through a function and what it calls, and writes down the steps that the model knows as a graph.

import type { Operation } from '../../../sim-core/slice/program.ts';
import type { Graph } from './graph.ts';
import type { Lowered, Step } from './ir.ts';
import { ASSERTION, skipped } from './nonsteps.ts';
import { type CallStep, calledBy, comparesSize, effectOf, mattering } from './outcome.ts';
import { asPage, enter, evaluate, type Frame, moved, refined, type State, top } from './state.ts';
import { ANY, truth, type Value, ZERO } from './values.ts';
import { writeEffect } from './writeEffect.ts';
import { type WalkLimits, Writer } from './writer.ts';

export interface Callees {
  /** the function that a call means; null: not known, or without steps */
  named(name: string, from: Lowered): Lowered | null;
  slot(step: Extract<Step, { s: 'slot' }>, from: Lowered): SlotTarget;
}

export type SlotTarget =
  | { readonly is: 'one'; readonly fn: Lowered }
  | { readonly is: 'many'; readonly says: string }
  | { readonly is: 'unknown' };

export function walk(entry: Lowered, callees: Callees, limits: WalkLimits): Graph {
  return new Walk(entry, callees, limits).run();
}

class Walk {
  readonly #write: Writer;

  constructor(
    readonly entry: Lowered,
    readonly callees: Callees,
    readonly limits: WalkLimits,
  ) {
    this.#write = new Writer(limits);
  }

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
    const start = this.#write.node({
      frames: [frame],
      page: given ? 'given' : 'none',
      holds: '?',
      last: null,
    });
    for (let next = this.#write.next(); next; next = this.#write.next()) this.#advance(next.id, next.state);
    return this.#write.nodes.finish(start);
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
          this.#write.nodes.end(id);
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
          this.#write.nodes.skip(id, this.#write.node(next));
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
    const yes = this.#write.node(moved(state, frame.pc + 1, refined(step.on, true, frame)));
    const no = this.#write.node(moved(state, step.no, refined(step.on, false, frame)));
    const inside = comparesSize(step.on, frame);
    if (inside !== null) {
      const [next, other] = inside ? [yes, no] : [no, yes];
      this.#write.nodes.test(
        id,
        this.#write.instruction('within-size', step.at, frame.fn.name, state),
        next,
        other,
      );
      return;
    }
    const guess = `the model does not know this condition: ${step.text.slice(0, 100)}`;
    this.#write.nodes.test(
      id,
      { ...this.#write.instruction('either', step.at, frame.fn.name, state), guess },
      yes,
      no,
    );
  }

  /** False where the access is to another page, and no step was written. */
  #field(id: number, step: Extract<Step, { s: 'field' }>, state: State): boolean {
    const frame = top(state);
    const { pc } = frame;
    const page = evaluate(step.page, frame);
    if (page === 'O') {
      this.#write.leave(step.at, 'state', step.at.text, 'another page than the one played');
      return false;
    }
    if (this.#write.missing(id, step.at, step.at.text, state)) return true;
    const bound = this.#write.withPage(state);
    const guess = step.guess ?? (page === ANY && state.page !== 'none' ? 'taken for the page at hand' : null);
    const instruction = (op: Operation) => ({
      ...this.#write.instruction(op, step.at, step.by ?? frame.fn.name, state),
      ...(guess !== null && { guess }),
    });
    const value = (set: Value): number => this.#write.node(moved(bound, pc, { [step.to]: set }));
    switch (step.does) {
      case 'read':
      case 'set':
        this.#write.nodes.test(id, instruction('field-set'), value('X'), value(ZERO));
        return true;
      case 'is':
        this.#write.nodes.test(id, instruction('field-is-mapping'), value('T'), value(ZERO));
        return true;
      case 'follow':
        this.#write.nodes.step(id, instruction('follow-field'), value(ANY));
        return true;
      case 'compare-other':
        this.#write.leave(
          step.at,
          'state',
          step.at.text,
          'the field is compared with something else than a file’s mapping',
        );
        this.#write.nodes.step(id, instruction('read-field'), value(ANY));
        return true;
      case 'write': {
        const stored = evaluate(step.other, frame);
        if (stored === ZERO) this.#write.nodes.step(id, instruction('write-field-null'), value(ANY));
        else if (/^(?:M\??|X)$/.test(stored))
          this.#write.nodes.step(id, instruction('write-field-mapping'), value(ANY));
        else {
          this.#write.leave(
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
      if (target?.is === 'many') this.#write.leave(step.at, 'pointer', calledBy(step), target.says);
      return writeEffect(this.#write, id, { step, effect, values }, behind);
    }
    if (target?.is === 'one')
      this.#write.leave(
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
      this.#write.leave(step.at, 'call', step.s === 'call' ? step.name : step.text, why);
      return behind;
    }
    if (step.s === 'slot' && step.args.some(({ carries }) => carries)) {
      const says = target?.is === 'many' ? target.says : 'where the pointer leads is not known';
      this.#write.leave(step.at, 'pointer', calledBy(step), says);
    }
    if (step.s === 'call') {
      const why =
        skipped(step.name) ?? (mattering(step) ? 'not entered: no known step in it or four calls below' : '');
      if (why !== '') this.#write.leave(step.at, 'call', step.name, why);
    }
    return behind;
  }

  #refused(callee: Lowered, state: State): string | null {
    if (state.frames.some(({ fn }) => fn === callee)) return 'it calls itself';
    return state.frames.length > this.limits.depth ? 'too deep: not entered' : null;
  }

  /** `VM_BUG_ON_PAGE(!PageLocked(page), page)` before the path locked or unlocked anything. */
  #asserted(step: CallStep, state: State): void {
    const text = step.args.map((arg) => arg.text).join(', ');
    const name = step.s === 'call' ? step.name : '';
    if (state.holds === '?' && /!\s*(?:PageLocked|folio_test_locked)\b/.test(text))
      this.#write.nodes.wantsLock(`${top(state).fn.name}() is sure that the page is locked (${name})`);
  }
}
