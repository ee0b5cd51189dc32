import type { SyntaxNode } from '../../../syntax/parser.ts';
import { argument } from '../../expression.ts';
import { type Candidate, namesIn, type Question } from '../candidate.ts';
import { rootOf, sameRoot } from '../record.ts';

/**
 * A truncation test that compared the record with the value and was passed: whoever got here from
 * `if (page->mapping != mapping) goto out` has a page of that mapping.
 */
export function passedTest(question: Question): Candidate[] {
  const { place, flow } = question;
  const found: Candidate[] = [];
  for (const each of flow.all('if_statement')) {
    if (each.startIndex >= place.offset) continue;
    const condition = each.childForFieldName('condition');
    const then = each.childForFieldName('consequence');
    if (!condition || !then) continue;
    const isInside = then.startIndex <= place.offset && place.offset < then.endIndex;
    // what an #if leaves out does not leave
    const left = each.childForFieldName('alternative') === null && leaves(then) && !hasDirective(then, place);
    const passed = isInside
      ? flow.isEntered(then.startIndex, place.offset, then.endIndex)
        ? null
        : { held: true, since: then.startIndex }
      : left && flow.dominates(each, place.offset)
        ? { held: false, since: each.endIndex }
        : null;
    if (!passed) continue;
    for (const part of parts(condition, passed.held ? '&&' : '||')) {
      const value = comparedWith(part, passed.held, question);
      if (value === null || isSetBehind(part, condition, value, question)) continue;
      found.push({
        expression: value,
        from: `the test in line ${each.startPosition.row + 1} was passed`,
        evidence: { at: part.startIndex, since: passed.since, steady: false },
        caveats: [],
        rivals: [],
      });
    }
  }
  return found.slice(-1);
}

/** What the record's field is known to equal when `node` came out as `held`; null when it says nothing of it. */
function comparedWith(node: SyntaxNode, held: boolean, question: Question): string | null {
  const { place, flow } = question;
  const { field } = place;
  const helper = field.plan?.helpers[place.record]?.truncated ?? '';
  let at = bare(node);
  let truth = held;
  while (at.type === 'unary_expression' && at.childForFieldName('operator')?.text === '!') {
    truth = !truth;
    at = bare(at.childForFieldName('argument') ?? at);
  }
  if (at.type === 'call_expression') {
    const name = at.childForFieldName('function')?.text ?? '';
    const args = (at.childForFieldName('arguments')?.namedChildren ?? []).filter((each) => each !== null);
    const [record, value] = args;
    if (field.conditionMacros.includes(name) && args.length === 1 && record)
      return comparedWith(record, truth, question);
    if (name !== helper || truth || !record || !value) return null;
    return isRecord(flow.text(record)) && isValue(flow.text(value)) ? flow.text(value) : null;
  }
  const operator = at.childForFieldName('operator')?.text;
  if (at.type !== 'binary_expression' || operator !== (truth ? '==' : '!=')) return null;
  const sides = [at.childForFieldName('left'), at.childForFieldName('right')];
  for (const [one, other] of [sides, [...sides].reverse()]) {
    const base = one?.type === 'field_expression' ? one.childForFieldName('argument') : null;
    if (!one || !other || !base || one.childForFieldName('field')?.text !== field.field) continue;
    if (isRecord(flow.text(base)) && isValue(flow.text(other))) return argument(flow.text(other));
  }
  return null;

  function isRecord(text: string): boolean {
    return sameRoot(rootOf(place, text, at.startIndex), question.root) || text === place.pointer;
  }

  /** A variable of another type is a word to compare with, such as the mark of a kind of page. */
  function isValue(text: string): boolean {
    if (text === 'NULL' || text === field.placeholder) return false;
    if ([...field.poison, ...field.tagMasks].some((mark) => text.includes(mark))) return false;
    const type = place.scope.find(text, at.startIndex)?.type;
    const isPointer = field.substitute.includes('*');
    return type?.k !== 'pointer' || !isPointer
      ? true
      : type.to.k === 'record' && field.substitute.includes(` ${type.to.name} `);
  }
}

/** `page->mapping != mapping || !(page = next(page))`: the rest of the condition takes another record, or another value. */
function isSetBehind(
  part: SyntaxNode,
  condition: SyntaxNode,
  value: string,
  { place, flow }: Question,
): boolean {
  const names = [...namesIn(value), ...namesIn(place.pointer)];
  return flow.settings.some(
    ({ name, node }) =>
      names.includes(name) && node.startIndex >= part.startIndex && node.endIndex <= condition.endIndex,
  );
}

/** The operands of a chain of `&&` or `||`. */
function parts(node: SyntaxNode, operator: '&&' | '||'): SyntaxNode[] {
  const at = bare(node);
  if (at.type !== 'binary_expression' || at.childForFieldName('operator')?.text !== operator) return [at];
  const [left, right] = [at.childForFieldName('left'), at.childForFieldName('right')];
  return [...(left ? parts(left, operator) : []), ...(right ? parts(right, operator) : [])];
}

function bare(node: SyntaxNode): SyntaxNode {
  const inner = node.type === 'parenthesized_expression' ? node.namedChildren[0] : null;
  return inner ? bare(inner) : node;
}

/** Whether a statement never goes on behind itself. */
function leaves(node: SyntaxNode): boolean {
  if (/^(?:return|goto|continue|break)_statement$/.test(node.type)) return true;
  const last =
    node.type === 'compound_statement'
      ? node.namedChildren.filter((each) => each?.type !== 'comment').at(-1)
      : null;
  return last ? leaves(last) : false;
}

function hasDirective({ startIndex, endIndex }: SyntaxNode, { syntax }: Question['place']): boolean {
  return /\n[ \t]*#/.test(syntax.text.slice(startIndex, endIndex));
}
