import type { CParser } from '../syntax/parser.ts';
import { type CType, isConcrete, type Members, pointer, SCALAR, type Slot, show, unknown } from './ctype.ts';
import type { Macro } from './declarations.ts';
import { dereference, type Environment } from './expression.ts';
import { architectureOf, type Includes } from './includes.ts';
import { declaredInText, typeOfText } from './snippet.ts';

/** A resolved type with the steps that led to it. */
export interface Resolution {
  readonly type: CType;
  /** one line for each fact that came from a declaration: `b_page of struct buffer_head (include/linux/buffer_head.h)` */
  readonly trail: readonly string[];
}

/** A call of a function-like macro, as far as typing its parameters needs it. */
export interface CallSite {
  readonly file: string;
  readonly line: number;
  readonly args: readonly CType[];
  /** what the call initialises, where it stands in place of an initialiser */
  readonly fills?: CType;
  /** what the braces around the call initialise */
  readonly within?: CType;
}

/** How many names a chain may lead through: kernel macros nest about ten deep. */
const MAX_DEPTH = 40;

/** Names that say by themselves that they are numbers, where no header in sight says so. */
const ARITHMETIC =
  /^(?:_*[us](?:8|16|32|64|128)|__(?:le|be|sum|wsum)(?:16|32|64)?|u?int(?:8|16|32|64|ptr|max)?_t|uint|ulong|ushort|unchar|u_char|s?size_t|loff_t|bool|_Bool)$/;

/** Resolves symbolic types of one file against what that file includes. */
export class Linker {
  readonly #found = new Map<string, Found<unknown> | null>();
  /** calls of macros whose parameters have no type of their own, by name */
  macroCalls: ReadonlyMap<string, readonly CallSite[]> = new Map();

  constructor(
    readonly includes: Includes,
    readonly parser: CParser,
    readonly transparentMacros: ReadonlySet<string>,
  ) {}

  /** Forgets everything looked up so far; the declarations of unchanged files stay. */
  invalidate(): void {
    this.#found.clear();
  }

  resolve(type: CType, file: string): Resolution {
    const trail: string[] = [];
    const run = new Run(this, trail, file);
    const resolved = run.resolve(type, file, 0);
    return { type: resolved, trail: [...new Set(trail)] };
  }

  /**
   * The first declaration of a name visible from `file`, in a compilation of `origin`; remembered. Of
   * several records of one name, one that has `member` counts before one that has not.
   */
  lookup<K extends keyof Kinds>(
    file: string,
    kind: K,
    name: string,
    origin = file,
    member?: string,
  ): Found<Kinds[K]> | null {
    const key = [file, kind, name, member ?? '', architectureOf(origin)].join('\0');
    const known = this.#found.get(key);
    if (known !== undefined) return known as Found<Kinds[K]> | null;
    let result: Found<Kinds[K]> | null = null;
    for (const { file: from, declarations } of this.includes.visible(file, origin)) {
      const value = declarations[kind](name) as Kinds[K] | undefined;
      if (value === undefined || (member !== undefined && !Object.hasOwn(value, member))) continue;
      result = { file: from, value };
      break;
    }
    this.#found.set(key, result);
    return result;
  }

  /** A record that a header uses though nothing it includes defines it: its includer is to have done so. */
  borrowed(file: string, record: string, member: string): Found<Members> | null {
    if (!file.endsWith('.h')) return null;
    const key = [file, 'borrowed', record, member].join('\0');
    const known = this.#found.get(key);
    if (known !== undefined) return known as Found<Members> | null;
    let result: Found<Members> | null = null;
    for (const { file: from, declarations } of this.includes.likely(record, file)) {
      const value = declarations.record(record);
      if (value === undefined || !Object.hasOwn(value, member)) continue;
      result = { file: from, value };
      break;
    }
    this.#found.set(key, result);
    return result;
  }
}

/** What a name can be declared as, and what is known of it then. */
interface Kinds {
  readonly record: Members;
  readonly slots: readonly Slot[];
  readonly typedef: CType;
  readonly macro: Macro;
  readonly global: CType;
}

interface Found<T> {
  readonly file: string;
  readonly value: T;
}

class Run {
  constructor(
    readonly linker: Linker,
    readonly trail: string[],
    /** the file that is being compiled: a header may use what only its includer declares */
    readonly origin: string,
  ) {}

