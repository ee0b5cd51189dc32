// Symmetry: states that differ only in which of several identical pages, files or processes plays
// which part are explored once. Of all renamings of a state the smallest (as words) stands for it.
//
// Renaming pages and files is a table look-up: the state is cut into chunks of at most nine bits at
// field borders, and for each renaming and each chunk value the table holds the words that it becomes.
// Identical processes are then sorted, which covers all their permutations at once.

import type { Renaming } from '../model/fields.ts';
import type { Field } from '../model/layout.ts';
import { PRESENT } from '../model/layout.ts';
import type { Machine } from '../model/machine.ts';

const CHUNK_BITS = 9;
/** More renamings than this cost more than they save; the sort with most members is then left alone. */
const MOST_RENAMINGS = 48;

export interface SymmetryChoice {
  readonly things: boolean;
  readonly processes: boolean;
}

interface Chunk {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
  readonly fields: readonly Field[];
}

function permutations(count: number): number[][] {
  if (count === 0) return [[0]];
  const shorter = permutations(count - 1);
  const all: number[][] = [];
  for (let at = count; at >= 1; at--) {
    for (const p of shorter) all.push([...p.slice(0, at), count, ...p.slice(at)]);
  }
  // p[i] for i from 1 is where i goes; the identity comes first
  return all.sort((a, b) => a.findIndex((v, i) => v !== i) - b.findIndex((v, i) => v !== i));
}

/** Every renaming of the symmetric sorts, the identity first. */
export function renamings(machine: Machine): Renaming[] {
  const sorts = machine.sorts
    .filter(({ symmetric, count }) => symmetric && count > 1)
    .sort((a, b) => a.count - b.count);
  let all: Renaming[] = [{}];
  for (const { name, count } of sorts) {
    const orders = permutations(count);
    if (all.length * orders.length > MOST_RENAMINGS) break;
    all = all.flatMap((before) => orders.map((order) => ({ ...before, [name]: order })));
  }
  return all;
}

/** What a state becomes when things are renamed; slow and plain, the tables are built from it. */
export function renameState(machine: Machine, words: Int32Array, to: Renaming): Int32Array {
  const out = new Int32Array(words.length);
  out[0] = PRESENT;
  const destination = destinations(machine, to);
  for (const field of machine.fields) {
    const value = ((words[field.word] as number) >>> field.shift) & field.mask;
    const dest = destination.get(field) ?? field;
    out[dest.word] = (out[dest.word] ?? 0) | (field.kind.rename(value, to) << dest.shift);
  }
  return out;
}

function destinations(machine: Machine, to: Renaming): Map<Field, Field> {
  const result = new Map<Field, Field>();
  for (const thing of machine.things) {
    const index = to[thing.sort]?.[thing.index] ?? thing.index;
    const other = machine.things.find(
      (t) => t.sort === thing.sort && t.index === index && t.family === thing.family,
    );
    for (const [at, field] of thing.fields.entries()) result.set(field, other?.fields[at] ?? field);
  }
  return result;
}

function chunksOf(machine: Machine): Chunk[] {
  const sorted = [...machine.fields].sort((a, b) => a.word - b.word || a.shift - b.shift);
  const groups: Field[][] = [];
  for (const field of sorted) {
    const top = field.shift + (32 - Math.clz32(field.mask));
    const group = groups.at(-1);
    const first = group?.[0];
    if (group && first && first.word === field.word && top - first.shift <= CHUNK_BITS) group.push(field);
    else groups.push([field]);
  }
  return groups.map((fields) => {
    const first = fields[0] as Field;
    const last = fields.at(-1) as Field;
    const bits = last.shift + (32 - Math.clz32(last.mask)) - first.shift;
    return { word: first.word, shift: first.shift, mask: 2 ** bits - 1, fields };
  });
}

/** Runs of one word that hold a process's fields, in the same order for each of its kin. */
interface Member {
  readonly words: Int32Array;
  readonly shifts: Int32Array;
  readonly masks: Int32Array;
}

