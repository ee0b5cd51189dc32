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
  /** argument: the callee's name */
  readonly callee: string | null;
  /** null-test: whether the condition holds when the field is set */
  readonly positive?: boolean;
}

const NULL_TEXT = /^\(*\s*(?:NULL|0|\(\s*void\s*\*\s*\)\s*0)\s*\)*$/;

/** Classifies a member access by climbing from it to the construct that uses its value. */
export function accessOf(use: SyntaxNode, field: TrackedField): AccessFact {
  let value = use;
  for (;;) {
    const parent = value.parent;
    if (!parent) return fact('read', value);
    switch (parent.type) {
      case 'parenthesized_expression':
        if (isConditionOf(parent)) return fact('null-test', value, null, true);
        value = parent;
        continue;
      case 'cast_expression':
        value = parent;
        continue;
      case 'field_expression':
        return fact('dereference', parent);
      case 'subscript_expression':
        return fact('dereference', parent);
      case 'pointer_expression':
        return fact(parent.childForFieldName('operator')?.text === '&' ? 'address' : 'dereference', parent);
      case 'unary_expression':
        return parent.childForFieldName('operator')?.text === '!'
          ? fact('null-test', value, null, false)
          : fact('read', value);
      case 'assignment_expression':
        return parent.childForFieldName('left')?.id === value.id
          ? fact('write', value, parent.childForFieldName('right'))
          : fact('read', value, parent.childForFieldName('left'));
      case 'update_expression':
        return fact('write', value);
      case 'init_declarator':
        return fact('init', value, parent.childForFieldName('declarator'));
      case 'binary_expression':
        return ofBinary(value, parent, field);
      case 'conditional_expression':
        if (parent.childForFieldName('condition')?.id === value.id)
          return fact('null-test', value, null, true);
        value = parent;
        continue;
      case 'comma_expression':
      case 'generic_expression':
        value = parent;
        continue;
      case 'argument_list': {
        const callee = parent.parent?.childForFieldName('function')?.text ?? '';
        const first = parent.namedChildren[0]?.id === value.id;
        if (first && field.transparentMacros.includes(callee) && parent.parent) {
          // `if (unlikely(page->mapping))` tests; `x = READ_ONCE(page->mapping)` reads
          value = parent.parent;
          continue;
        }
        if (first && field.storeMacros.includes(callee))
          return fact('write', value, parent.namedChildren[1] ?? null, callee);
        if (field.conditionMacros.includes(callee)) return fact('null-test', value, null, true);
        return fact('argument', value, null, callee || null);
      }
      case 'while_statement':
      case 'for_statement':
      case 'do_statement':
        return fact(
          parent.childForFieldName('condition')?.id === value.id ? 'null-test' : 'read',
          value,
          null,
          null,
          true,
        );
      default:
        return fact('read', value);
    }
  }

  function fact(
    access: Access,
    at: SyntaxNode,
    other: SyntaxNode | null = null,
    callee: string | boolean | null = null,
    positive?: boolean,
  ): AccessFact {
    const sign = typeof callee === 'boolean' ? callee : positive;
    return {
      access,
      value: at,
      other,
      callee: typeof callee === 'string' ? callee : null,
      ...(sign === undefined ? {} : { positive: sign }),
    };
  }

  function ofBinary(side: SyntaxNode, parent: SyntaxNode, of: TrackedField): AccessFact {
    const operator = parent.childForFieldName('operator')?.text ?? '';
    const left = parent.childForFieldName('left');
    const right = parent.childForFieldName('right');
    const other = left?.id === side.id ? right : left;
    if (operator === '==' || operator === '!=') {
      if (other && NULL_TEXT.test(other.text)) return fact('null-test', side, other, operator === '!=');
      return other && mentionsMask(other, of) ? fact('tag-test', side, other) : fact('compare', side, other);
    }
    if (operator === '&&' || operator === '||') return fact('null-test', side, null, true);
    if (operator === '&' || operator === '|' || operator === '^') return fact('tag-test', side, other);
    return fact('read', side, other);
  }
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
    if (up.type === 'call_expression')
      return /^(?:VM_)?WARN/.test(up.childForFieldName('function')?.text ?? '');
    if (up.type.endsWith('_statement')) return false;
  }
  return false;
}