  #lookup<K extends keyof Kinds>(
    file: string,
    kind: K,
    name: string,
    member?: string,
  ): Found<Kinds[K]> | null {
    const { linker, origin } = this;
    return (
      linker.lookup(file, kind, name, origin, member) ??
      (file === origin ? null : linker.lookup(origin, kind, name, origin, member))
    );
  }

  resolve(type: CType, file: string, depth: number): CType {
    if (isConcrete(type) || type.k === 'unknown' || type.k === 'function') return type;
    if (depth > MAX_DEPTH) return unknown('too many steps to the declaration');
    switch (type.k) {
      case 'pointer':
        return pointer(this.resolve(type.to, file, depth + 1));
      case 'typedef':
        return this.#typedef(type.name, file, depth);
      case 'deref': {
        const of = this.resolve(type.of, file, depth + 1);
        if (of.k === 'pointer' || of.k === 'unknown') return this.resolve(dereference(of), file, depth + 1);
        return of.k === 'function' ? of : unknown(`${show(of)} is no pointer`);
      }
      case 'invoke': {
        const whole = this.resolve(type.of, file, depth + 1);
        let of = whole;
        while (of.k === 'pointer') of = this.resolve(of.to, file, depth + 1);
        // what is no function was a cast: `(type)(x)` in a macro reads like a call
        return of.k === 'function' ? this.resolve(of.result, file, depth + 1) : whole;
      }
      case 'member':
        return this.#member(type.of, type.name, file, depth);
      case 'element':
        return this.#element(type, file, depth);
      case 'call':
        return this.#call(type.name, type.args, file, depth);
      case 'global':
        return this.#global(type.name, file, depth);
      case 'macro-declared':
        return this.#declaredBy(type, file, depth);
      case 'macro-parameter':
        return this.#fromCalls(
          type.macro,
          `${type.name} is a parameter of`,
          depth,
          (call) => call.args[type.index],
        );
      case 'macro-value':
        return this.#fromCalls(type.macro, 'what is initialised is told by', depth, (call) =>
          type.bare ? call.within : call.fills,
        );
      default:
        return type;
    }
  }

  #typedef(name: string, file: string, depth: number): CType {
    const found = this.#lookup(file, 'typedef', name) ?? this.#typeMacro(file, name);
    if (!found) return ARITHMETIC.test(name) ? SCALAR : unknown(`no typedef ${name} in sight`);
    this.trail.push(`typedef ${name} (${found.file})`);
    return this.resolve(found.value, found.file, depth + 1);
  }

  /** `#define pgoff_t unsigned long` */
  #typeMacro(file: string, name: string): Found<CType> | null {
    const macro = this.#lookup(file, 'macro', name);
    if (!macro || macro.value.parameters !== null || !/^[\w\s*]+$/.test(macro.value.body)) return null;
    const value = declaredInText(`${macro.value.body} _`, '_', this.linker.parser);
    return value && !(value.k === 'typedef' && value.name === name) ? { file: macro.file, value } : null;
  }

  #member(of: CType, name: string, file: string, depth: number): CType {
    const record = this.resolve(of, file, depth + 1);
    if (record.k === 'unknown') return record;
    let members: Members;
    let home = file;
    if (record.k === 'anonymous') members = record.members;
    else if (record.k === 'record') {
      const found =
        this.#lookup(file, 'record', record.name, name) ??
        this.#lookup(file, 'record', record.name) ??
        this.linker.borrowed(file, record.name, name);
      if (!found) return unknown(`no definition of ${show(record)} in sight`);
      members = found.value;
      home = found.file;
    } else return unknown(`${show(record)} has no members`);
    const types = members[name];
    if (!types) return unknown(`${show(record)} has no member ${name}`);
    if (record.k === 'record') this.trail.push(`${name} of ${show(record)} (${home})`);
    // branches of #if may disagree: one that leads to a record is worth more than a scalar
    const resolved = types.map((each) => this.resolve(each, home, depth + 1));
    return (
      resolved.find((each) => each.k === 'pointer' || each.k === 'record') ??
      resolved[0] ??
      unknown('no type')
    );
  }

  #call(name: string, args: readonly CType[], file: string, depth: number): CType {
    if (depth > MAX_DEPTH) return unknown(`the macro ${name} nests too deep`);
    const macro = this.#lookup(file, 'macro', name);
    if (macro?.value.parameters) return this.#expand(name, macro.value, args, macro.file, depth);
    const fn = this.#lookup(file, 'global', name);
    // #define pfn_to_page __pfn_to_page
    const alias = /^\(*\s*(\w+)\s*\)*$/.exec(macro?.value.body ?? '')?.[1];
    if (!fn && alias && alias !== name) return this.#call(alias, args, macro?.file ?? file, depth + 1);
    if (!fn) return unknown(`no declaration of ${name}() in sight`);
    this.trail.push(`${name}() (${fn.file})`);
    const type = this.resolve(fn.value, fn.file, depth + 1);
    if (type.k === 'function') return this.resolve(type.result, fn.file, depth + 1);
    return this.resolve({ k: 'invoke', of: type }, fn.file, depth + 1);
  }

  #element({ of, after, index }: CType & { k: 'element' }, file: string, depth: number): CType {
    const whole = this.resolve(of, file, depth + 1);
    if (whole.k === 'pointer') return this.resolve(whole.to, file, depth + 1);
    if (whole.k !== 'record')
      return whole.k === 'unknown' ? whole : unknown(`${show(whole)} is filled by place`);
    const found = this.#lookup(file, 'slots', whole.name);
    const start = after === null ? 0 : (found?.value.findIndex(({ name }) => name === after) ?? -1) + 1;
    const slot = start > 0 || after === null ? found?.value[start + index] : undefined;
    if (!found || !slot) return unknown(`the place of the braces in ${show(whole)} is not certain`);
    // what is nameless has the members of the record around it
    if (slot.name === null) return whole;
    this.trail.push(`member ${slot.name} of ${show(whole)} (${found.file})`);
    return this.resolve(slot.type, found.file, depth + 1);
  }

  /** What a macro is given has the type that every call tells; calls that disagree leave it open. */
  #fromCalls(
    macro: string,
    subject: string,
    depth: number,
    told: (call: CallSite) => CType | undefined,
  ): CType {
    const calls = this.linker.macroCalls.get(macro) ?? [];
    const types = new Map<string, { type: CType; from: string }>();
    for (const call of calls) {
      const given = told(call);
      // a call that stands in another macro, or lacks the argument, tells nothing
      if (!given) continue;
      const type = new Run(this.linker, this.trail, call.file).resolve(given, call.file, depth + 1);
      if (type.k !== 'unknown') types.set(show(type), { type, from: `${call.file}:${call.line}` });
    }
    const [only, ...others] = [...types.values()];
    if (!only) return unknown(`${subject} the macro ${macro}, and no call of it tells the type`);
    if (others.length > 0)
      return unknown(
        `${subject} the macro ${macro}, which is called with ${[...types.keys()].slice(0, 3).join(' and ')}`,
      );
    this.trail.push(`calls of the macro ${macro} (${only.from}${calls.length > 1 ? ' and others' : ''})`);
    return only.type;
  }

  #declaredBy(variable: CType & { k: 'macro-declared' }, file: string, depth: number): CType {
    const { macro: name, index, args } = variable;
    const macro = this.#lookup(file, 'macro', name);
    const parameter = macro?.value.parameters?.[index];
    const type =
      macro && parameter !== undefined
        ? declaredInText(macro.value.body, parameter, this.linker.parser)
        : null;
    if (!macro || !type) return this.#global(variable.name, file, depth);
    this.trail.push(`macro ${name} (${macro.file})`);
    return this.resolve(substitute(type, macro.value.parameters ?? [], args), macro.file, depth + 1);
  }

  #global(name: string, file: string, depth: number): CType {
    const variable = this.#lookup(file, 'global', name);
    if (variable) {
      this.trail.push(`${name} (${variable.file})`);
      return this.resolve(variable.value, variable.file, depth + 1);
    }
    const macro = this.#lookup(file, 'macro', name);
    if (macro && macro.value.parameters === null && macro.value.body)
      return this.#expand(name, macro.value, [], macro.file, depth);
    // a type handed to a macro: container_of(work, foo_t, work)
    if (this.#lookup(file, 'typedef', name)) return this.#typedef(name, file, depth);
    return unknown(`no declaration of ${name} in sight`);
  }

  /** A macro's value has the type of its body with the arguments' types in place of the parameters. */
  #expand(name: string, macro: Macro, args: readonly CType[], home: string, depth: number): CType {
    if (depth > MAX_DEPTH) return unknown(`the macro ${name} nests too deep`);
    const { linker } = this;
    const env: Environment = {
      local: (word) => {
        const index = macro.parameters?.indexOf(word) ?? -1;
        return index < 0 ? null : (args[index] ?? unknown(`${name}() without its argument ${word}`));
      },
      typeof: (_start, _end) => unknown('a typeof out of place'),
      isTransparent: (word) => linker.transparentMacros.has(word),
    };
    this.trail.push(`macro ${name} (${home})`);
    const type = substitute(typeOfText(macro.body, linker.parser, env, 0), macro.parameters ?? [], args);
    return this.resolve(type, home, depth + 1);
  }
}

/** A parameter may stand for a type: `(type *)ptr` in a macro's body. */
function substitute(type: CType, parameters: readonly string[], args: readonly CType[]): CType {
  const again = (inner: CType): CType => substitute(inner, parameters, args);
  switch (type.k) {
    case 'typedef':
      return args[parameters.indexOf(type.name)] ?? type;
    case 'pointer':
      return pointer(again(type.to));
    case 'deref':
    case 'invoke':
    case 'element':
    case 'member':
      return { ...type, of: again(type.of) };
    case 'function':
      return { ...type, result: again(type.result) };
    case 'call':
    case 'macro-declared':
      return { ...type, args: type.args.map(again) };
    default:
      return type;
  }
}
