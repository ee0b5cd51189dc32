import { argumentsOf } from '../../fixes/catalog/offers.ts';
import { type Place, type Sites, textOf } from '../../fixes/site.ts';
import { definitionsOf } from '../../paths/definitions.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import { functionName } from '../../types/scope.ts';

/** What one file says of a function's name: its calls, and places where it is named otherwise. */
export interface Mentions {
  readonly calls: readonly SyntaxNode[];
  /** offsets where the name is neither called nor declared */
  readonly others: readonly number[];
}

/** Every mention of these names in a file, by name. A comment and a string mention nothing. */
export function mentionsOf({ syntax }: Sites, names: readonly string[]): Map<string, Mentions> {
  const found = new Map<string, { calls: SyntaxNode[]; others: number[] }>();
  const pattern = new RegExp(`\\b(?:${names.join('|')})\\b`, 'g');
  for (const { 0: name, index } of syntax.text.matchAll(pattern)) {
    const node = syntax.root.descendantForIndex(index, index + name.length);
    if (!node) continue;
    const of = found.get(name) ?? { calls: [], others: [] };
    found.set(name, of);
    if (node.type === 'preproc_arg') of.others.push(index);
    if (node.type !== 'identifier' || node.startIndex !== index) continue;
    const up = node.parent;
    if (up?.type === 'call_expression' && up.childForFieldName('function')?.id === node.id) of.calls.push(up);
    else if (!isDeclared(node)) of.others.push(index);
  }
  return found;
}

function isDeclared(node: SyntaxNode): boolean {
  let up = node.parent;
  while (up && /^(?:pointer|parenthesized)_declarator$/.test(up.type)) up = up.parent;
  return up?.type === 'function_declarator' || up?.type === 'preproc_function_def';
}

/** The place of a call's argument; null where there is none, or it is in no function. */
export function argumentPlace(sites: Sites, call: SyntaxNode, index: number, record: string): Place | null {
  const argument = argumentsOf(call)[index];
  if (!argument) return null;
  const place = sites.at(argument.startIndex, record, textOf(sites.syntax, argument).replace(/\s+/g, ' '));
  return 'definition' in place ? place : null;
}

/** A function's name as the whole tree knows it: a static one of a source file has its file in front. */
export function functionKey(file: string, name: string, isStatic: boolean): string {
  return isStatic && !file.endsWith('.h') ? `${file}:${name}` : name;
}

/** What a name means in a file: its own static function first. */
export function meantIn(file: string, text: string, name: string): string {
  const own = definitionsOf(text, name).some((each) => each.isStatic && !each.macro);
  return functionKey(file, name, own);
}

/** A place's function: its key, its name's offset, and which parameter bears a name. */
export function enclosing(
  place: Place,
  parameter: string,
): { readonly key: string; readonly offset: number; readonly index: number; readonly record: string } | null {
  const { definition, file, syntax } = place;
  const name = functionName(definition);
  if (!name) return null;
  const list = parametersOf(definition);
  const index = list.findIndex((each) => declares(each, parameter));
  const type = place.scope.locals.find((local) => local.parameter && local.name === parameter)?.type;
  if (index < 0 || type?.k !== 'pointer' || type.to.k !== 'record') return null;
  const head = syntax.masked.slice(definition.startIndex, name.startIndex);
  const key = functionKey(file, place.function, /\bstatic\b/.test(head));
  return { key, offset: name.startIndex, index, record: type.to.name };
}

export function parametersOf(definition: SyntaxNode): SyntaxNode[] {
  const list = functionName(definition)?.parent?.childForFieldName('parameters');
  return (list?.namedChildren ?? []).filter((each) => each?.type === 'parameter_declaration');
}

function declares(parameter: SyntaxNode, name: string): boolean {
  return parameter.descendantsOfType('identifier').some((each) => each?.text === name);
}
