import type { SyntaxNode } from '../../syntax/parser.ts';
import { type Place, textOf } from '../site.ts';
import type { Rule } from './rule.ts';

export const tautology: Rule = {
  id: 'tautology',
  about:
    'A comparison that asks whose the record is answers nothing any more when it is told the answer: `inode->i_mapping->host == inode`.',
  verdict: 'refused',
  // what is shown to be this record's is the answer, whatever the code goes on to ask
  against: ({ expression, evidence }, { place }) => {
    const asked = evidence === null ? comparisonOf(place) : null;
    if (!asked || shortened(expression + asked.suffix, place) !== shortened(asked.other, place)) return null;
    return `the code asks whether this is ${asked.other}: with ${expression} it would compare that with itself`;
  },
};

/** What members of the value at the place are compared with: `->host` and `inode`; null where they are not. */
function comparisonOf({ definition, offset, syntax }: Place): { suffix: string; other: string } | null {
  const read = definition.descendantForIndex(offset);
  // the field in an access of it, or the name in a call of a helper
  const value = read?.parent;
  if (!value) return null;
  let node: SyntaxNode = value;
  let end = node;
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === 'field_expression') end = up;
    else if (up.type !== 'parenthesized_expression') break;
    node = up;
  }
  const comparison = node.parent;
  if (comparison?.type !== 'binary_expression' || end === value) return null;
  if (!/^[=!]=$/.test(comparison.childForFieldName('operator')?.text ?? '')) return null;
  const [left, right] = [comparison.childForFieldName('left'), comparison.childForFieldName('right')];
  const other = left?.id === node.id ? right : left;
  if (!other) return null;
  return { suffix: syntax.text.slice(value.endIndex, end.endIndex), other: textOf(syntax, other) };
}

/** An expression without its blanks, and without steps there and back again: `inode->i_mapping->host` is `inode`. */
function shortened(expression: string, { field }: Place): string {
  const back = field.plan?.back;
  const dense = expression.replace(/\s+/g, '');
  return back ? dense.replaceAll(`${back.source.replace('$', '')}->${back.member}`, '') : dense;
}
