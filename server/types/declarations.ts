import { Brackets } from '../syntax/mask/brackets.ts';
import { mask } from '../syntax/mask.ts';
import type { CParser, SyntaxNode } from '../syntax/parser.ts';
import type { CType, Members, Slot } from './ctype.ts';
import { declaredBy, membersOf, slotsOf } from './declaration.ts';

export interface Macro {
  readonly parameters: readonly string[] | null;
  readonly body: string;
}

/**
 * What one file declares at its top level. Names are found by regular expressions; only the item that
 * is asked for is parsed, and only once.
 */
export class Declarations {
  readonly #brackets: Brackets;
  #recordPlaces: Map<string, number[]> | undefined;
  #macroPlaces: Map<string, number> | undefined;
  #typedefPlaces: Map<string, number> | undefined;
  readonly #parsed = new Map<string, unknown>();
  readonly includes: readonly { path: string; angled: boolean }[];

  constructor(
    readonly text: string,
    readonly parser: CParser,
  ) {
    this.#brackets = new Brackets(text);
    this.includes = [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^">\n]+)[">]/gm)].map((match) => ({
      path: match[2] ?? '',
      angled: match[1] === '<',
    }));
  }

  #placesOf(record: string): readonly number[] | undefined {
    this.#recordPlaces ??= everyBy(
      this.text,
      /\b(?:struct|union)\s+(?:__\w+(?:\s*\(\([^()]*\)\)|\([^()]*\))?\s+)*(\w+)(?:\s+__\w+(?:\([^()]*\))?)*\s*\{/g,
    );
    return this.#recordPlaces.get(record);
  }

  /** The members of a struct or union defined here. */
  record(name: string): Members | undefined {
    const places = this.#placesOf(name);
    if (!places) return undefined;
    return this.#once(`record ${name}`, () => {
      const all: Record<string, readonly CType[]> = Object.create(null);
      // branches of #if may define it twice
      for (const at of places)
        for (const [member, types] of Object.entries(
          this.#recordAt(at, places.length === 1, membersOf) ?? {},
        ))
          all[member] = [...(all[member] ?? []), ...types];
      return all;
    });
  }

  /** The same members in their places, while only one definition says so. */
  slots(name: string): readonly Slot[] | undefined {
    const [at, second] = this.#placesOf(name) ?? [];
    if (at === undefined || second !== undefined) return undefined;
    return this.#once(`slots ${name}`, () => this.#recordAt(at, true, slotsOf));
  }

  #recordAt<T>(at: number, only: boolean, read: (body: SyntaxNode) => T): T | undefined {
    const open = this.text.indexOf('{', at);
    const end = this.#brackets.closing(open);
    // one that is never closed stands in a comment, or is being typed
    if (end < 0 && !only) return undefined;
    const item = `${this.text.slice(at, end < 0 ? open + 4096 : end)};`;
    return this.#parse(item, 'field_declaration_list', read);
  }

  typedef(name: string): CType | undefined {
    this.#typedefPlaces ??= typedefs(this.text, this.#brackets);
    const at = this.#typedefPlaces.get(name);
    if (at === undefined) return undefined;
    return this.#once(`typedef ${name}`, () => this.#declared(itemAt(this.#brackets, at), name));
  }

  macro(name: string): Macro | undefined {
    this.#macroPlaces ??= indexBy(this.text, /^[ \t]*#[ \t]*define[ \t]+(\w+)/gm);
    const at = this.#macroPlaces.get(name);
    if (at === undefined) return undefined;
    return this.#once(`macro ${name}`, () => readMacro(this.text, at));
  }

  /** The type of a function or variable declared at file scope. */
  global(name: string): CType | undefined {
    if (!this.text.includes(name)) return undefined;
    return this.#once(`global ${name}`, () => {
      // `struct x y __initdata = {…}`: annotations may stand behind the name
      const pattern = new RegExp(`\\b${name}\\s*(?:__\\w+(?:\\([^()]*\\))?\\s*)*([(\\[;=,])`, 'g');
      for (let match = pattern.exec(this.text); match; match = pattern.exec(this.text)) {
        // in a comment or a string no bracket has a partner
        const isCall = match[1] === '(' && this.#brackets.closing(match.index + match[0].length - 1) < 0;
        const head = isCall ? null : headBefore(this.text, match.index);
        if (head === null) continue;
        const suffix = match[1] === '(' ? '(void)' : match[1] === '[' ? '[1]' : '';
        const type = this.#declared(`${head} ${name}${suffix};`, name);
        if (type) return type;
      }
      return this.#trailing(name) ?? this.#wrapped(name);
    });
  }

  /** `struct page *(*hook)(int);` and `DEFINE_PER_CPU(struct pagevec, pvec);` have the name in brackets. */
  #wrapped(name: string): CType | undefined {
    const pointer = new RegExp(`^[\\w \\t*]*\\(\\s*\\*\\s*${name}\\s*(?:\\[[^\\]]*\\]\\s*)*\\)\\s*\\(`, 'm');
    const found = pointer.exec(this.text);
    if (found) return this.#declared(`${found[0]}void);`, name);
    const perCpu = new RegExp(
      `\\b(?:DEFINE|DECLARE)_PER_CPU\\w*\\(\\s*([\\w\\s*]+?)\\s*,\\s*${name}\\b`,
    ).exec(this.text);
    return perCpu ? this.#declared(`${perCpu[1]} ${name};`, name) : undefined;
  }

  /** `struct device_info {…} table[] = {…};` declares a variable behind the record's body. */
  #trailing(name: string): CType | undefined {
    const found = new RegExp(
      `\\}[\\s*]*(?:__\\w+\\s+)*(?:\\w+(?:\\[[^\\]]*\\])?,[\\s*]*)*\\b${name}\\s*(?:\\[[^\\]]*\\]\\s*)*[;=,]`,
    ).exec(this.text);
    if (!found) return undefined;
    // what is indented is a local of some function
    for (const head of this.text.matchAll(/^(?:\w[\w \t]*)?\b(?:struct|union)\b[^;{}()=]*\{/gm)) {
      if (head.index > found.index) break;
      if (this.#brackets.closing(head.index + head[0].length - 1) !== found.index + 1) continue;
      const item = `${this.text.slice(head.index, found.index)}${found[0].replace(/[=,]$/, ';')}`;
      return this.#declared(item, name);
    }
    return undefined;
  }

  #declared(item: string, name: string): CType | undefined {
    for (const kind of ['type_definition', 'declaration']) {
      const type = this.#parse(
        item,
        kind,
        (node) => declaredBy(node).find((each) => each.name === name)?.type,
      );
      if (type) return type;
    }
    return undefined;
  }

  #parse<T>(snippet: string, kind: string, read: (node: SyntaxNode) => T): T | undefined {
    const syntax = this.parser.parse(snippet);
    const node = syntax.root.descendantsOfType(kind)[0];
    const result = node ? read(node) : undefined;
    syntax.dispose();
    return result;
  }

  #once<T>(key: string, make: () => T): T {
    if (!this.#parsed.has(key)) this.#parsed.set(key, make());
    return this.#parsed.get(key) as T;
  }
}

