import type { CallOffer } from '../../fixes/catalog/index.ts';
import { argumentsOf } from '../../fixes/catalog/offers.ts';
import { textOf } from '../../fixes/site.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import type { Local } from '../../types/scope.ts';

/**
 * What the record's expression does beside naming a record, as written: it is evaluated no more once the call
 * is gone. Null where nothing is lost.
 */
export function workIn({ call, place }: CallOffer): string | null {
  const record = recordOf(call);
  if (!record) return null;
  const found = [
    record,
    ...record.descendantsOfType(['assignment_expression', 'update_expression', 'call_expression']),
  ];
  for (const node of found) {
    if (!node) continue;
    if (node.type === 'assignment_expression' || node.type === 'update_expression')
      return textOf(place.syntax, node);
    const callee = node.type === 'call_expression' ? (node.childForFieldName('function')?.text ?? '') : null;
    if (callee !== null && !isPure(callee, place.field.transparentMacros)) return textOf(place.syntax, node);
  }
  return null;
}

/** Conversions from one record to another have names of this form. */
function isPure(callee: string, transparent: readonly string[]): boolean {
  return (
    transparent.includes(callee) ||
    /^\w+_to_(?:page|folio|head)\w*$|^page_folio$|^\w*compound_head$/.test(callee)
  );
}

/**
 * A local that the record's expression is the only use of, once `calls` are gone, that of `site` among them. What
 * stands under an #if that the call is not under does not count: without it the local would be unused.
 */
export function onlyUse(site: CallOffer, calls: readonly CallOffer[]): string | null {
  const { place, call } = site;
  const going = calls.flatMap((each) => recordOf(each.call) ?? []);
  const record = recordOf(call);
  const names = record ? identifiersIn(record) : [];
  for (const node of names) {
    const local = place.scope.find(node.text, node.startIndex);
    if (!local || local.parameter) continue;
    const others = identifiersIn(place.definition).some(
      (each) =>
        each.text === local.name &&
        place.scope.find(each.text, each.startIndex) === local &&
        isUse(each, local) &&
        !going.some((gone) => gone.startIndex <= each.startIndex && each.endIndex <= gone.endIndex) &&
        branchesOf(each).every(
          (branch) => branch.startIndex <= call.startIndex && call.endIndex <= branch.endIndex,
        ),
    );
    if (!others) return local.name;
  }
  return null;
}

function recordOf(call: SyntaxNode): SyntaxNode | null {
  return argumentsOf(call)[0] ?? null;
}

function identifiersIn(node: SyntaxNode): SyntaxNode[] {
  const inside = node.descendantsOfType('identifier').filter((each) => each !== null);
  return node.type === 'identifier' ? [node, ...inside.filter((each) => each.id !== node.id)] : inside;
}

/** Neither its declaration nor a statement that only sets it. */
function isUse(node: SyntaxNode, local: Local): boolean {
  if (node.startIndex === local.offset) return false;
  const up = node.parent;
  const isTarget = up?.type === 'assignment_expression' && up.childForFieldName('left')?.id === node.id;
  return !(isTarget && up?.parent?.type === 'expression_statement');
}

function branchesOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let up = node.parent; up && up.type !== 'function_definition'; up = up.parent)
    if (/^preproc_(?:if|ifdef|else|elif)$/.test(up.type)) found.push(up);
  return found;
}
