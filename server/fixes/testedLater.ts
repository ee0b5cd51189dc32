import { accessOf } from '../conversion/access.ts';
import type { TrackedField } from '../conversion/field.ts';
import type { SyntaxNode } from '../syntax/parser.ts';
import { unwrap } from '../types/declaration.ts';

/**
 * Whether a value read from the field is tested for NULL or compared, there or later through the local that
 * it is kept in: the field is NULL once the record was truncated, and a value from elsewhere is not, so it
 * cannot take the field's place. `read` is the access or the helper's call. Answers with the sentence that
 * says where, or null.
 */
export function testedLater(read: SyntaxNode, definition: SyntaxNode, field: TrackedField): string | null {
  const { access, value, other } = accessOf(read, field);
  if (access === 'null-test' || access === 'compare')
    return `it is ${said(access)} here: after truncation only the field is NULL`;
  const local = keptIn(value) ?? (access === 'read' ? (other?.text ?? null) : null);
  if (local === null || !/^\w+$/.test(local)) return null;
  for (const each of definition.descendantsOfType('identifier')) {
    if (each?.text !== local || each.startIndex < read.endIndex) continue;
    const later = accessOf(each, field).access;
    if (later === 'null-test' || later === 'compare')
      return `${local} is ${said(later)} in line ${each.startPosition.row + 1}: after truncation only the field is NULL`;
  }
  return null;
}

function said(access: 'null-test' | 'compare'): string {
  return access === 'compare' ? 'compared' : 'tested for NULL';
}

/** The local that a declaration initialises with the value. */
function keptIn(value: SyntaxNode): string | null {
  const declarator = value.parent?.type === 'init_declarator' ? value.parent : null;
  return declarator ? (unwrap(declarator, { k: 'scalar' })?.name ?? null) : null;
}
