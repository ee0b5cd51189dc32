/**
 * The words of the conversion, as types. Everything the tool says about code is one of these plain
 * values: the editor, the command line and SARIF all render the same objects.
 */

import type { Damage } from '../syntax/damage.ts';

export type { Damage };

/** How sure the tool is that the access is to the tracked field, best first. */
export type Confidence =
  /** the base's type is declared in this file, in sight */
  | 'certain'
  /** the type came through another file: a record's layout, a prototype, a macro */
  | 'likely'
  /** a rule of thumb decided, such as what a generic macro usually yields */
  | 'guess'
  /** the base could not be typed: reported, never claimed */
  | 'unknown';

/** What the code does with the field. */
export type Access =
  | 'read'
  | 'write'
  | 'address'
  | 'compare'
  | 'null-test'
  | 'dereference'
  | 'argument'
  | 'init'
  | 'offsetof'
  | 'tag-test';

/** Why the code names the field. */
export type Role = 'identity' | 'truncation' | 'owner' | 'bounce' | 'tag' | 'tracing';

/** How far a place has come; `owner` and `no-source` stand beside the ladder. */
export type Stage =
  | 'raw'
  | 'helper'
  | 'parameter'
  | 'passed'
  | 'checked'
  | 'converted'
  | 'owner'
  | 'no-source';

/** The stages in ladder order, then the two beside it. */
export const STAGES: readonly Stage[] = [
  'raw',
  'helper',
  'parameter',
  'passed',
  'checked',
  'converted',
  'owner',
  'no-source',
];

export const ROLES: readonly Role[] = ['identity', 'truncation', 'owner', 'bounce', 'tag', 'tracing'];

/** An expression at hand that should yield the same mapping without the field. */
export interface Source {
  /** C text, ready to paste: `inode->i_mapping` */
  readonly expression: string;
  /** what it starts from: `parameter inode` */
  readonly from: string;
  readonly confidence: Exclude<Confidence, 'unknown'>;
  /** why it may be wrong here; empty when nothing is known against it */
  readonly caveats: readonly string[];
}

/** One place where the code names the tracked field. */
export interface Use {
  /** relative to the tree, with `/` */
  readonly file: string;
  /** 1-based */
  readonly line: number;
  /** 1-based, in bytes, at the member name */
  readonly column: number;
  /** UTF-16 offset of the member name in the file's text */
  readonly offset: number;
  readonly field: string;
  /** the record that owns the field, null when the base could not be typed */
  readonly record: string | null;
  readonly confidence: Confidence;
  /** how the record was found, or why not */
  readonly reason: string;
  /** the enclosing function or function-like macro, null at file scope */
  readonly function: string | null;
  readonly access: Access;
  readonly role: Role;
  /** why this role */
  readonly roleReason: string;
  readonly stage: Stage;
  readonly sources: readonly Source[];
  /** why there is no source, where that is known */
  readonly noSource: string | null;
  /** the `#if` conditions around it, outermost first, joined by ` && `; null outside any */
  readonly condition: string | null;
  /** the base expression as written: `page`, `bh->b_page` */
  readonly base: string;
  /** a parse error stands in the same statement or function head: read with care */
  readonly nearDamage: boolean;
}

/** A call that stands on the conversion's ladder: an accessor, a helper, a placeholder argument. */
export interface Rung {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  /** the callee or placeholder: `page_mapping`, `page_is_truncated`, `MAPPING_NULL` */
  readonly name: string;
  readonly function: string | null;
  readonly stage: Stage;
  readonly reason: string;
}

/** A function that already takes its mapping from the caller and leaves the field alone. */
export interface ConvertedFunction {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
  readonly function: string;
  /** the parameter that carries the mapping */
  readonly parameter: string;
}

/** Everything known about one file. */
export interface FileReport {
  readonly file: string;
  readonly uses: readonly Use[];
  readonly rungs: readonly Rung[];
  readonly converted: readonly ConvertedFunction[];
  readonly damage: readonly Damage[];
  /** accesses of a member of the same name that belong to other records */
  readonly falseFriends: number;
}

/** A file or folder that the tool could not use, with the reason in one line. */
export interface Problem {
  readonly file: string;
  readonly message: string;
}
