import type { SyntaxNode } from '../syntax/parser.ts';
import { argument, joinedLines, lvalueOf, outer } from './expression.ts';
import { textOf, type UseSite } from './site.ts';

/** What takes the place of a test of the field. */
export interface TruncationTest {
  /** the whole test, with a `!` and brackets that the call makes needless */
  readonly node: SyntaxNode;
  readonly text: string;
  readonly reason: string;
}

/**
 * The call that asks what a truncation test asks, in the right polarity. Null where the other side is no
 * value of its own (`a->mapping != b->mapping`): the helper would compare the field with itself.
 */
export function truncationTest(site: UseSite, helper: string, passed: string): TruncationTest | null {
  const { fact, syntax, pointer } = site;
  const tested = testedNode(site);
  if (!tested) return null;
  let { node, truncated, other } = tested;
  if (other && namesField(other, site)) return null;
  for (;;) {
    node = outer(node);
    const up = node.parent;
    if (up?.type !== 'unary_expression' || up.childForFieldName('operator')?.text !== '!') break;
    node = up;
    truncated = !truncated;
  }
  const expected = other ? joinedLines(textOf(syntax, bare(other))) : passed;
  const call = `${helper}(${argument(pointer)}, ${expected})`;
  return {
    node,
    text: truncated ? call : `!${call}`,
    reason:
      fact.access === 'compare'
        ? `${helper}() asks whether the ${site.record} still belongs to ${expected}`
        : `${helper}() asks whether the ${site.record} was truncated`,
  };
}

interface Tested {
  readonly node: SyntaxNode;
  /** whether the test holds for a truncated record */
  readonly truncated: boolean;
  /** what the field is compared with; null for NULL */
  readonly other: SyntaxNode | null;
}

function testedNode({ fact, access, field }: UseSite): Tested | null {
  const lvalue = lvalueOf(access, field);
  if ('rule' in lvalue) return null;
  const value = outer(lvalue.node);
  const up = value.parent;
  const operator = up?.type === 'binary_expression' ? up.childForFieldName('operator')?.text : undefined;
  if (up && (operator === '==' || operator === '!=')) {
    const left = up.childForFieldName('left');
    const other = left?.id === value.id ? up.childForFieldName('right') : left;
    if (!other) return null;
    const isNull = fact.access === 'null-test';
    return {
      node: up,
      truncated: isNull ? operator === '==' : operator === '!=',
      other: isNull ? null : other,
    };
  }
  return fact.access === 'null-test' ? { node: value, truncated: false, other: null } : null;
}

/** Whether the other side reads a tracked field too. */
function namesField(other: SyntaxNode, { field, scope }: UseSite): boolean {
  const members = [other, ...other.descendantsOfType('field_expression')];
  return members.some((each) => {
    if (each?.type !== 'field_expression' || each.childForFieldName('field')?.text !== field.field)
      return false;
    const base = each.childForFieldName('argument');
    const type = base?.type === 'identifier' ? scope.find(base.text, base.startIndex)?.type : undefined;
    const record = type?.k === 'pointer' ? type.to : type;
    // `rac->mapping` is another record's
    return record?.k !== 'record' || field.records.includes(record.name);
  });
}

/** Without brackets that an argument does not need. */
function bare(node: SyntaxNode): SyntaxNode {
  const inner = node.type === 'parenthesized_expression' ? node.namedChildren[0] : null;
  return inner && inner.type !== 'comma_expression' ? bare(inner) : node;
}
