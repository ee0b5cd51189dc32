// What a scenario builds: things (pages, files, devices …) with fields, processes that run paths over
// them, an initial state and invariants. `build` fixes the layout of the packed state.
import { type Kind, ref, upTo } from './fields.ts';
import { type Block, type Field, layOut } from './layout.ts';
import { Machine, type ProcessInfo } from './machine.ts';
import { compilePath, type Path } from './path.ts';
import { nullView, Oops, type Tap, type View, viewClass } from './views.ts';

/** Ends the run with a broken rule; the text is in the field's words. */
export function fail(rule: string): never {
  throw new Oops(rule);
}

/** A broken rule unless the condition holds. */
export function must(condition: boolean | number, rule: string): void {
  if (!condition) throw new Oops(rule);
}

export type FieldKinds = Readonly<Record<string, Kind>>;
/** Things are numbered from 1, so that a reference of 0 is NULL and `things[0]` oopses. */
export type Things<Kinds extends FieldKinds> = { [Name in keyof Kinds]: number }[];

export interface Sort {
  readonly name: string;
  readonly count: number;
  /** May identical things of this sort trade places? Only when no path names one of them. */
  readonly symmetric: boolean;
}

export interface ProcessOptions {
  /** How many identical processes run the path. */
  readonly count?: number;
  /** A process that need not end: it may wait for ever, as a kernel thread does. */
  readonly daemon?: boolean;
}

interface Declared {
  readonly view: View;
  readonly names: readonly string[];
  readonly kinds: readonly Kind[];
  readonly label: string;
  /** Fields of one process stay in one word where they fit. */
  readonly together: boolean;
  readonly sort: string;
  readonly index: number;
  /** Things declared together. */
  readonly family: number;
}

export interface Rule {
  readonly text: string;
  readonly holds: () => boolean;
}

export class Model {
  private readonly declared: Declared[] = [];
  private readonly sorts = new Map<string, Sort>();
  private readonly processes: (ProcessInfo & { readonly declared: Declared })[] = [];
  private readonly rules: Rule[] = [];
  private start: () => void = () => {};
  private classes = 0;
  private families = 0;

  /**
   * Declares `count` identical things with these fields. Sorts of the same name (`as`) are renamed
   * together, as a page and what hangs on that page are.
   */
  things<Kinds extends FieldKinds>(
    name: string,
    count: number,
    fields: Kinds,
    { symmetric = false, as = name }: { symmetric?: boolean; as?: string } = {},
  ): Things<Kinds> {
    const names = Object.keys(fields);
    const kinds = Object.values(fields);
    this.sorts.set(as, { name: as, count, symmetric: symmetric || (this.sorts.get(as)?.symmetric ?? false) });
    this.families++;
    const made: object[] = [nullView(name, names)];
    for (let index = 1; index <= count; index++) {
      made.push(this.declare(names, kinds, count === 1 ? name : `${name}${index}`, as, index, false));
    }
    return made as Things<Kinds>;
  }

  /** One thing. */
  thing<Kinds extends FieldKinds>(name: string, fields: Kinds): Things<Kinds>[number] {
    return this.things(name, 1, fields)[1] as Things<Kinds>[number];
  }

  /** A reference to a thing of a sort (of `count`), or NULL. */
  ref(sort: string, count: number): Kind {
    return ref(sort, count);
  }

  /** Adds processes that run a path; returns the views of their local variables. */
  process(name: string, program: Path, { count = 1, daemon = false }: ProcessOptions = {}): object[] {
    const steps = compilePath(program);
    const names = ['pc', ...Object.keys(program.locals)];
    const kinds = [upTo(steps.length), ...Object.values(program.locals)];
    const views: object[] = [];
    for (let index = 1; index <= count; index++) {
      const label = count === 1 ? name : `${name} ${String.fromCharCode(64 + index)}`;
      const view = this.declare(names, kinds, label, '', this.processes.length, true);
      const declared = this.declared.at(-1) as Declared;
      this.processes.push({ name: label, steps, daemon, kin: this.classes, view, declared });
      views.push(view);
    }
    this.classes++;
    return views;
  }

  /** Views of every process that has this local variable, in the order of declaration. */
  processesWith<Name extends string>(local: Name): Record<Name, number>[] {
    return this.processes
      .filter(({ declared }) => declared.names.includes(local))
      .map(({ view }) => view as Record<Name, number>);
  }

  /** Sets fields that do not start at 0. */
  init(start: () => void): void {
    const before = this.start;
    this.start = () => {
      before();
      start();
    };
  }

  /** A rule that holds in every state. */
  invariant(text: string, holds: () => boolean): void {
    this.rules.push({ text, holds });
  }

  /** Packs the state and hands over what an explorer needs. */
  build(): Machine {
    const blocks: Block[] = [];
    const owner: { declared: Declared; from: number }[] = [];
    for (const declared of this.declared) {
      const all = declared.names.map((name, at) => ({
        name: `${declared.label}.${name}`,
        kind: declared.kinds[at] as Kind,
      }));
      for (const part of declared.together ? split(all) : all.map((field) => [field])) {
        owner.push({ declared, from: blocks.length });
        blocks.push({ fields: part });
      }
    }
    const layout = layOut(blocks);
    const fieldsOf = new Map<Declared, Field[]>();
    for (const { declared, from } of owner) {
      const list = fieldsOf.get(declared) ?? [];
      list.push(...(layout.fields[from] ?? []));
      fieldsOf.set(declared, list);
    }
    const words = new Int32Array(layout.words);
    const tap: Tap = { watcher: undefined };
    for (const [declared, fields] of fieldsOf) declared.view.bind(words, fields, tap);
    const owned = this.declared.map((declared) => ({
      fields: fieldsOf.get(declared) ?? [],
      sort: declared.sort,
      index: declared.index,
      family: declared.family,
    }));
    const processes = this.processes.map(({ declared, ...process }) => ({
      ...process,
      fields: fieldsOf.get(declared) ?? [],
    }));
    return new Machine({
      words,
      layout,
      processes,
      things: owned,
      sorts: [...this.sorts.values()],
      rules: this.rules,
      start: this.start,
      tap,
    });
  }

  private declare(
    names: readonly string[],
    kinds: readonly Kind[],
    label: string,
    sort: string,
    index: number,
    together: boolean,
  ): View {
    const view = new (viewClass(names))(label);
    this.declared.push({ view, names, kinds, label, sort, index, together, family: this.families });
    return view;
  }
}

const BLOCK_BITS = 24;

/** Cuts a process's fields into runs that fit a word. */
function split<F extends { kind: Kind }>(fields: readonly F[]): F[][] {
  const parts: F[][] = [];
  let width = 0;
  for (const field of fields) {
    const bits = Math.max(1, 32 - Math.clz32(field.kind.size - 1));
    if (parts.length === 0 || width + bits > BLOCK_BITS) {
      parts.push([]);
      width = 0;
    }
    parts.at(-1)?.push(field);
    width += bits;
  }
  return parts;
}
