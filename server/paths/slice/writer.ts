// The graph while a walk writes it: one node for each state, and what the steps have in common.

import type { Operation } from '../../../sim-core/slice/program.ts';
import { type Draft, Nodes } from './graph.ts';
import type { Where } from './ir.ts';
import { coarse, keyOf, type State } from './state.ts';

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
export const WITHOUT_PAGE = /^(?:find|either|within-size|invalidate.*|add-to-cache)$/;

export class Writer {
  readonly nodes = new Nodes();
  readonly #known = new Map<string, number>();
  readonly #open: { id: number; state: State }[] = [];

  constructor(readonly limits: WalkLimits) {}

  /** A node whose successors nobody has written yet. */
  next(): { readonly id: number; readonly state: State } | undefined {
    return this.#open.pop();
  }

  /** The node of a state, made when it is new. */
  node(exact: State): number {
    const state = this.limits.coarse ? coarse(exact) : exact;
    const key = keyOf(state);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const id = this.nodes.add();
    if (id > this.limits.nodes) throw new TooMany();
    this.#known.set(key, id);
    this.#open.push({ id, state });
    return id;
  }

  /** Ends a way on which a page is used though the lookup found none. */
  missing(id: number, at: Where, what: string, state: State): boolean {
    if (state.page !== 'missing') return false;
    const why = 'where the lookup found no page: it is another page, or a way that cannot be taken';
    this.leave(at, 'state', what, why);
    this.nodes.end(id);
    return true;
  }

  withPage(state: State): State {
    if (state.page !== 'none') return state.last === null ? state : { ...state, last: null };
    return { ...state, page: 'given', last: null };
  }

  instruction(op: Operation, at: Where, fn: string, state: State): Draft {
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

  leave(at: Where, kind: 'call' | 'pointer' | 'state', what: string, why: string): void {
    this.nodes.leave({ at: { file: at.file, line: at.line }, kind, what, why });
  }
}
