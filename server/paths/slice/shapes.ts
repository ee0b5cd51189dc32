// Shapes of C expressions that several readers of a body need.
import type { SyntaxNode } from '../../syntax/parser.ts';
import { fieldOf } from '../nodes.ts';
import { slotCall } from '../slots.ts';
import { TRANSPARENT } from './nonsteps.ts';

export function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  return (fieldOf(call, 'arguments')?.namedChildren ?? []).filter(
    (arg): arg is SyntaxNode => arg !== null && arg.type !== 'comment',
  );
}

export function throughPointer(callee: SyntaxNode): { member: string; base: string; record: string | null } {
  const access = stripped(callee);
  const member = access.type === 'field_expression' ? fieldOf(access, 'field') : null;
  const nowhere = { file: '', line: 0, column: 0, offset: 0 };
  const call = member && slotCall({ spot: () => nowhere, enclosing: () => null }, access, member);
  return call
    ? { member: call.member, base: call.base, record: call.record }
    : { member: '', base: callee.text, record: null };
}

/** Without brackets and `unlikely()`; `deep` also without casts. */
export function stripped(node: SyntaxNode, deep = false): SyntaxNode {
  let at = node;
  for (let i = 0; i < 16; i++) {
    let inner: SyntaxNode | null = null;
    if (at.type === 'parenthesized_expression') inner = at.namedChild(0);
    else if (deep && at.type === 'cast_expression') inner = fieldOf(at, 'value');
    else if (at.type === 'call_expression') {
      const callee = fieldOf(at, 'function');
      if (callee?.type === 'identifier' && TRANSPARENT.test(callee.text)) inner = argumentsOf(at)[0] ?? null;
    }
    if (!inner || inner.type === 'compound_statement') return at;
    at = inner;
  }
  return at;
}
