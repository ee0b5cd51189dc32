// Who holds which lock. The state only says that a lock is held; who took it is known from the run.
import type { Machine } from '../model/machine.ts';
import { planOf } from './plan.ts';

/** Per field that is a lock: the processes that hold it, in the order in which they took it. */
export type Holders = ReadonlyMap<string, readonly number[]>;

export const NOBODY: Holders = new Map();

/** Holders after `process` led from the words `before` to the machine's current words. */
export function nextHolders(
  machine: Machine,
  before: ArrayLike<number>,
  process: number,
  known: Holders,
): Holders {
  let next: Map<string, readonly number[]> | undefined;
  for (const { rows } of planOf(machine).things) {
    for (const { fields } of rows) {
      for (const { field, lock } of fields) {
        if (!lock) continue;
        const { name, word, shift, mask } = field;
        const was = ((before[word] as number) >>> shift) & mask;
        const is = ((machine.words[word] as number) >>> shift) & mask;
        if (was === is) continue;
        next ??= new Map(known);
        const held = next.get(name) ?? [];
        next.set(name, is > was ? [...held, process] : dropOne(held, process));
      }
    }
  }
  return next ?? known;
}

/** The one who lets go, or, where another lets go for it (I/O that completes), the first. */
function dropOne(held: readonly number[], process: number): readonly number[] {
  const at = Math.max(0, held.indexOf(process));
  return held.filter((_, index) => index !== at);
}
