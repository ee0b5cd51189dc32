import type { FileReport } from '../../conversion/model.ts';

/** What a tree is asked, in this order. */
export const CHECKS = ['helpers', 'stage', 'arguments', 'damage', 'uses'] as const;

export type Check = (typeof CHECKS)[number];

export interface Finding {
  readonly check: Check;
  /** a note tells what is left to do; only errors are wrong */
  readonly level: 'error' | 'note';
  readonly file: string;
  /** UTF-16 offset in the file's text; null where the file as a whole is meant */
  readonly offset: number | null;
  readonly function: string | null;
  /** one sentence */
  readonly message: string;
}

/** One file's text with the report on it. */
export interface Version {
  readonly text: string;
  readonly report: FileReport;
}

/** A file that differs from what it was; null where there was, or is, none. */
export interface Revised {
  readonly before: Version | null;
  readonly after: Version | null;
}

export interface Verification {
  /** errors and notes, in order of file and place */
  readonly findings: readonly Finding[];
  /** uses, calls and functions that were looked at, by check; null for a check that had nothing to go by */
  readonly looked: Readonly<Record<Check, number | null>>;
}

/** Collects what one check finds. */
export class Findings {
  readonly list: Finding[] = [];
  looked = 0;

  constructor(readonly check: Check) {}

  error(file: string, offset: number | null, message: string, within: string | null = null): void {
    this.list.push({ check: this.check, level: 'error', file, offset, function: within, message });
  }

  note(file: string, offset: number | null, message: string, within: string | null = null): void {
    this.list.push({ check: this.check, level: 'note', file, offset, function: within, message });
  }
}
