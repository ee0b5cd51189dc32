// Tables for renaming fast: the state is cut into chunks at field borders, and for each renaming and each
// chunk value a table holds the words that it becomes. And what to read of each thing to order things.
import type { Renaming } from '../model/fields.ts';
import type { Field } from '../model/layout.ts';
import type { Machine } from '../model/machine.ts';
import { destinations } from './renaming.ts';

const CHUNK_BITS = 8;

export interface Chunk {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
  readonly fields: readonly Field[];
}

export function chunksOf(machine: Machine): Chunk[] {
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

/** What to read of each thing to order things whatever their names; flat, for it is read at every step. */
export interface Keys {
  /** Per thing of any sort, the end of its fields in the arrays below. */
  readonly ends: Int32Array;
  readonly words: Int32Array;
  readonly shifts: Int32Array;
  readonly masks: Int32Array;
  /** Where in `shapes` the field's table begins: from its value to what no renaming changes. */
  readonly tables: Int32Array;
  readonly shapes: Int32Array;
}

/** The things of the sorts that are renamed, sort by sort. */
export function keysOf(machine: Machine, sorts: readonly string[], all: readonly Renaming[]): Keys {
  const ends: number[] = [];
  const fields: Field[] = [];
  for (const name of sorts) {
    const count = machine.sorts.find((sort) => sort.name === name)?.count ?? 0;
    for (let i = 1; i <= count; i++) {
      for (const thing of machine.things)
        if (thing.sort === name && thing.index === i) fields.push(...thing.fields);
      ends.push(fields.length);
    }
  }
  const tables: number[] = [];
  const shapes: number[] = [];
  for (const field of fields) {
    tables.push(shapes.length);
    for (let value = 0; value <= field.mask; value++) shapes.push(shapeOf(field, value, all));
  }
  return {
    ends: Int32Array.from(ends),
    words: Int32Array.from(fields, ({ word }) => word),
    shifts: Int32Array.from(fields, ({ shift }) => shift),
    masks: Int32Array.from(fields, ({ mask }) => mask),
    tables: Int32Array.from(tables),
    shapes: Int32Array.from(shapes),
  };
}

/** The least value that a renaming makes of this one. */
function shapeOf({ kind }: Field, value: number, all: readonly Renaming[]): number {
  return value < kind.size ? Math.min(...all.map((to) => kind.rename(value, to))) : value;
}

/** Tables of what each chunk value becomes under each renaming. */
export function buildTables(
  machine: Machine,
  chunks: readonly Chunk[],
  all: readonly Renaming[],
  stride: number,
) {
  const base = new Int32Array(chunks.length);
  let size = 0;
  for (const [at, chunk] of chunks.entries()) {
    base[at] = size;
    size += (chunk.mask + 1) * stride;
  }
  const table = new Int32Array(size * all.length);
  for (const [g, to] of all.entries()) {
    const destination = destinations(machine, to);
    for (const [at, chunk] of chunks.entries()) {
      for (let value = 0; value <= chunk.mask; value++) {
        const entry = g * size + (base[at] as number) + value * stride;
        for (const field of chunk.fields) {
          const raw = (value >>> (field.shift - chunk.shift)) & field.mask;
          const dest = destination.get(field) ?? field;
          const renamed = raw < field.kind.size ? field.kind.rename(raw, to) : raw;
          table[entry + dest.word] = (table[entry + dest.word] ?? 0) | (renamed << dest.shift);
        }
      }
    }
  }
  return { table, base, size };
}
