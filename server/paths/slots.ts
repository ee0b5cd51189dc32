import type { SyntaxNode } from '../syntax/parser.ts';
import type { SlotCall } from './model.ts';
import { declaredRecord, fieldOf, functionAround, plainName } from './nodes.ts';
import type { Stretch } from './stretch.ts';

/** The call through a pointer whose member stands at `node`, or null when it is something else. */
export function slotCallFact(stretch: Stretch, node: SyntaxNode, member: string): SlotCall | null {
  const access = node.parent;
  if (node.type !== 'field_identifier' || node.text !== member || access?.type !== 'field_expression')
    return null;
  const call = callOf(access);
  if (!call) return null;
  return slotCall(stretch, access, node);
}

/** Describes `base->member(…)`; `access` is the field expression that is called. */
export function slotCall(
  stretch: Pick<Stretch, 'spot' | 'enclosing'>,
  access: SyntaxNode,
  member: SyntaxNode,
): SlotCall | null {
  const base = fieldOf(access, 'argument');
  if (!base) return null;
  return {
    kind: 'slot-call',
    spot: stretch.spot(member.startIndex),
    member: member.text,
    base: lastName(base),
    record: recordOf(base),
    within: stretch.enclosing(access),
  };
}

/** The call whose function is this access, parentheses and `*` aside. */
function callOf(access: SyntaxNode): SyntaxNode | null {
  let at = access;
  for (let parent = at.parent; parent; parent = at.parent) {
    if (parent.type === 'call_expression') return fieldOf(parent, 'function')?.id === at.id ? parent : null;
    if (parent.type !== 'parenthesized_expression' && parent.type !== 'pointer_expression') return null;
    at = parent;
  }
  return null;
}

/** The last name of an expression: `a_ops` in `page->mapping->a_ops`, `ops` in `ops`. */
function lastName(base: SyntaxNode): string {
  if (base.type === 'field_expression') return fieldOf(base, 'field')?.text ?? '';
  if (base.type === 'call_expression') return plainName(fieldOf(base, 'function'))?.text ?? '';
  if (base.type === 'subscript_expression') return lastName(fieldOf(base, 'argument') ?? base);
  return plainName(base)?.text ?? '';
}

function recordOf(base: SyntaxNode): string | null {
  const name = base.type === 'subscript_expression' ? plainName(fieldOf(base, 'argument')) : plainName(base);
  const definition = functionAround(base);
  return name && definition ? declaredRecord(definition, name.text) : null;
}
