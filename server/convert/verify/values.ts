import type { TrackedField } from '../../conversion/field.ts';
import { argumentsOf } from '../../fixes/catalog/offers.ts';
import type { CParser, Syntax, SyntaxNode } from '../../syntax/parser.ts';
import type { CType } from '../../types/ctype.ts';
import { functionName, Scope } from '../../types/scope.ts';
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
    return (
      given.has(text) ||
      (node.type === 'field_expression' && ends.some((end) => end !== '' && text.endsWith(end)))
    );
  };
  let count = 0;
  for (const node of definition.descendantsOfType(['identifier', 'field_expression', 'call_expression'])) {
    if (!node || !isValue(node)) continue;
    if (!taken.some((each) => each.startIndex <= node.startIndex && node.endIndex <= each.endIndex)) count++;
  }
  return count;
}

/** `struct address_space *` as a type, or a typedef of that name. */
export function isSubstitute(type: CType, { substitute }: TrackedField): boolean {
  const record = /^struct\s+(\w+)\s*\*$/.exec(substitute.trim())?.[1];
  if (record !== undefined) return type.k === 'pointer' && type.to.k === 'record' && type.to.name === record;
  return type.k === 'typedef' && type.name === substitute.trim();
}
