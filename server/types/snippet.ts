import type { CParser } from '../syntax/parser.ts';
import { type CType, unknown } from './ctype.ts';
import { type Environment, typeOf } from './expression.ts';
import { isAutomatic, type Local, Scope } from './scope.ts';

/**
 * The type of the expression in the `typeof (…)` at these offsets of `text`, as seen from `offset`.
 */
export function typeofAt(
  text: string,
  start: number,
  end: number,
  parser: CParser,
  env: Environment,
  offset: number,
): CType {
  const inner = /^_*typeof(?:_unqual)?_*\s*\(([\s\S]*)\)$/.exec(text.slice(start, end))?.[1];
  if (inner === undefined) return unknown('a typeof that could not be read');
  return typeOfText(inner, parser, env, offset);
}

/** The type of an expression (or a type) given as text; names in it are looked up as at `offset`. */
export function typeOfText(text: string, parser: CParser, env: Environment, offset: number): CType {
  const isType = /^\s*(?:const\s+|volatile\s+)*(?:struct|union)\s/.test(text);
  const snippet = isType ? `int _ = (${text})0;` : `int _ = ${text};`;
  const parsed = parser.parse(snippet);
  const value = parsed.root.descendantsOfType('init_declarator')[0]?.childForFieldName('value');
  // offsets in the snippet mean nothing outside: other names are as seen from where the text stands
  const within = (scope: Scope): Environment => {
    const here: Environment = {
      ...env,
      local: (name, at) => {
        const found = scope.find(name, at);
        return found ? typeOfLocal(found, here) : env.local(name, offset);
      },
      typeof: (start, end) => typeofAt(snippet, start, end, parser, here, start),
    };
    return here;
  };
  const here = within(new Scope(parsed.root, (partial) => within(partial).typeof));
  const type = value ? typeOf(value, here) : unknown(`the expression ${text.slice(0, 40)}`);
  parsed.dispose();
  return type;
}

/** The type that a text of declarations gives a name, or null when it declares no such name. */
export function declaredInText(text: string, name: string, parser: CParser): CType | null {
  const parsed = parser.parse(`void _(void){ ${text}; }`);
  const type = new Scope(parsed.root).locals.find((local) => local.name === name)?.type ?? null;
  parsed.dispose();
  return type;
}

/** A local's type; `__auto_type x = y;` gives it that of its value. */
export function typeOfLocal(local: Local, env: Environment): CType {
  return isAutomatic(local) && local.value ? typeOf(local.value, env) : local.type;
}
