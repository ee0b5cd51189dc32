import type { SyntaxNode } from '../syntax/parser.ts';
import { type CType, unknown } from '../types/ctype.ts';
import { specifierType, typeName, unwrap } from '../types/declaration.ts';
import { dereference, type Environment, isArrow, typeOf } from '../types/expression.ts';
import type { Prefilter } from './candidates.ts';
import { INITIALISED, MEMBERS } from './macroBody.ts';

/** The record that a member name belongs to, as far as this file tells, and the base as written. */
export interface OwnerFact {
  readonly owner: CType;
  readonly base: string;
  readonly form: 'member' | 'designator' | 'offsetof';
  /** the node whose value is the member's */
  readonly node: SyntaxNode;
}

/** Nobody nests braces deeper by hand. */
const MAX_NESTING = 100;

/** For `base->name` and `base.name`, `.name = value`, `offsetof(record, name)`. */
export function ownerOf(name: SyntaxNode, env: Environment): OwnerFact | null {
  const parent = name.parent;
  switch (parent?.type) {
    case 'field_expression': {
      const base = parent.childForFieldName('argument');
      if (!base)
        return { owner: unknown('a member access cut short'), base: '', form: 'member', node: parent };
      const type = typeOf(base, env);
      return {
        owner: isArrow(parent) ? dereference(type) : type,
        base: base.text,
        form: 'member',
        node: parent,
      };
    }
    case 'field_designator': {
      const pair = parent.parent;
      if (pair?.type !== 'initializer_pair') return null;
      return { owner: leadTo(parent, pair, env), base: '', form: 'designator', node: pair };
    }
    case 'offsetof_expression': {
      const type = parent.childForFieldName('type');
      return {
        owner: type ? typeOf(type, env) : unknown('offsetof without a type'),
        base: '',
        form: 'offsetof',
        node: parent,
      };
    }
    default:
      return null;
  }
}

/** The record that `designator` names a member of: in `.a[3].mapping = x` what `.a[3]` leads to. */
function leadTo(designator: SyntaxNode, pair: SyntaxNode, env: Environment): CType {
  const list = pair.parent;
  let type = list ? initialised(list, env) : unknown('a designator outside braces');
  for (const step of designatorsOf(pair)) {
    if (step.id === designator.id) break;
    type = designated(type, step);
  }
  return type;
}

function designatorsOf(pair: SyntaxNode): SyntaxNode[] {
  return pair.childrenForFieldName('designator').filter((each) => each !== null);
}

function designated(of: CType, designator: SyntaxNode): CType {
  const name = memberNamed(designator);
  return name === null ? dereference(of) : { k: 'member', of, name };
}

/** The member of `.name` and of the old `name:`; null for `[3]` and `[0 ... 3]`. */
function memberNamed(designator: SyntaxNode): string | null {
  if (designator.type === 'field_identifier') return designator.text;
  return designator.type === 'field_designator' ? (designator.namedChildren[0]?.text ?? '') : null;
}

/** The type that an initialiser's braces fill, or what stands in their place. */
function initialised(list: SyntaxNode, env: Environment, depth = 0): CType {
  const { parent } = list;
  if (depth > MAX_NESTING) return unknown('braces nested too deep');
  switch (parent?.type) {
    case 'init_declarator': {
      const specifier = parent?.parent?.childForFieldName('type');
      const declarator = parent?.childForFieldName('declarator');
      if (!specifier || !declarator) return unknown('an initialiser without declaration');
      const base = specifierType(specifier, (start, end) => env.typeof(start, end));
      const declared = unwrap(declarator, base);
      if (declared && base.k === 'record' && (base.name === INITIALISED || base.name === MEMBERS))
        return { k: 'macro-value', macro: declared.name, bare: base.name === MEMBERS };
      return declared?.type ?? base;
    }
    case 'compound_literal_expression':
      return parent ? typeOf(parent, env) : unknown('braces without a type');
    case 'initializer_list':
      return parent ? element(initialised(parent, env, depth + 1), list, parent) : unknown('lost braces');
    case 'initializer_pair': {
      if (!parent?.parent) return unknown('a designator outside braces');
      const outer = initialised(parent.parent, env, depth + 1);
      return designatorsOf(parent).reduce(designated, outer);
    }
    default:
      return unknown('braces that initialise something unseen');
  }
}

/** The type that a call fills which stands where an initialiser's value would; null elsewhere. */
export function filledBy(value: SyntaxNode, env: Environment): CType | null {
  const { parent } = value;
  const isValue = parent?.childForFieldName('value')?.id === value.id;
  switch (parent?.type) {
    case 'init_declarator':
    case 'initializer_pair':
      return isValue ? initialised(value, env) : null;
    case 'initializer_list':
      return initialised(value, env);
    default:
      return null;
  }
}

/** What the braces fill in whose list a value stands; null elsewhere. */
export function bracesAround({ parent }: SyntaxNode, env: Environment): CType | null {
  return parent?.type === 'initializer_list' ? initialised(parent, env) : null;
}

/** Braces without a designator fill what comes next: an array's element, or a record's member by its place. */
function element(of: CType, list: SyntaxNode, outer: SyntaxNode): CType {
  if (of.k === 'pointer') return of.to;
  let after: string | null = null;
  let index = 0;
  for (const sibling of outer.namedChildren) {
    if (!sibling || sibling.type === 'comment') continue;
    if (sibling.id === list.id) break;
    const path = sibling.type === 'initializer_pair' ? designatorsOf(sibling) : [];
    const [first, ...deeper] = path;
    if (!first) index++;
    else {
      after = memberNamed(first);
      // what follows `.a.b = 1` or `[2] = 1` goes on inside
      if (deeper.length > 0) return unknown('braces behind a designator of several steps');
      index = 0;
    }
  }
  return { k: 'element', of, after, index };
}

/** For a member named to a macro: `container_of(p, struct page, mapping)`, `FOLIO_MATCH(mapping, mapping)`. */
export function ownerInMacro(name: SyntaxNode, text: string, prefilter: Prefilter): OwnerFact | null {
  const list = name.parent;
  const call = list?.parent;
  if (list?.type !== 'argument_list' || call?.type !== 'call_expression') return null;
  const args = list.namedChildren.filter((arg): arg is SyntaxNode => arg !== null && arg.type !== 'comment');
  const index = args.findIndex((arg) => arg.id === name.id);
  const callee = call.childForFieldName('function')?.text ?? '';
  const macro = prefilter.offsetofMacros(text).find((each) => each.name === callee);
  const record = macro?.records[index];
  if (record)
    return {
      owner: { k: 'record', tag: 'struct', name: record },
      base: callee,
      form: 'offsetof',
      node: call,
    };
  const before = args[index - 1];
  if (before?.type !== 'identifier') return null;
  const type = typeName(before.text);
  return type.k === 'record' ? { owner: type, base: callee, form: 'offsetof', node: call } : null;
}
