import type { SyntaxNode } from '../syntax/parser.ts';
import type { TrackedField } from './field.ts';
import type { Access } from './model.ts';

/** What is done with a value, and with what. */
export interface AccessFact {
  readonly access: Access;
  /** the outermost expression that still has the field's value: brackets, casts and READ_ONCE included */
  readonly value: SyntaxNode;
  /** compare: the other side; write and init: the target or the value stored */
  readonly other: SyntaxNode | null;
  /** null-test: whether the condition holds when the field is set */
  readonly positive?: boolean;
}

const NULL_TEXT = /^\(*\s*(?:NULL|0|\(\s*void\s*\*\s*\)\s*0)\s*\)*$/;

/** Classifies a member access by climbing from it to the construct that uses its value. */
export function accessOf(use: SyntaxNode, field: TrackedField): AccessFact {
  let value = use;
  for (;;) {
    const parent = value.parent;
    const is = (name: string): boolean => parent?.childForFieldName(name)?.id === value.id;
    switch (parent?.type) {
      case 'parenthesized_expression':
        if (isConditionOf(parent)) return nullTest(value, true);
        value = parent;
        continue;
      case 'cast_expression':
      case 'comma_expression':
      case 'generic_expression':
        value = parent;
        continue;
      case 'conditional_expression':
        if (is('condition')) return nullTest(value, true);
        value = parent;
        continue;
      case 'field_expression':
        return fact('dereference', parent);
      case 'subscript_expression':
        return is('argument') ? fact('dereference', parent) : fact('read', value);
      case 'pointer_expression':
        if (operatorOf(parent) !== '&') return fact('dereference', parent);
        // xchg(&page->mapping, x), smp_load_acquire(&page->mapping): the macro takes the word by its address
        if (!isFirstArgumentOf(parent, [...field.storeMacros, ...field.transparentMacros]))
          return fact('address', parent);
        value = parent;
        continue;
      case 'unary_expression':
        if (operatorOf(parent) !== '!') return fact('read', value);
        // `!!page->mapping` makes a truth value of it
        return nullTest(value, parent.parent !== null && operatorOf(parent.parent) === '!');
      case 'assignment_expression':
        return is('left')
          ? fact('write', value, parent.childForFieldName('right'))
          : fact('read', value, parent.childForFieldName('left'));
      case 'update_expression':
        return fact('write', value);
      case 'init_declarator':
        return fact('init', value, parent.childForFieldName('declarator'));
      case 'binary_expression':
        return ofBinary(value, parent, field);
      case 'argument_list':
        if (isFirstArgumentOf(value, field.storeMacros))
          return fact('write', value, parent.namedChildren[1] ?? null);
        if (isFirstArgumentOf(value, field.transparentMacros) && parent.parent) {
          // `if (unlikely(page->mapping))` tests; `x = READ_ONCE(page->mapping)` reads
          value = parent.parent;
          continue;
        }
        return field.conditionMacros.includes(calleeOf(parent)) && !isPrinted(value, parent)
          ? nullTest(value, true)
          : fact('argument', value);
      case 'while_statement':
      case 'for_statement':
      case 'do_statement':
        return is('condition') ? nullTest(value, true) : fact('read', value);
      default:
        return fact('read', value);
    }
  }
}

function fact(access: Access, value: SyntaxNode, other: SyntaxNode | null = null): AccessFact {
  return { access, value, other };
}

function nullTest(value: SyntaxNode, positive: boolean, other: SyntaxNode | null = null): AccessFact {
  return { access: 'null-test', value, other, positive };
}

function ofBinary(side: SyntaxNode, parent: SyntaxNode, field: TrackedField): AccessFact {
  const left = parent.childForFieldName('left');
  const other = left?.id === side.id ? parent.childForFieldName('right') : left;
  const operator = operatorOf(parent);
  switch (operator) {
    case '==':
    case '!=':
      if (other && NULL_TEXT.test(other.text)) return nullTest(side, operator === '!=', other);
      return fact(other && mentionsMask(other, field) ? 'tag-test' : 'compare', side, other);
    case '&&':
    case '||':
      return nullTest(side, true);
    case '&':
    case '|':
    case '^':
      // a field whose bits say nothing is only calculated with
      return fact(field.tagMasks.length > 0 ? 'tag-test' : 'read', side, other);
    default:
      return fact('read', side, other);
  }
}

function operatorOf(node: SyntaxNode): string {
  return node.childForFieldName('operator')?.text ?? '';
}

/** The name in front of an argument list. */
function calleeOf(list: SyntaxNode): string {
  return list.parent?.childForFieldName('function')?.text ?? '';
}

function isFirstArgumentOf(value: SyntaxNode, macros: readonly string[]): boolean {
  const list = value.parent;
  return (
    list?.type === 'argument_list' &&
    list.namedChildren[0]?.id === value.id &&
    macros.includes(calleeOf(list))
  );
}

/** What stands behind a format is no condition: `WARN_ONCE(bad, "%p", page->mapping)`. */
function isPrinted(value: SyntaxNode, list: SyntaxNode): boolean {
  return list.namedChildren.some(
    (each) => each?.type === 'string_literal' && each.startIndex < value.startIndex,
  );
}

function mentionsMask(node: SyntaxNode, field: TrackedField): boolean {
  const text = node.text;
  return field.tagMasks.some((mask) => text.includes(mask));
}

/** The bracket of `if (…)`, `while (…)`, `switch (…)`. */
function isConditionOf(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent) return false;
  return (
    /^(?:if|while|do)_statement$/.test(parent.type) && parent.childForFieldName('condition')?.id === node.id
  );
}

/** `WARN_ON_ONCE(page->mapping != mapping)`: the field and the other value watch each other. */
export function isWatched(fact: AccessFact): boolean {
  if (fact.access !== 'compare') return false;
  for (let up = fact.value.parent; up; up = up.parent) {
    const callee = up.type === 'call_expression' ? up.childForFieldName('function')?.text : undefined;
    if (callee !== undefined && !/^(?:un)?likely$/.test(callee)) return /^(?:VM_)?WARN/.test(callee);
    if (up.type.endsWith('_statement')) return false;
  }
  return false;
}
