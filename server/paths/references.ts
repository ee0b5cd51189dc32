import type { SyntaxNode } from '../syntax/parser.ts';
import type { How, Reference } from './model.ts';
import { declaredName, fieldOf, plainName, recordNamed } from './nodes.ts';
import type { Stretch } from './stretch.ts';

/** What an occurrence of a function's name is: a call, an entry in a table, an address taken. */
export function referenceFact(stretch: Stretch, node: SyntaxNode, name: string): Reference | null {
  const how = howUsed(stretch, node, name);
  if (!how) return null;
  return {
    kind: 'reference',
    name,
    how,
    spot: stretch.spot(node.startIndex),
    within: stretch.enclosing(node),
  };
}

function howUsed(stretch: Stretch, node: SyntaxNode, name: string): How | null {
  // a macro's body is one opaque node: the text has to tell
  if (node.type === 'preproc_arg') return macroBodyUse(node.text, name);
  if (node.type !== 'identifier' || node.text !== name) return null;
  if (isDeclaration(node)) return null;
  let at: SyntaxNode = node;
  for (let parent = at.parent; parent; parent = at.parent) {
    switch (parent.type) {
      case 'call_expression':
        return fieldOf(parent, 'function')?.id === at.id ? { is: 'call' } : null;
      case 'argument_list':
        return { is: 'taken', into: callee(parent) };
      case 'initializer_pair':
        return installed(parent);
      case 'initializer_list':
        return { is: 'taken', into: null };
      case 'assignment_expression':
        return taken(parent, at);
      case 'init_declarator':
        return { is: 'taken', into: declaredName(fieldOf(parent, 'declarator'))?.text ?? null };
      case 'pointer_expression':
      case 'cast_expression':
      case 'parenthesized_expression':
      case 'conditional_expression':
        at = parent;
        continue;
      case 'function_definition':
      case 'compound_statement':
      case 'translation_unit':
        return null;
      default:
        // compared, returned, listed: the address is used all the same
        return stretch.enclosing(node) ? { is: 'taken', into: null } : null;
    }
  }
  return null;
}

function macroBodyUse(body: string, name: string): How | null {
  return new RegExp(`\\b${name}\\s*\\(`).test(body) ? { is: 'call' } : { is: 'taken', into: null };
}

/** Its own definition or prototype, or another declaration of the same name. */
function isDeclaration(node: SyntaxNode): boolean {
  let at: SyntaxNode | null = node;
  for (let parent = node.parent; at && parent; at = parent, parent = parent.parent) {
    if (parent.type.endsWith('_declarator') || parent.type === 'parameter_declaration') {
      if (fieldOf(parent, 'declarator')?.id === at.id) return true;
      if (parent.type !== 'parenthesized_declarator') return false;
    } else return false;
  }
  return false;
}

function taken(assignment: SyntaxNode, from: SyntaxNode): How | null {
  const left = fieldOf(assignment, 'left');
  if (!left || left.id === from.id) return null;
  const target = left.type === 'field_expression' ? fieldOf(left, 'field') : plainName(left);
  return { is: 'taken', into: target?.text ?? null };
}

function callee(argumentsNode: SyntaxNode): string | null {
  const call = argumentsNode.parent;
  return call ? (plainName(fieldOf(call, 'function'))?.text ?? null) : null;
}

function installed(pair: SyntaxNode): How | null {
  const member = designated(pair);
  if (!member) return { is: 'taken', into: null };
  return { is: 'installed', member, ...tableAround(pair) };
}

/** The member that `.writepage = f` or `[3].writepage = f` sets. */
export function designated(pair: SyntaxNode): string | null {
  const designators = pair.childrenForFieldName('designator');
  const last = designators.at(-1);
  return last?.type === 'field_designator' ? (last.namedChild(0)?.text ?? null) : null;
}

/**
 * The record and the name of the table that a `.member = value` stands in. A brace nested under
 * another member belongs to that member's type, which this file alone does not tell.
 */
export function tableAround(pair: SyntaxNode): { record: string | null; table: string | null } {
  let nested = false;
  for (let at = pair.parent; at; at = at.parent) {
    if (at.type === 'initializer_pair') nested ||= designated(at) !== null;
    if (at.type === 'compound_literal_expression')
      return { record: nested ? null : recordNamed(fieldOf(fieldOf(at, 'type') ?? at, 'type')), table: null };
    if (at.type === 'declaration') {
      const declarator = at.childrenForFieldName('declarator').find((d) => d && contains(d, pair));
      const table = declaredName(declarator ?? null)?.text ?? null;
      return { record: nested ? null : recordNamed(fieldOf(at, 'type')), table };
    }
  }
  return { record: null, table: null };
}

function contains(outer: SyntaxNode, inner: SyntaxNode): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}
