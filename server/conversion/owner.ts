import type { SyntaxNode } from '../syntax/parser.ts';
import { type CType, unknown } from '../types/ctype.ts';
import { specifierType, typeName, unwrap } from '../types/declaration.ts';
import { dereference, type Environment, isArrow, typeOf } from '../types/expression.ts';
import type { Prefilter } from './candidates.ts';

/** The record that a member name belongs to, as far as this file tells, and the base as written. */
export interface OwnerFact {
  readonly owner: CType;
  readonly base: string;
  readonly form: 'member' | 'designator' | 'offsetof';
  /** the node whose value is the member's */
  readonly node: SyntaxNode;
}

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
      const list = pair?.parent;
      if (pair?.type !== 'initializer_pair' || list?.type !== 'initializer_list') return null;
      const owner = initialised(list, env);
      return { owner, base: '', form: 'designator', node: pair };
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

/** The type that an initialiser's braces fill. */
function initialised(list: SyntaxNode, env: Environment): CType {
  const parent = list.parent;
  switch (parent?.type) {
    case 'init_declarator': {
      const specifier = parent.parent?.childForFieldName('type');
      const declarator = parent.childForFieldName('declarator');
      if (!specifier || !declarator) return unknown('an initialiser without declaration');
      const base = specifierType(specifier, (start, end) => env.typeof(start, end));
      return unwrap(declarator, base)?.type ?? base;
    }
    case 'compound_literal_expression':
      return typeOf(parent, env);
    case 'initializer_list':
      return dereference(initialised(parent, env));
    case 'initializer_pair': {
      const outer = parent.parent ? initialised(parent.parent, env) : unknown('a designator outside braces');
      const designator = parent.childForFieldName('designator');
      if (designator?.type === 'field_designator')
        return { k: 'member', of: outer, name: designator.text.replace(/^\.\s*/, '') };
      return dereference(outer);
    }
    default:
      return unknown('braces that initialise something unseen');
  }
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
