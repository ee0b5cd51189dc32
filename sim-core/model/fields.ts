// The kinds of value that a field of the modelled machine may hold. A kind knows how many values
// there are, how each reads in the field's own words, and how a value changes when identical pages
// or files trade places.

/** How identical things were renamed: `perm.page[i]` is the new 1-based index of page `i` (0 stays 0). */
export type Renaming = Readonly<Record<string, readonly number[]>>;

export interface Kind {
  /** Number of values, from 0. */
  readonly size: number;
  /** The value as a kernel developer reads it. */
  text(value: number): string;
  /** The value after identical things traded names. */
  rename(value: number, to: Renaming): number;
}

const same = (value: number): number => value;

/** A flag of one bit. */
export const bit: Kind = { size: 2, text: String, rename: same };

/** A count from 0 to `max` inclusive; going beyond is an error of the model, never a wrap-around. */
export function upTo(max: number): Kind {
  return { size: max + 1, text: String, rename: same };
}

/** One of a fixed list of names; the first is the initial value. */
export function oneOf(...names: readonly string[]): Kind {
  return { size: names.length, text: (value) => names[value] ?? `?${value}`, rename: same };
}

/** 0 for NULL, else the 1-based index of a thing of this sort. */
export function ref(sort: string, count: number): Kind {
  return {
    size: count + 1,
    text: (value) => (value === 0 ? 'NULL' : `${sort}${value}`),
    rename: (value, to) => to[sort]?.[value] ?? value,
  };
}

/** One form that a tagged word can take: a constant, or a tag on a pointer to a thing of a sort. */
export interface Form {
  readonly text: string;
  readonly sort?: string;
  readonly count?: number;
}

export interface TaggedWord<Name extends string> extends Kind {
  /** Encodes form `name`, with the 1-based index of what it points to. */
  of(name: Name, index?: number): number;
  /** The form of a value. */
  form(value: number): Name;
  /** What a value points to: 1-based index, or 0. */
  target(value: number): number;
  is(value: number, name: Name): boolean;
}

/** A word with several encodings, such as `page->mapping`; the first form is the initial value. */
export function taggedWord<Name extends string>(forms: Readonly<Record<Name, Form>>): TaggedWord<Name> {
  const names: Name[] = [];
  const targets: number[] = [];
  const first = new Map<string, number>();
  const keys = Object.keys(forms) as Name[];
  for (const name of keys) {
    first.set(name, names.length);
    const { sort, count } = forms[name];
    const many = sort === undefined ? 1 : (count ?? 0);
    for (let index = 1; index <= many; index++) {
      names.push(name);
      targets.push(sort === undefined ? 0 : index);
    }
  }
  const of = (name: Name, index = 1): number => {
    const base = first.get(name);
    if (base === undefined) throw new Error(`the word has no form ${name}`);
    return base + index - 1;
  };
  const starts = Int32Array.from(names, (name) => first.get(name) ?? 0);
  const formOf = (value: number): Name => {
    const name = names[value];
    if (name === undefined) throw new Error(`no form has the value ${value}`);
    return name;
  };
  return {
    size: names.length,
    of,
    form: formOf,
    target: (value) => targets[value] ?? 0,
    is: (value, name) => starts[value] === first.get(name),
    text: (value) => {
      const name = names[value];
      if (name === undefined) return `?${value}`;
      const { text, sort } = forms[name];
      return sort === undefined ? text : text.replace('*', `${sort}${targets[value]}`);
    },
    rename: (value, to) => {
      const name = names[value];
      if (name === undefined) return value;
      const sort = forms[name].sort;
      const moved = sort === undefined ? undefined : to[sort]?.[targets[value] ?? 0];
      return moved === undefined ? value : of(name, moved);
    },
  };
}

/** Bits needed to hold every value of a kind. */
export function bitsOf(kind: Kind): number {
  return Math.max(1, 32 - Math.clz32(kind.size - 1));
}
