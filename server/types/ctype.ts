/**
 * C types as far as finding a record needs them. A type may be symbolic: it says which name in which
 * record or which function's result it is, and is resolved later against other files. That keeps
 * the facts of one file a function of that file's text alone. Plain JSON, so that it can be cached.
 */
export type CType =
  | { readonly k: 'record'; readonly tag: 'struct' | 'union'; readonly name: string }
  /** a record without a tag, its members inline */
  | { readonly k: 'anonymous'; readonly members: Members }
  | { readonly k: 'typedef'; readonly name: string }
  /** int, enum, void: nothing to look into */
  | { readonly k: 'scalar' }
  | { readonly k: 'pointer'; readonly to: CType }
  | { readonly k: 'function'; readonly result: CType }
  // symbolic
  | { readonly k: 'member'; readonly of: CType; readonly name: string }
  | { readonly k: 'call'; readonly name: string; readonly args: readonly CType[] }
  | { readonly k: 'global'; readonly name: string }
  | { readonly k: 'deref'; readonly of: CType }
  /** what braces without a designator fill: the member `index` places behind `after`, or behind the beginning */
  | { readonly k: 'element'; readonly of: CType; readonly after: string | null; readonly index: number }
  /** the result of calling a value of this type */
  | { readonly k: 'invoke'; readonly of: CType }
  /** parameter of a function-like macro: its type is that of the arguments */
  | { readonly k: 'macro-parameter'; readonly macro: string; readonly index: number; readonly name: string }
  /** what a macro that is an initialiser fills, or without braces of its own (`bare`) the braces around it */
  | { readonly k: 'macro-value'; readonly macro: string; readonly bare: boolean }
  /** a variable that a macro declares, if it declares one: DEFINE_READAHEAD(ractl, …) */
  | {
      readonly k: 'macro-declared';
      readonly macro: string;
      readonly index: number;
      readonly name: string;
      readonly args: readonly CType[];
    }
  | { readonly k: 'unknown'; readonly why: string };

/** Members by name; several types where `#if` branches disagree. Nameless members' own are merged in. */
export type Members = Readonly<Record<string, readonly CType[]>>;

/** A member in its place; the name is null where a nameless record holds the place. */
export interface Slot {
  readonly name: string | null;
  readonly type: CType;
}

export const SCALAR: CType = { k: 'scalar' };

export function pointer(to: CType): CType {
  return { k: 'pointer', to };
}

export function unknown(why: string): CType {
  return { k: 'unknown', why };
}

/** True when nothing more needs to be looked up in another file. */
export function isConcrete(type: CType): boolean {
  switch (type.k) {
    case 'record':
    case 'anonymous':
    case 'scalar':
      return true;
    case 'pointer':
      return isConcrete(type.to);
    default:
      return false;
  }
}

/** True of what can have members. */
export function isRecord(type: CType): boolean {
  return type.k === 'record' || type.k === 'anonymous';
}

/** The type as a kernel developer would write it, for reasons and messages. */
export function show(type: CType): string {
  switch (type.k) {
    case 'record':
      return `${type.tag} ${type.name}`;
    case 'anonymous':
      return 'an unnamed struct';
    case 'typedef':
      return type.name;
    case 'scalar':
      return 'a scalar';
    case 'pointer':
      return type.to.k === 'pointer' ? `${show(type.to)}*` : `${show(type.to)} *`;
    case 'function':
      return `a function returning ${show(type.result)}`;
    case 'member':
      return `member ${type.name} of ${show(type.of)}`;
    case 'call':
      return `the result of ${type.name}()`;
    case 'global':
      return `global ${type.name}`;
    case 'deref':
      return `what ${show(type.of)} points to`;
    case 'element':
      return type.after === null
        ? `member ${type.index + 1} of ${show(type.of)}`
        : `what follows ${type.after} in ${show(type.of)}`;
    case 'invoke':
      return `the result of calling ${show(type.of)}`;
    case 'macro-parameter':
      return `parameter ${type.name} of macro ${type.macro}`;
    case 'macro-value':
      return `what the macro ${type.macro} initialises`;
    case 'macro-declared':
      return `what ${type.macro}() declares`;
    case 'unknown':
      return `unknown (${type.why})`;
  }
}
