// Named access to the packed state: `page[1].locked = 1` reads and writes bits of the current state.
// Views with the same field names share one class, so that the engine's inline caches stay
// monomorphic however many scenarios have been built.
import type { Field } from './layout.ts';

/** The current state: every view of a model reads and writes these words. */
export type Words = Int32Array;

/** A step did something that the kernel must never do. Not an Error: it is thrown millions of times and needs no stack. */
export class Oops {
  constructor(readonly message: string) {}
}

/** The model itself is too small for what its steps do (a count ran over): no verdict can be given. */
export class ModelError extends Error {}

/** Stands between the views and the words: steps are tabulated by watching what they read and write. */
export interface Watcher {
  read(field: Field): number;
  write(field: Field, value: number): void;
}

/** Where a watcher of a model's views is put; one for all of them. */
export interface Tap {
  watcher: Watcher | undefined;
}

export interface View {
  bind(words: Words, fields: readonly Field[], tap: Tap): void;
}

type ViewClass = new (label: string) => View;
const classes = new Map<string, ViewClass>();

function overflow(field: Field | undefined, value: number): never {
  throw new ModelError(`${field?.name ?? 'a field'} cannot hold ${value}`);
}

/** Word, shift and mask of a field in one number: one load fetches all three. */
export const packed = ({ word, shift, mask }: Field): number => word | (shift << 8) | (mask << 16);

class Bits {
  words: Words = new Int32Array(1);
  at: Int32Array = new Int32Array(0);
  sizes: Int32Array = new Int32Array(0);
  fields: readonly Field[] = [];
  tap: Tap = { watcher: undefined };
  constructor(readonly label: string) {}
  bind(words: Words, fields: readonly Field[], tap: Tap): void {
    this.words = words;
    this.fields = fields;
    this.tap = tap;
    this.at = Int32Array.from(fields, packed);
    this.sizes = Int32Array.from(fields, ({ kind }) => kind.size);
  }
}

/** The class of views with these fields. */
export function viewClass(names: readonly string[]): ViewClass {
  const key = names.join(',');
  const known = classes.get(key);
  if (known) return known;
  class Named extends Bits {}
  for (const [position, name] of names.entries()) {
    Object.defineProperty(Named.prototype, name, access(position));
  }
  classes.set(key, Named);
  return Named;
}

function access(position: number): PropertyDescriptor & ThisType<Bits> {
  return {
    get() {
      const { watcher } = this.tap;
      if (watcher !== undefined) return watcher.read(this.fields[position] as Field);
      const at = this.at[position] as number;
      return ((this.words[at & 255] as number) >>> ((at >>> 8) & 31)) & (at >>> 16);
    },
    set(value: number) {
      if (value >>> 0 >= (this.sizes[position] as number)) overflow(this.fields[position], value);
      const { watcher } = this.tap;
      if (watcher !== undefined) {
        watcher.write(this.fields[position] as Field, value);
        return;
      }
      const at = this.at[position] as number;
      const word = at & 255;
      const shift = (at >>> 8) & 31;
      this.words[word] = ((this.words[word] as number) & ~((at >>> 16) << shift)) | (value << shift);
    },
  };
}

/** What index 0 of an array of things is: any use of it is a NULL pointer dereference. */
export function nullView(sort: string, names: readonly string[]): object {
  const view = {};
  const oops = (): never => {
    throw new Oops(`NULL pointer dereference (${sort})`);
  };
  for (const name of names) Object.defineProperty(view, name, { get: oops, set: oops });
  return view;
}
