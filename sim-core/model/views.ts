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

/** Watches reads and writes of fields; used to export a model, never while exploring. */
export interface Watcher {
  read(field: Field): number;
  write(field: Field, value: number): void;
}

export interface View {
  bind(words: Words, fields: readonly Field[], watcher?: Watcher): void;
}

type ViewClass = new (label: string) => View;
const classes = new Map<string, ViewClass>();

function overflow(field: Field | undefined, value: number): never {
  throw new ModelError(`${field?.name ?? 'a field'} cannot hold ${value}`);
}

/** The class of views with these fields; `index` is the constant 1-based number of the thing viewed. */
export function viewClass(names: readonly string[]): ViewClass {
  const key = names.join(',');
  const known = classes.get(key);
  if (known) return known;
  class Bits {
    words: Words = new Int32Array(1);
    // word, shift, mask, size of each field in turn
    at: Int32Array = new Int32Array(0);
    fields: readonly Field[] = [];
    watcher: Watcher | undefined = undefined;
    constructor(readonly label: string) {}
    bind(words: Words, fields: readonly Field[], watcher?: Watcher): void {
      this.words = words;
      this.fields = fields;
      this.watcher = watcher;
      this.at = Int32Array.from(fields.flatMap((f) => [f.word, f.shift, f.mask, f.kind.size]));
    }
  }
  for (const [position, name] of names.entries()) {
    const base = position * 4;
    Object.defineProperty(Bits.prototype, name, {
      get(this: Bits): number {
        if (this.watcher !== undefined) return this.watcher.read(this.fields[position] as Field);
        const at = this.at;
        return (
          ((this.words[at[base] as number] as number) >>> (at[base + 1] as number)) & (at[base + 2] as number)
        );
      },
      set(this: Bits, value: number) {
        const at = this.at;
        if (value >>> 0 >= (at[base + 3] as number)) overflow(this.fields[position], value);
        if (this.watcher !== undefined) {
          this.watcher.write(this.fields[position] as Field, value);
          return;
        }
        const word = at[base] as number;
        const shift = at[base + 1] as number;
        const mask = at[base + 2] as number;
        this.words[word] = ((this.words[word] as number) & ~(mask << shift)) | (value << shift);
      },
    });
  }
  classes.set(key, Bits);
  return Bits;
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
