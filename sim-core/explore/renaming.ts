// What identical things can trade places: every renaming of them, and what a state becomes under one.
import type { Renaming } from '../model/fields.ts';
import { type Field, PRESENT } from '../model/layout.ts';
import type { Machine } from '../model/machine.ts';

/** More renamings than this cost more than they save; the sort with most members is then left alone. */
const MOST_RENAMINGS = 48;

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

/** Which field each field becomes under a renaming. */
export function destinations(machine: Machine, to: Renaming): Map<Field, Field> {
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
