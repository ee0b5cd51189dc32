// A C function as the slicer runs it: a flat list of plain steps with labels resolved to indices. Calls and
// accesses to the tracked field are steps of their own, so that expressions have no effects left.

import type { Value } from './values.ts';

/** A place in the source. */
export interface Where {
  readonly file: string;
  /** 1-based */
  readonly line: number;
  /** the line, blanks folded */
  readonly text: string;
}

export type Expr =
  | { readonly e: 'value'; readonly value: Value }
  | { readonly e: 'var'; readonly name: string }
  /** `base->field`, not the tracked one */
  | { readonly e: 'member'; readonly base: Expr; readonly field: string }
  | { readonly e: 'not' | 'minus' | 'tilde'; readonly of: Expr }
  | { readonly e: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr }
  /** yields what it is given, or nothing that is known */
  | { readonly e: 'opaque'; readonly parts: readonly Expr[] };

export interface Argument {
  readonly value: Expr;
  readonly text: string;
  /** may lead the callee to the page: by its type a page, a file's pages, a fault … */
  readonly carries: boolean;
}

interface Base {
  readonly at: Where;
}

export type Step =
  | ({ readonly s: 'set'; readonly to: string; readonly value: Expr } & Base)
  | ({
      readonly s: 'call';
      readonly to: string;
      readonly name: string;
      readonly args: readonly Argument[];
      /** locals whose address goes along: they may have any value afterwards */
      readonly spoils: readonly string[];
      /** the result goes to a page or folio */
      readonly toPage: boolean;
    } & Base)
  /** through a pointer in a table */
  | ({
      readonly s: 'slot';
      readonly to: string;
      readonly member: string;
      /** last name of the base: `a_ops` */
      readonly base: string;
      /** the table's record where a declaration tells */
      readonly record: string | null;
      readonly text: string;
      readonly args: readonly Argument[];
      readonly spoils: readonly string[];
      readonly toPage: boolean;
    } & Base)
  /** a use of the tracked field; `is` and `set` are tests that yield a truth value */
  | ({
      readonly s: 'field';
      readonly to: string;
      readonly does: 'read' | 'follow' | 'is' | 'set' | 'write' | 'compare-other';
      readonly page: Expr;
      /** the value written, or compared with */
      readonly other: Expr;
      /** the name in the source that does it; null for a bare access */
      readonly by: string | null;
      readonly guess: string | null;
    } & Base)
  | ({ readonly s: 'branch'; readonly on: Expr; readonly no: number; readonly text: string } & Base)
  | ({ readonly s: 'jump'; readonly to: number } & Base)
  /** where paths meet; nothing happens */
  | ({ readonly s: 'label' } & Base)
  | ({ readonly s: 'return'; readonly value: Expr } & Base);

/** A loop that is gone through once. */
export interface Loop {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  readonly at: Where;
  readonly why: string;
}

export interface Parameter {
  readonly name: string;
  /** points to a page or folio */
  readonly page: boolean;
  readonly mapping: boolean;
}

export interface Lowered {
  readonly name: string;
  readonly file: string;
  readonly at: Where;
  readonly parameters: readonly Parameter[];
  readonly steps: readonly Step[];
  readonly loops: readonly Loop[];
  /** names of locals that point to pages */
  readonly pages: ReadonlySet<string>;
  readonly mappings: ReadonlySet<string>;
  /** steps → locals whose value may still be asked for behind them */
  readonly live: readonly ReadonlySet<string>[];
  /** what could not be read */
  readonly damaged: string | null;
  /** the comment above it */
  readonly comment: string;
  /** slots of tables in the same file that it stands in */
  readonly slots: readonly string[];
}
