import type { TrackedField } from '../../conversion/field.ts';
import { declaredName, fieldOf, pointerDepth, recordNamed } from '../../paths/nodes.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import { declared } from '../header/declare.ts';

/** Lists of parameters and of arguments: where a value goes in. */

/** What a list of parameters says of the record that the new one belongs to. */
export type Slotted =
  /** the new parameter goes in before this one, which stands at `index` of `count` */
  | { readonly at: SyntaxNode; readonly index: number; readonly count: number; readonly text: string }
  | { readonly done: true }
  | { readonly rule: string; readonly reason: string };

/**
 * Where the plan's parameter goes in a list of parameters: right before the one that points to a tracked record,
 * which `wanted` chooses where there are several.
 */
export function placeInParameters(list: SyntaxNode, field: TrackedField, wanted: number | null): Slotted {
  const parameters = listed(list);
  const name = field.plan?.parameter ?? '';
  if (parameters.some((each) => each && declaredName(fieldOf(each, 'declarator'))?.text === name))
    return { done: true };
  const records = parameters.flatMap((each, index) => (each && isRecord(each, field) ? [index] : []));
  const index = wanted !== null && records.includes(wanted) ? wanted : records[0];
  const at = index === undefined ? undefined : parameters[index];
  if (index === undefined || !at)
    return { rule: 'signature-differs', reason: 'no parameter points to a tracked record here' };
  if (records.length > 1 && wanted === null)
    return { rule: 'several-records', reason: 'several parameters point to a tracked record' };
  if (wanted !== null && index !== wanted)
    return { rule: 'signature-differs', reason: 'the parameters stand in another order here' };
  const named = declaredName(fieldOf(at, 'declarator')) !== null;
  const text = named ? declared(field, name) : field.substitute.trim();
  return { at, index, count: parameters.length, text: `${text}, ` };
}

/** What stands in a list of parameters or of arguments, comments aside. */
export function listed(list: SyntaxNode): SyntaxNode[] {
  return list.namedChildren.filter((each) => each !== null && each.type !== 'comment');
}

function isRecord(parameter: SyntaxNode, field: TrackedField): boolean {
  const record = recordNamed(fieldOf(parameter, 'type'));
  const declarator = fieldOf(parameter, 'declarator');
  if (record === null || !field.records.includes(record) || !declarator) return false;
  return depthOf(declarator) === 1;
}

/** `*page`, and the `*` of a parameter without a name. */
function depthOf(declarator: SyntaxNode): number {
  if (declarator.type !== 'abstract_pointer_declarator') return pointerDepth(declarator);
  const inner = fieldOf(declarator, 'declarator');
  return inner ? 1 + depthOf(inner) : 1;
}

/**
 * Offsets at which the arguments of a call begin, in plain text: `open` is that of its bracket. Null where the
 * bracket is not closed.
 */
export function argumentStarts(text: string, open: number): number[] | null {
  const starts: number[] = [];
  let depth = 0;
  let fresh = true;
  for (let at = open; at < text.length; at++) {
    const c = text[at] ?? '';
    if (c === '"' || c === "'") {
      const end = stringEnd(text, at);
      if (fresh) starts.push(at);
      fresh = false;
      at = end;
    } else if (/[([{]/.test(c)) {
      if (depth > 0 && fresh) {
        starts.push(at);
        fresh = false;
      }
      depth++;
    } else if (/[)\]}]/.test(c)) {
      if (--depth === 0) return starts;
    } else if (c === ',' && depth === 1) fresh = true;
    else if (fresh && !/[\s\\]/.test(c)) {
      starts.push(at);
      fresh = false;
    }
  }
  return null;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++)
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at;
  return text.length;
}