function kinGroups(machine: Machine): Member[][] {
  const groups = new Map<number, Member[]>();
  for (const process of machine.processes) {
    const runs: { word: number; shift: number; mask: number }[] = [];
    for (const { word, shift, mask } of process.fields) {
      const run = runs.at(-1);
      if (run && run.word === word) run.mask = (run.mask | (mask << (shift - run.shift))) >>> 0;
      else runs.push({ word, shift, mask });
    }
    const member: Member = {
      words: Int32Array.from(runs, ({ word }) => word),
      shifts: Int32Array.from(runs, ({ shift }) => shift),
      masks: Int32Array.from(runs, ({ mask }) => mask | 0),
    };
    groups.set(process.kin, [...(groups.get(process.kin) ?? []), member]);
  }
  return [...groups.values()].filter((members) => members.length > 1);
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
  const chunks = chunksOf(machine);
  const chunkWord = Int32Array.from(chunks, ({ word }) => word);
  const chunkShift = Int32Array.from(chunks, ({ shift }) => shift);
  const chunkMask = Int32Array.from(chunks, ({ mask }) => mask);
  const chunkBase = new Int32Array(chunks.length);
  let perRenaming = 0;
  for (const [at, chunk] of chunks.entries()) {
    chunkBase[at] = perRenaming;
    perRenaming += (chunk.mask + 1) * width;
  }
  const others = all.slice(1);
  const table = new Int32Array(perRenaming * others.length);
  for (const [g, to] of others.entries()) {
    const destination = destinations(machine, to);
    for (const [at, chunk] of chunks.entries()) {
      for (let value = 0; value <= chunk.mask; value++) {
        const base = g * perRenaming + (chunkBase[at] as number) + value * width;
        for (const field of chunk.fields) {
          const raw = (value >>> (field.shift - chunk.shift)) & field.mask;
          const dest = destination.get(field) ?? field;
          const renamed = raw < field.kind.size ? field.kind.rename(raw, to) : raw;
          table[base + dest.word] = (table[base + dest.word] ?? 0) | (renamed << dest.shift);
        }
      }
    }
  }
  const scratch = new Int32Array(width);
  const best = new Int32Array(width);
  const count = others.length;
  const parts = chunks.length;
  const order = kin.reduce((product, members) => product * factorial(members.length), all.length);

  function apply(words: Int32Array): void {
    if (kin.length > 0) for (let k = 0; k < kin.length; k++) sortKin(kin[k] as Member[], words);
    if (count === 0) return;
    for (let w = 0; w < width; w++) best[w] = words[w] as number;
    for (let g = 0; g < count; g++) {
      for (let w = 0; w < width; w++) scratch[w] = 0;
      scratch[0] = PRESENT;
      const from = g * perRenaming;
      for (let c = 0; c < parts; c++) {
        const value =
          ((words[chunkWord[c] as number] as number) >>> (chunkShift[c] as number)) &
          (chunkMask[c] as number);
        const base = from + (chunkBase[c] as number) + value * width;
        for (let w = 0; w < width; w++) scratch[w] = (scratch[w] as number) | (table[base + w] as number);
      }
      for (let k = 0; k < kin.length; k++) sortKin(kin[k] as Member[], scratch);
      let w = 0;
      while (w < width && scratch[w] === best[w]) w++;
      if (w < width && (scratch[w] as number) < (best[w] as number)) best.set(scratch);
    }
    for (let w = 0; w < width; w++) words[w] = best[w] as number;
  }
  return { order, apply };
}

/** Insertion sort of identical processes' private fields. */
function sortKin(members: readonly Member[], words: Int32Array): void {
  for (let i = 1; i < members.length; i++) {
    for (let j = i; j > 0; j--) {
      const a = members[j - 1] as Member;
      const b = members[j] as Member;
      let swap = false;
      for (let r = 0; r < a.words.length; r++) {
        const x =
          ((words[a.words[r] as number] as number) >>> (a.shifts[r] as number)) & (a.masks[r] as number);
        const y =
          ((words[b.words[r] as number] as number) >>> (b.shifts[r] as number)) & (b.masks[r] as number);
        if (x !== y) {
          swap = x > y;
          break;
        }
      }
      if (!swap) break;
      for (let r = 0; r < a.words.length; r++) {
        const aw = a.words[r] as number;
        const bw = b.words[r] as number;
        const as = a.shifts[r] as number;
        const bs = b.shifts[r] as number;
        const mask = a.masks[r] as number;
        const x = ((words[aw] as number) >>> as) & mask;
        const y = ((words[bw] as number) >>> bs) & mask;
        words[aw] = ((words[aw] as number) & ~(mask << as)) | (y << as);
        words[bw] = ((words[bw] as number) & ~(mask << bs)) | (x << bs);
      }
    }
  }
}
