import type { SyntaxNode } from '../syntax/parser.ts';
import type { SlotCall, Spot } from './model.ts';
import { declaredName, fieldOf, functionAround, functionName, plainName } from './nodes.ts';
import { slotCall } from './slots.ts';
import type { Stretch } from './stretch.ts';

/** One call in a body, by name or through a slot. */
export type Callee = { readonly kind: 'named'; readonly name: string; readonly spot: Spot } | SlotCall;

/** Names in capitals and a few others only say something about a value; showing them as calls is noise. */
const NOISE =
  /^[A-Z0-9_]+$|^(?:__builtin_\w+|un?likely|likely|container_of|min|max|min_t|max_t|clamp|typeof|sizeof|offsetof)$/;

/** The calls in the body of the function around `offset` (in the stretch), in source order. */
export function calleesAt(stretch: Stretch, offset: number): Callee[] {
  const node = stretch.root.descendantForIndex(offset);
  const definition = node && functionAround(node);
  const body = definition && fieldOf(definition, 'body');
  if (!definition || !body) return [];
  const own = localNames(definition);
  const callees: Callee[] = [];
  for (const call of body.descendantsOfType('call_expression')) {
    const target = call && fieldOf(call, 'function');
    if (!target) continue;
    const callee = named(stretch, target, own) ?? throughSlot(stretch, target);
    if (callee) callees.push(callee);
  }
  return callees;
}

function named(stretch: Stretch, target: SyntaxNode, own: ReadonlySet<string>): Callee | null {
  const name = plainName(target);
  if (!name || own.has(name.text) || NOISE.test(name.text)) return null;
  return { kind: 'named', name: name.text, spot: stretch.spot(name.startIndex) };
}

function throughSlot(stretch: Stretch, target: SyntaxNode): Callee | null {
  let at: SyntaxNode | null = target;
  while (at && (at.type === 'parenthesized_expression' || at.type === 'pointer_expression'))
    at = at.type === 'pointer_expression' ? fieldOf(at, 'argument') : at.namedChild(0);
  const member = at?.type === 'field_expression' ? fieldOf(at, 'field') : null;
  return at && member ? slotCall(stretch, at, member) : null;
}

/** Parameters and locals: a call of one goes through a pointer whose target is not in sight. */
function localNames(definition: SyntaxNode): Set<string> {
  const names = new Set<string>();
  for (const node of definition.descendantsOfType(['parameter_declaration', 'declaration'])) {
    for (const declarator of node?.childrenForFieldName('declarator') ?? []) {
      const name = declaredName(declarator);
      if (name) names.add(name.text);
    }
  }
  names.delete(functionName(definition)?.text ?? '');
  return names;
}
