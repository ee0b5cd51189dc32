import type { TrackedField } from '../../conversion/field.ts';
import { argumentsOf } from '../../fixes/catalog/offers.ts';
import type { Syntax, SyntaxNode } from '../../syntax/parser.ts';

/** How a read of the field is written, whatever stage it is at: `page->mapping` for the helper's call too. */
export function readOf(pointer: string, field: TrackedField): string {
  if (pointer.startsWith('&')) return `${pointer.slice(1)}.${field.field}`;
  return `${/^\w[\w.>()[\]-]*$/.test(pointer) ? pointer : `(${pointer})`}->${field.field}`;
}

/** A pointer's expression without blanks and without brackets all around it. */
export function plain(pointer: string): string {
  const text = pointer.replace(/\s+/g, '');
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let at = 0; at < text.length - 1; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    if (depth === 0) return text;
  }
  return plain(text.slice(1, -1));
}

/** An expression's text in which a helper's call reads as the field does. Blanks and comments are left out. */
export function canonical(node: SyntaxNode, { text }: Syntax, field: TrackedField): string {
  const write = (at: SyntaxNode): string => {
    if (at.type === 'comment') return '';
    const callee = at.type === 'call_expression' ? (at.childForFieldName('function')?.text ?? '') : '';
    const [first] = callee === '' ? [] : argumentsOf(at);
    if (first && valueHelpers(field).includes(callee)) return readOf(plain(write(first)), field);
    if (first && field.transparentMacros.includes(callee) && !field.conditionMacros.includes(callee))
      return plain(write(first));
    const base = at.type === 'field_expression' ? at.childForFieldName('argument') : null;
    const isRead = at.childForFieldName('field')?.text === field.field;
    if (base && isRead && at.childForFieldName('operator')?.text === '->')
      return readOf(plain(write(base)), field);
    const children = at.children.filter((each) => each !== null);
    return children.length === 0
      ? text.slice(at.startIndex, at.endIndex).replace(/\s+/g, '')
      : children.map(write).join('');
  };
  return plain(write(node));
}

export function valueHelpers({ plan }: TrackedField): string[] {
  return Object.values(plan?.helpers ?? {}).map(({ value }) => value);
}

export function testHelpers({ plan }: TrackedField): string[] {
  return Object.values(plan?.helpers ?? {}).flatMap(({ truncated }) => truncated ?? []);
}
