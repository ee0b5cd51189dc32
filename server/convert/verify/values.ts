import type { TrackedField } from '../../conversion/field.ts';
import { argumentsOf } from '../../fixes/catalog/offers.ts';
import type { CParser, Syntax, SyntaxNode } from '../../syntax/parser.ts';
import { functionName, Scope } from '../../types/scope.ts';
import { isSubstitute } from '../stages/substitute.ts';
import { canonical, testHelpers, valueHelpers } from './canonical.ts';
import type { Version } from './model.ts';

/**
 * By how many places more a function of `after` names a value of the field, outside the calls that are given one:
 * so many reads of the field a value may have taken the place of.
 */
export function roomFor(
  before: Version,
  after: Version,
  name: string | null,
  field: TrackedField,
  parser: CParser,
): number {
  if (name === null) return 0;
  const given = new Set<string>();
  const old = inFunction(before, name, parser, (definition, syntax) => {
    for (const value of givenIn(definition, field)) given.add(canonical(value, syntax, field));
    return mentions(definition, syntax, field, given);
  });
  const now = inFunction(after, name, parser, (definition, syntax) =>
    mentions(definition, syntax, field, given),
  );
  return now - old;
}

/** Sum over the definitions of a name: branches of an #if may have one each. */
function inFunction(
  { text }: Version,
  name: string,
  parser: CParser,
  count: (definition: SyntaxNode, syntax: Syntax) => number,
): number {
  const syntax = parser.parse(text);
  try {
    return syntax.root
      .descendantsOfType('function_definition')
      .flatMap((each) => (each && functionName(each)?.text === name ? [each] : []))
      .reduce((sum, each) => sum + count(each, syntax), 0);
  } finally {
    syntax.dispose();
  }
}

/** The second arguments of the helpers' calls. */
function givenIn(definition: SyntaxNode, field: TrackedField): SyntaxNode[] {
  const helpers = [...valueHelpers(field), ...testHelpers(field)];
  return definition.descendantsOfType('call_expression').flatMap((call) => {
    const isHelper = call && helpers.includes(call.childForFieldName('function')?.text ?? '');
    const given = isHelper ? argumentsOf(call)[1] : undefined;
    return given ? [given] : [];
  });
}

function mentions(
  definition: SyntaxNode,
  syntax: Syntax,
  field: TrackedField,
  given: ReadonlySet<string>,
): number {
  const scope = new Scope(definition);
  const taken = givenIn(definition, field);
  const ends = field.sources.map(({ expression }) => expression.replace(/^.*\$/, '').replace(/\s+/g, ''));
  const isValue = (node: SyntaxNode): boolean => {
    const local = node.type === 'identifier' ? scope.find(node.text, node.startIndex) : undefined;
    if (local?.offset === node.startIndex) return false;
    if (local && isSubstitute(local.type, field)) return true;
    const text = canonical(node, syntax, field);
    if (given.has(text)) return true;
    if (node.type !== 'field_expression' || isRead(node, scope, field)) return false;
    return ends.some((end) => end !== '' && text.endsWith(end));
  };
  let count = 0;
  for (const node of definition.descendantsOfType(['identifier', 'field_expression', 'call_expression'])) {
    if (!node || !isValue(node)) continue;
    if (!taken.some((each) => each.startIndex <= node.startIndex && node.endIndex <= each.endIndex)) count++;
  }
  return count;
}

/** Whether a member of the field's name is the field: it is unless its base is declared as another record. */
function isRead(node: SyntaxNode, scope: Scope, field: TrackedField): boolean {
  if (node.childForFieldName('field')?.text !== field.field) return false;
  const base = node.childForFieldName('argument');
  const type = base?.type === 'identifier' ? scope.find(base.text, base.startIndex)?.type : undefined;
  const record = type?.k === 'pointer' ? type.to : type;
  return record?.k !== 'record' || field.records.includes(record.name);
}
