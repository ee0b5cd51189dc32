// How the table says what a kernel function does.
import type { Operation } from '../../../sim-core/slice/program.ts';

/** What a call gives back, where its steps decide it. */
export type Result =
  /** not zero when the last step is true, 0 when it is false */
  | 'bool'
  /** the page, or none (NULL; an error pointer in later kernels) */
  | 'page'
  /** 0 when the last step is true, a negative error when it is false */
  | 'error'
  /** the last step is a test, and the call gives the opposite: not zero when it is false */
  | 'inverted'
  /** always 0, always not zero, always the page */
  | '0'
  | 'T'
  | 'P'
  /** computed from i_size */
  | 'size'
  /** what its argument is: see `of` */
  | 'argument'
  /** rights of a PTE */
  | 'RO'
  | 'RW'
  /** not zero where the path holds the page lock itself */
  | 'locked'
  | 'unknown';

export interface Effect {
  /** steps in order; empty where the call only computes something */
  readonly ops: readonly Operation[];
  readonly result: Result;
  /** which argument is the page; by default the first that is one */
  readonly page?: number;
  /** for `argument`: which one */
  readonly of?: number;
  /** only when its arguments read like this: `down_read(&ei->i_mmap_sem)` */
  readonly when?: RegExp;
  /** only when the result goes to a page or folio: `xas_load` loads anything */
  readonly toPage?: true;
  /** known to be true right after this step, so not done again: `folio_try_get` after a lookup that took one */
  readonly after?: Operation;
  /** the kernel insists that the page is locked */
  readonly locked?: string;
  /** the slice is not certain that the source does this: one clear reason */
  readonly guess?: string;
  /** what the play does not show of it */
  readonly lost?: string;
  /** releases that have the function, where it is not all of 4.17 to 6.12 */
  readonly era?: string;
}

export type Table = Readonly<Record<string, Effect>>;

/** One line of the table: names, then what all of them do. */
export function each(names: string, effect: Effect): Table {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, effect]),
  );
}
