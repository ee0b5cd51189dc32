// The steps of every way through a function as a graph: written by the walk, made small, laid out as a list.

import type { LeftOut, Operation, SourceSpot } from '../../../sim-core/slice/program.ts';

/** A step before it has its place in the list. */
export interface Draft {
  readonly op: Operation;
  readonly at: SourceSpot;
  readonly fn: string;
  readonly text: string;
  readonly via: readonly string[];
  readonly guess?: string;
  /** needs a page that nobody looked up */
  readonly given: boolean;
  /** where the functions entered were called */
  readonly calls: readonly SourceSpot[];
}

/** Number of the node where the path ends. */
export const END = -1;

export interface Node {
  /** null: nothing happens here */
  draft: Draft | null;
  next: number;
  /** where a false test goes */
  other: number | null;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly start: number;
  readonly leftOut: readonly LeftOut[];
  /** why the page must be locked on entry */
  readonly locked: readonly string[];
}

export class Nodes {
  readonly #nodes: Node[] = [];
  readonly #leftOut = new Map<string, LeftOut>();
  readonly #locked = new Set<string>();

  add(): number {
    return this.#nodes.push({ draft: null, next: END, other: null }) - 1;
  }

  end(id: number): void {
    this.#put(id, { draft: null, next: END, other: null });
  }

  skip(id: number, next: number): void {
    this.#put(id, { draft: null, next, other: null });
  }

  step(id: number, draft: Draft, next: number): void {
    this.#put(id, { draft, next, other: null });
  }

  test(id: number, draft: Draft, next: number, other: number): void {
    this.#put(id, { draft, next, other });
  }

  leave(what: LeftOut): void {
    this.#leftOut.set(`${what.at.file}:${what.at.line} ${what.what}`, what);
  }

  wantsLock(why: string): void {
    this.#locked.add(why);
  }

  finish(start: number): Graph {
    return { nodes: this.#nodes, start, leftOut: [...this.#leftOut.values()], locked: [...this.#locked] };
  }

  #put(id: number, node: Node): void {
    this.#nodes[id] = node;
  }
}
