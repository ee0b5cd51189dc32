// A code path taken from C source, as data: what the server slices out of a function and what the
// player runs as a process. Plain JSON, so that it crosses the wire and fits into a trace.

import type { SourceSpot } from '../model/path.ts';

export type { SourceSpot };

export const PROGRAM_VERSION = 1;

/** What the model knows how to do. A test falls through when it is true and jumps to `otherwise` when not. */
export type Operation =
  /** looks the offset up in the page cache and takes a reference; false: no page there */
  | 'find'
  /** takes a reference unless the page is free; false: it is free */
  | 'get-unless-zero'
  | 'get'
  | 'put'
  | 'lock'
  /** false: somebody holds the lock */
  | 'trylock'
  | 'unlock'
  /** sleeps until the page lock is free, without taking it */
  | 'wait-locked'
  | 'wake'
  | 'invalidate-lock'
  | 'invalidate-lock-shared'
  | 'invalidate-unlock'
  | 'invalidate-unlock-shared'
  /** reads the tracked field into a local */
  | 'read-field'
  /** follows the tracked field: `->host`, `->a_ops`; NULL oopses */
  | 'follow-field'
  /** true: the field is not NULL */
  | 'field-set'
  /** true: the field equals the mapping at hand */
  | 'field-is-mapping'
  | 'write-field-null'
  | 'write-field-mapping'
  | 'test-uptodate'
  | 'set-uptodate'
  | 'test-dirty'
  | 'set-dirty'
  /** clears the dirty flag for I/O (clear_page_dirty_for_io); false: it was clean */
  | 'clear-dirty'
  | 'test-writeback'
  | 'start-writeback'
  | 'end-writeback'
  | 'wait-writeback'
  /** removes every PTE of the page */
  | 'unmap'
  /** makes every PTE of the page read-only (page_mkclean) */
  | 'mkclean'
  /** maps the page into the faulting process, read-only or writable */
  | 'map'
  | 'map-writable'
  /** false: a reference is held elsewhere, and the count was not frozen */
  | 'freeze'
  | 'unfreeze'
  /** puts the page, or a new locked one, into the cache; false: another page was there first */
  | 'add-to-cache'
  | 'delete-from-cache'
  /** reads or writes the page's data, or hands it to I/O */
  | 'use-data'
  | 'write-data'
  /** true: the offset lies within i_size */
  | 'within-size'
  /** a condition that the model does not know: either way is possible */
  | 'either'
  | 'goto'
  | 'return';

/** Operations that may jump. */
export const TESTS: ReadonlySet<Operation> = new Set<Operation>([
  'find',
  'get-unless-zero',
  'trylock',
  'field-set',
  'field-is-mapping',
  'test-uptodate',
  'test-dirty',
  'clear-dirty',
  'test-writeback',
  'freeze',
  'within-size',
  'add-to-cache',
  'either',
  'goto',
]);

export interface Instruction {
  readonly op: Operation;
  readonly at: SourceSpot;
  /** the function or macro in the source that does it: `lock_page`, or the function itself for a bare access */
  readonly fn: string;
  /** the source line, blanks folded, at most 120 characters */
  readonly text: string;
  /** functions entered to get here, the entry first */
  readonly via: readonly string[];
  /** index into `instructions` where a false test goes, or a `goto`; the length of the list is the end */
  readonly otherwise?: number;
  /** set where the slice is not certain that the source does this: one clear reason */
  readonly guess?: string;
}

/** Something of the source that the play does not show. */
export interface LeftOut {
  readonly at: SourceSpot;
  /** `call`: not entered · `branch`: condition not known, both ways kept · `loop`: bounded · `macro` · `pointer`: target not known · `state`: not in the model */
  readonly kind: 'call' | 'branch' | 'loop' | 'macro' | 'pointer' | 'state';
  readonly what: string;
  readonly why: string;
}

export interface Program {
  readonly version: typeof PROGRAM_VERSION;
  readonly entry: string;
  readonly at: SourceSpot;
  /** release of the tree as it tells it (`v6.1`), or null */
  readonly release: string | null;
  /** what holds when the path begins, with the reason: `lock is held by the caller (VM_BUG_ON_PAGE)` */
  readonly given: {
    /** the caller hands a page in; else the path finds one */
    readonly page: boolean;
    readonly referenced: boolean;
    readonly locked: boolean;
    readonly why: readonly string[];
  };
  readonly instructions: readonly Instruction[];
  readonly leftOut: readonly LeftOut[];
}
