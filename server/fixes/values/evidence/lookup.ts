import type { SyntaxNode } from '../../../syntax/parser.ts';
import { argument } from '../../expression.ts';
import type { Candidate, Question } from '../candidate.ts';
import { stripped } from '../record.ts';

/** The record was looked up in the value: `page = find_lock_page(mapping, index)`. */
export function lookedUp({ place, flow, root }: Question): Candidate[] {
  if (!root || root.parameter) return [];
  const { evidence } = place.field;
  const settings = flow.of(root.name).filter(({ node }) => node.startIndex < place.offset);
  const found: Candidate[] = [];
  for (const { node, value } of settings) {
    const call = value && callIn(value, (text) => stripped(text, place), flow.text.bind(flow));
    if (!call) continue;
    const template = evidence.lookups[call.name];
    if (template === undefined || !flow.dominates(node, place.offset)) continue;
    const expression = filled(template, call.given);
    if (expression === null) continue;
    found.push({
      expression,
      from: `the ${place.record} comes from ${call.name}() in line ${node.startPosition.row + 1}`,
      evidence: { at: node.startIndex, since: node.endIndex },
      caveats: [],
      rivals: [],
    });
  }
  // the last one is what the variable holds: whether another came between, the rules tell
  return found.slice(-1);
}

interface Call {
  readonly name: string;
  readonly given: readonly string[];
}

/** The call that a value is, with steps to a record of the same value taken away: `page_folio(find_get_page(…))`. */
function callIn(
  value: SyntaxNode,
  strip: (text: string) => string,
  text: (node: SyntaxNode) => string,
): Call | null {
  const whole = strip(text(value));
  for (const call of [value, ...value.descendantsOfType('call_expression')]) {
    if (call?.type !== 'call_expression' || text(call) !== whole) continue;
    const args = (call.childForFieldName('arguments')?.namedChildren ?? []).filter(
      (each) => each !== null && each.type !== 'comment',
    );
    return { name: call.childForFieldName('function')?.text ?? '', given: args.map(text) };
  }
  return null;
}

/** `$0` is the first argument; an address taken there is followed by `->`: `(&x)->mapping` is `x.mapping`. */
function filled(template: string, given: readonly string[]): string | null {
  let missing = false;
  const text = template.replace(/\$(\d)(->)?/g, (_, digit: string, arrow: string | undefined) => {
    const each = given[Number(digit)];
    if (each === undefined) missing = true;
    const said = argument(each ?? '');
    if (arrow === undefined) return said;
    return said.startsWith('&') ? `${said.slice(1)}.` : `${said}->`;
  });
  return missing ? null : text;
}