function everyBy(text: string, pattern: RegExp): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (const match of text.matchAll(pattern)) {
    const name = match[1] ?? '';
    const known = index.get(name);
    if (known) known.push(match.index);
    else index.set(name, [match.index]);
  }
  return index;
}

function indexBy(text: string, pattern: RegExp): Map<string, number> {
  return new Map([...everyBy(text, pattern)].map(([name, [first = 0]]) => [name, first]));
}

/** Where the typedef of each name begins. */
function typedefs(text: string, brackets: Brackets): Map<string, number> {
  const index = new Map<string, number>();
  for (const match of text.matchAll(/^[ \t]*typedef\b/gm)) {
    const item = itemAt(brackets, match.index);
    // without bodies and parameters: typedef struct {} *a, b[]; typedef int (*c)(); typedef void d();
    const flat = item.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ' ');
    const open = flat.indexOf('{');
    const close = flat.lastIndexOf('}');
    const behind = open >= 0 && close > open ? `typedef x ${flat.slice(close + 1)}` : flat;
    const pointer = /\(\s*\*+\s*(?:\w+\s+)*?(\w+)\s*(?:\[[^\]]*\]\s*)?\)\s*\(/.exec(behind);
    const names = pointer
      ? [pointer[1]]
      : behind
          .replace(/\b__\w+\s*\([^()]*\)/g, '')
          .replace(/\b__\w+\s*\([^()]*\)/g, '')
          .replace(/\(.*\)|\[[^\]]*\]|__attribute__.*/gs, '')
          .split(',')
          .map((part) => /(\w+)\s*;?\s*$/.exec(part)?.[1]);
    for (const name of names) if (name && !index.has(name)) index.set(name, match.index);
  }
  return index;
}

/** The declaration that starts at an offset, to its semicolon. */
function itemAt(brackets: Brackets, start: number): string {
  const { text } = brackets;
  for (let i = start; i < text.length; i++) {
    if (text[i] === ';') return text.slice(start, i + 1);
    if (text[i] === '{' || text[i] === '(') {
      const end = brackets.closing(i);
      if (end < 0) break;
      i = end - 1;
    }
  }
  return text.slice(start, start + 4096);
}

function readMacro(text: string, at: number): Macro {
  const match = /#[ \t]*define[ \t]+\w+(\(((?:\\\r?\n|[^)\n])*)\))?((?:\\\r?\n|[^\n])*)/.exec(
    text.slice(at, at + 16384),
  );
  const parameters =
    match?.[1] === undefined
      ? null
      : (match[2] ?? '').split(',').map((each) => each.replace(/\\/g, '').trim());
  const body = (match?.[3] ?? '')
    .replace(/\\\r?\n/g, ' ')
    .replace(/\/\*.*?\*\//g, ' ')
    .trim();
  return { parameters, body };
}

/**
 * The type in front of a name declared at file scope, or null when the name is only used there: the
 * head must start a line and hold nothing but words and stars.
 */
function headBefore(text: string, at: number): string | null {
  // a sentence in a comment can end like a declaration
  if (text.lastIndexOf('/*', at) > text.lastIndexOf('*/', at)) return null;
  const from = Math.max(0, at - 400);
  const stretch = text
    .slice(from, at)
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ' ')
    .replace(/^[ \t]*#.*$/gm, ';');
  // annotations gone: `__printf(1, 2) struct va_format *f`
  const plain = mask(stretch);
  const stop = Math.max(...[';', '}', '{', ')', '/'].map((each) => plain.lastIndexOf(each)));
  const head = stretch.slice(stop + 1);
  const cleaned = plain.slice(stop + 1).trim();
  // `struct page *first, *` goes before another name
  if (
    !/^(?:\w[\w\s*]*[\s*]\w+\s*,)?[\w\s*,]*[\w*,]$/.test(cleaned) ||
    /\b(?:return|else|goto|case|typedef|do|sizeof)\b/.test(cleaned)
  )
    return null;
  // a statement is indented; a declaration at file scope starts its line
  const start = head.search(/\S/);
  if (start < 0 || (start > 0 && head[start - 1] !== '\n')) return null;
  return /^(?:static|inline|extern|const|\s)*$/.test(cleaned) ? null : cleaned;
}
