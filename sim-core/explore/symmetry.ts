// Symmetry: states that differ only in which of several identical pages, files or processes plays
// which part are explored once. Of all renamings of a state the smallest (as words) stands for it.
//
// Renaming pages and files is a table look-up: the state is cut into chunks of at most eight bits at
// field borders, and for each renaming and each chunk value the table holds the words that it becomes.
// Identical processes are then sorted, which covers all their permutations at once. To try few renamings,
// things are first ordered by what no renaming changes (their counts, flags, the form of their word): only
// renamings that keep that order are compared.

import { PRESENT } from '../model/layout.ts';
import type { Machine } from '../model/machine.ts';
import { kinGroups, type Member, sortKin } from './kin.ts';
import { renamings } from './renaming.ts';
import { buildTables, chunksOf, keysOf } from './renamingTables.ts';

/** Words per table entry: entries then start at a power of two, and most states fit one. */
const STRIDE = 4;

export interface SymmetryChoice {
  readonly things: boolean;
  readonly processes: boolean;
}

/** Makes states canonical in place. */
export interface Canonical {
  /** How many states one can stand for at most. */
  readonly order: number;
  apply(words: Int32Array): void;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Builds the tables; undefined when the model has no symmetry to use. */
export function canonicalizer(
  machine: Machine,
  use: SymmetryChoice = { things: true, processes: true },
): Canonical | undefined {
  const all = use.things ? renamings(machine) : [{}];
  const kin = use.processes ? kinGroups(machine) : [];
  if (all.length === 1 && kin.length === 0) return undefined;
  const width = machine.words.length;
  const stride = Math.max(STRIDE, width);
  const chunks = chunksOf(machine);
  const chunkWord = Int32Array.from(chunks, ({ word }) => word);
  const chunkShift = Int32Array.from(chunks, ({ shift }) => shift);
  const chunkMask = Int32Array.from(chunks, ({ mask }) => mask);
  const { table, base: chunkBase, size: perRenaming } = buildTables(machine, chunks, all, stride);
  const order = kin.reduce((product, members) => product * factorial(members.length), all.length);
  const sorts = Object.keys(all.at(-1) ?? {});
  const {
    ends,
    words: keyWords,
    shifts: keyShifts,
    masks: keyMasks,
    tables,
    shapes,
  } = keysOf(machine, sorts, all);
  const keys = new Int32Array(ends.length);
  // pairs[g]: things that renaming g puts side by side, the earlier first; their keys must not fall
  const pairs = all.map((to) => {
    const result: number[] = [];
    let from = 0;
    for (const name of sorts) {
      const count = machine.sorts.find((sort) => sort.name === name)?.count ?? 0;
      const put: number[] = [];
      for (let i = 1; i <= count; i++) put[(to[name]?.[i] ?? i) - 1] = from + i - 1;
      for (let i = 1; i < count; i++) result.push(put[i - 1] ?? 0, put[i] ?? 0);
      from += count;
    }
    return Int32Array.from(result);
  });
  const scratch = new Int32Array(stride);
  const best = new Int32Array(stride);
  const values = new Int32Array(chunks.length);

  function readKeys(words: Int32Array): void {
    let f = 0;
    for (let i = 0; i < ends.length; i++) {
      const end = ends[i] as number;
      let key = 0;
      for (; f < end; f++) {
        const value =
          ((words[keyWords[f] as number] as number) >>> (keyShifts[f] as number)) & (keyMasks[f] as number);
        key = (Math.imul(key, 31) + (shapes[(tables[f] as number) + value] as number)) | 0;
      }
      keys[i] = key;
    }
  }

  /** Does this renaming put things in the order of their keys? */
  function inOrder(g: number): boolean {
    const pair = pairs[g] as Int32Array;
    for (let i = 0; i < pair.length; i += 2) {
      if ((keys[pair[i] as number] as number) > (keys[pair[i + 1] as number] as number)) return false;
    }
    return true;
  }

  function rename(g: number): void {
    const from = g * perRenaming;
    if (width <= STRIDE) {
      let a = PRESENT;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let i = 0; i < values.length; i++) {
        const entry = from + (chunkBase[i] as number) + (values[i] as number) * STRIDE;
        a |= table[entry] as number;
        b |= table[entry + 1] as number;
        c |= table[entry + 2] as number;
        d |= table[entry + 3] as number;
      }
      scratch[0] = a;
      scratch[1] = b;
      scratch[2] = c;
      scratch[3] = d;
      return;
    }
    scratch.fill(0);
    scratch[0] = PRESENT;
    for (let i = 0; i < values.length; i++) {
      const entry = from + (chunkBase[i] as number) + (values[i] as number) * stride;
      for (let w = 0; w < width; w++) scratch[w] = (scratch[w] as number) | (table[entry + w] as number);
    }
  }

  function apply(words: Int32Array): void {
    if (all.length === 1) {
      for (let k = 0; k < kin.length; k++) sortKin(kin[k] as Member[], words);
      return;
    }
    readKeys(words);
    for (let i = 0; i < values.length; i++) {
      values[i] =
        ((words[chunkWord[i] as number] as number) >>> (chunkShift[i] as number)) & (chunkMask[i] as number);
    }
    let first = true;
    for (let g = 0; g < all.length; g++) {
      if (!inOrder(g)) continue;
      if (g === 0) for (let w = 0; w < width; w++) scratch[w] = words[w] as number;
      else rename(g);
      for (let k = 0; k < kin.length; k++) sortKin(kin[k] as Member[], scratch);
      let w = 0;
      if (!first) while (w < width && scratch[w] === best[w]) w++;
      if (first || (w < width && (scratch[w] as number) < (best[w] as number))) {
        for (w = 0; w < width; w++) best[w] = scratch[w] as number;
      }
      first = false;
    }
    for (let w = 0; w < width; w++) words[w] = best[w] as number;
  }
  return { order, apply };
}
