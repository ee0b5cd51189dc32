import { closing } from '../syntax/mask/scan.ts';
import { mask } from '../syntax/mask.ts';
import type { CParser, SyntaxNode } from '../syntax/parser.ts';
import type { CType, Members } from './ctype.ts';
import { declaredBy, membersOf } from './declaration.ts';

export interface Macro {
  readonly parameters: readonly string[] | null;
  readonly body: string;
}

/**
 * What one file declares at its top level. Names are found by regular expressions; only the item that
 * is asked for is parsed, and only once.
 */
export class Declarations {
  readonly #records: Map<string, number>;
  readonly #macros: Map<string, number>;
  readonly #typedefs: Map<string, number>;
  readonly #parsed = new Map<string, unknown>();
  readonly includes: readonly { path: string; angled: boolean }[];

  constructor(
    readonly text: string,
    readonly parser: CParser,
  ) {
    this.#records = indexBy(text, /\b(?:struct|union)\s+(\w+)(?:\s+__\w+(?:\([^()]*\))?)*\s*\{/g);
    this.#macros = indexBy(text, /^[ \t]*#[ \t]*define[ \t]+(\w+)/gm);
    this.#typedefs = indexBy(text, /^[ \t]*typedef\b[^;{}]*?\b(\w+)\s*(?:\[[^\]]*\]\s*)?;/gm);
    for (const [name, at] of indexBy(text, /^[ \t]*typedef\b[^;{}]*\(\s*\*\s*(\w+)\s*\)\s*\(/gm))
      this.#typedefs.set(name, at);
    for (const [name, at] of typedefsWithBody(text)) this.#typedefs.set(name, at);
    this.includes = [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]*([<"])([^">\n]+)[">]/gm)].map((match) => ({
      path: match[2] ?? '',
      angled: match[1] === '<',
    }));
  }

  /** The members of a struct or union defined here. */
  record(name: string): Members | undefined {
    const at = this.#records.get(name);
    if (at === undefined) return undefined;
    return this.#once(`record ${name}`, () => {
      const open = this.text.indexOf('{', at);
      const end = closing(this.text, open);
      const body = this.#parse(
        `${this.text.slice(at, end < 0 ? open + 4096 : end)};`,
        'field_declaration_list',
        membersOf,
      );
      return body ?? {};
    });
  }

  typedef(name: string): CType | undefined {
    const at = this.#typedefs.get(name);
    if (at === undefined) return undefined;
    return this.#once(`typedef ${name}`, () => this.#declared(itemAt(this.text, at), name));
  }

  macro(name: string): Macro | undefined {
    const at = this.#macros.get(name);
    if (at === undefined) return undefined;
    return this.#once(`macro ${name}`, () => readMacro(this.text, at));
  }

  /** The type of a function or variable declared at file scope. */
  global(name: string): CType | undefined {
    if (!this.text.includes(name)) return undefined;
    return this.#once(`global ${name}`, () => {
      const pattern = new RegExp(`\\b${name}\\s*([(\\[;=,])`, 'g');
      for (let match = pattern.exec(this.text); match; match = pattern.exec(this.text)) {
        const head = headBefore(this.text, match.index);
        if (head === null) continue;
        const suffix = match[1] === '(' ? '(void)' : match[1] === '[' ? '[1]' : '';
        const type = this.#declared(`${head} ${name}${suffix};`, name);
        if (type) return type;
      }
      return this.#trailing(name);
    });
  }

  /** `struct device_info {…} table[] = {…};` declares a variable behind the record's body. */
  #trailing(name: string): CType | undefined {
    const found = new RegExp(`\\}[\\s*]*(?:__\\w+\\s+)*\\b${name}\\s*(?:\\[[^\\]]*\\]\\s*)*[;=,]`).exec(
      this.text,
    );
    if (!found) return undefined;
    for (const head of this.text.matchAll(/^[\w \t]*\b(?:struct|union)\b[^;{}()=]*\{/gm)) {
      if (head.index > found.index) break;
      if (closing(this.text, head.index + head[0].length - 1) !== found.index + 1) continue;
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

function indexBy(text: string, pattern: RegExp): Map<string, number> {
  const index = new Map<string, number>();
  for (const match of text.matchAll(pattern))
    if (match[1] && !index.has(match[1])) index.set(match[1], match.index);
  return index;
}

/** `typedef struct tag {…} name;` */
function typedefsWithBody(text: string): Map<string, number> {
  const index = new Map<string, number>();
  for (const match of text.matchAll(/^[ \t]*typedef\s+(?:struct|union|enum)\b[^;{()]*\{/gm)) {
    const end = closing(text, match.index + match[0].length - 1);
    const name =
      end < 0 ? undefined : /^[\s*]*(?:__\w+(?:\([^)]*\))?\s*)*(\w+)/.exec(text.slice(end, end + 200))?.[1];
    if (name && !index.has(name)) index.set(name, match.index);
  }
  return index;
}

/** The declaration that starts at an offset, to its semicolon. */
function itemAt(text: string, start: number): string {
  for (let i = start; i < text.length; i++) {
    if (text[i] === ';') return text.slice(start, i + 1);
    if (text[i] === '{' || text[i] === '(') {
      const end = closing(text, i);
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
  const from = Math.max(0, at - 400);
  const stretch = text
    .slice(from, at)
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/^[ \t]*#.*$/gm, ';');
  const head = stretch.slice(
    Math.max(...[';', '}', '{', ')', '/'].map((stop) => stretch.lastIndexOf(stop))) + 1,
  );
  const cleaned = mask(head).trim();
  if (!/^[\w\s*]*[\w*]$/.test(cleaned) || /\b(?:return|else|goto|case|typedef|do|sizeof)\b/.test(cleaned))
    return null;
  // a statement is indented; a declaration at file scope starts its line
  const start = head.search(/\S/);
  if (start < 0 || (start > 0 && head[start - 1] !== '\n')) return null;
  return /^(?:static|inline|extern|const|\s)*$/.test(cleaned) ? null : cleaned;
}
