// A chain: how an entry point of the kernel comes to a function, and where on the way the mapping is known.
import type { Source } from '../../conversion/model.ts';
import type { Spot } from '../model.ts';

export type EntryKind =
  | 'system call'
  | 'fault'
  | 'a_ops callback'
  | 'file operation'
  | 'ioctl'
  | 'reclaim'
  | 'I/O completion'
  | 'workqueue'
  | 'kernel thread'
  | 'timer'
  | 'init'
  | 'callback'
  /** nobody in the tree calls it */
  | 'no caller';

export interface ChainStep {
  readonly function: string;
  /** where it is defined */
  readonly file: string;
  readonly line: number;
  /** where it calls the next function, or, in the last step, the place asked about; null when that is the function itself */
  readonly call: { readonly file: string; readonly line: number } | null;
  /** how the call goes when it is no plain one: `through address_space_operations.writepage` */
  readonly note: string;
  /** expressions that give the mapping at the call, best first */
  readonly sources: readonly Source[];
}

export interface Chain {
  readonly entry: string;
  readonly kind: EntryKind;
  /** why it is an entry point: `stands in vm_operations_struct.fault` */
  readonly why: string;
  /** the entry first */
  readonly steps: readonly ChainStep[];
  /** index of the step nearest to the end in which the mapping is known without the field; null: in none */
  readonly known: number | null;
}

export interface Chains {
  /** shortest first */
  readonly chains: readonly Chain[];
  /** what was not followed, one line each; empty when everything was */
  readonly cut: readonly string[];
}

/** A function in a chain being built. */
export interface ChainFunction {
  readonly name: string;
  readonly spot: Spot;
}
