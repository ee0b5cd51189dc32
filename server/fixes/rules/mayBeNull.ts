import type { Place } from '../site.ts';
import type { Question } from '../values/candidate.ts';
import type { Flow } from '../values/flow.ts';
import type { Rule } from './rule.ts';

export const mayBeNull: Rule = {
  id: 'may-be-null',
  about:
    'A pointer on the way to the value may be NULL, such as vm_file, bd_super or a read callback’s file: the expression would crash.',
  verdict: 'refused',
  against: ({ expression }, question) => {
    const doubted = pointersIn(expression).find(
      (each) => canBeNull(each, question) && !isKnown(each, question),
    );
    return doubted === undefined ? null : `${doubted} may be NULL here`;
  },
};

/** `vma` and `vma->vm_file` of `vma->vm_file->f_mapping`. */
function pointersIn(expression: string): string[] {
  const found: string[] = [];
  for (const { index } of expression.matchAll(/->/g)) {
    const [pointer] = /[\w.>[\]-]+$/.exec(expression.slice(0, index)) ?? [];
    if (pointer !== undefined) found.push(pointer);
  }
  return found;
}

function canBeNull(pointer: string, { place, flow }: Question): boolean {
  const { mayBeNull: members, nullable } = place.field.evidence;
  const last = /(?:->|\.)(\w+)$/.exec(pointer)?.[1];
  if (last !== undefined) return members.includes(last);
  const local = place.scope.find(pointer, place.offset);
  const type = local?.type.k === 'pointer' ? local.type.to : null;
  if (local?.parameter && type?.k === 'record' && nullable.includes(type.name)) return true;
  return flow
    .of(pointer)
    .some(({ value }) => value && members.some((name) => new RegExp(`\\b${name}$`).test(flow.text(value))));
}

function isKnown(pointer: string, { place, flow }: Question): boolean {
  return isTested(pointer, place, flow) || isFollowed(pointer, place, flow);
}

/** A test that it stands behind, or that was passed. */
function isTested(pointer: string, { offset }: Place, flow: Flow): boolean {
  const quoted = pointer.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const there = new RegExp(`^(?:.*&& ?)?${quoted}(?: != NULL)?(?: ?&&.*)?$`);
  const missing = new RegExp(`^(?:.*\\|\\| ?)?(?:!${quoted}|${quoted} == NULL)(?: ?\\|\\|.*)?$`);
  return flow.all('if_statement').some((each) => {
    const head = each.childForFieldName('condition');
    const then = each.childForFieldName('consequence');
    if (!head || !then || isChanged(pointer, head.endIndex, offset, flow)) return false;
    const condition = flow.text(head).slice(1, -1);
    if (then.startIndex <= offset && offset < then.endIndex)
      return there.test(condition) && !flow.isEntered(then.startIndex, offset, then.endIndex);
    const leaves = /(?:return\b[^;]*|goto \w+|continue|break);\s*\}?$/.test(flow.text(then));
    return leaves && missing.test(condition) && flow.dominates(each, offset);
  });
}

/** Whoever got here has followed it already. */
function isFollowed(pointer: string, { offset, field }: Place, flow: Flow): boolean {
  const { pure } = field.evidence;
  return flow.all('field_expression', 'call_expression').some((each) => {
    if (each.startIndex >= offset) return false;
    const follows =
      each.type === 'field_expression'
        ? each.childForFieldName('operator')?.text === '->' &&
          flow.text(each.childForFieldName('argument') ?? each) === pointer
        : pure.includes(each.childForFieldName('function')?.text ?? '') &&
          !field.transparentMacros.includes(each.childForFieldName('function')?.text ?? '') &&
          flow.text(each.childForFieldName('arguments') ?? each) === `(${pointer})`;
    if (!follows || !flow.dominates(each, offset)) return false;
    const address = each.parent?.type === 'pointer_expression';
    return !address && !isChanged(pointer, each.endIndex, offset, flow);
  });
}

function isChanged(pointer: string, from: number, offset: number, flow: Flow): boolean {
  const base = /^\w+/.exec(pointer)?.[0] ?? '';
  return flow.changes(base, from, offset, () => false);
}
