import { argumentsOf } from '../../fixes/catalog/offers.ts';
import { type Sites, textOf } from '../../fixes/site.ts';
import { callsOf } from '../../paths/graph.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import type { CType } from '../../types/ctype.ts';
import { argumentPlace, type Mentions, meantIn, mentionsOf } from '../stages/callers.ts';
import type { ParsedFiles } from '../stages/sources.ts';
import { planOf } from '../stages/stage.ts';
import { isSubstitute } from '../stages/substitute.ts';
import type { ConversionTree } from '../tree.ts';
import { canonical, readOf, testHelpers, valueHelpers } from './canonical.ts';
import { Findings } from './model.ts';
import { ofOwner } from './owner.ts';
import { isVariadic, parametersIn, type Signature } from './signatures.ts';

/**
 * No argument is out of place: what is declared with the parameter is declared so everywhere, each call passes as
 * many arguments as are declared, and what stands in the parameter's place can be a value of the field.
 */
export async function argumentsInPlace(
  tree: ConversionTree,
  files: ParsedFiles,
  signatures: readonly Signature[],
): Promise<Findings> {
  const found = new Findings('arguments');
  const functions = new Map<string, Signature>();
  const slots = new Map<string, Signature>();
  for (const each of signatures) {
    const known = (each.kind === 'slot' ? slots : functions).get(each.key);
    if (!known) (each.kind === 'slot' ? slots : functions).set(each.key, each);
    else if (known.index !== each.index || known.count !== each.count)
      found.error(each.file, each.offset, `${each.name}() is declared otherwise in ${known.file}`);
  }
  await ofFunctions(tree, files, functions, found);
  for (const slot of slots.values()) await ofSlot(tree, files, slot, functions, found);
  await ofHelpers(tree, files, found);
  return found;
}

async function ofFunctions(
  tree: ConversionTree,
  files: ParsedFiles,
  functions: ReadonlyMap<string, Signature>,
  found: Findings,
): Promise<void> {
  const names = [...new Set([...functions.values()].map(({ name }) => name))];
  for (const file of names.length === 0 ? [] : tree.naming(names)) {
    const text = tree.text(file) ?? '';
    const here = names.filter((name) => text.includes(name) && functions.has(meantIn(file, text, name)));
    if (here.length === 0) continue;
    await tree.rest();
    const sites = files.sites(file);
    if (!sites) continue;
    for (const [name, mentions] of mentionsOf(sites, here)) {
      const signature = functions.get(meantIn(file, text, name));
      if (signature) ofName(sites, signature, mentions, found);
    }
  }
}

function ofName(sites: Sites, signature: Signature, { calls }: Mentions, found: Findings): void {
  const { name, count, index } = signature;
  for (const node of sites.syntax.root.descendantsOfType(['function_declarator', 'preproc_function_def'])) {
    const isMacro = node?.type === 'preproc_function_def';
    const own = node?.childForFieldName(isMacro ? 'name' : 'declarator');
    if (!node || own?.text !== name || own.type !== 'identifier') continue;
    const list = isMacro
      ? (node.childForFieldName('parameters')?.namedChildren ?? []).flatMap((each) => each ?? [])
      : parametersIn(node);
    if (list.length !== count && !isVariadic(node))
      found.error(
        sites.file,
        own.startIndex,
        `${name}() takes ${list.length} arguments here, and ${count} in ${signature.file}`,
      );
    else if (!isMacro && !namesSubstitute(list[index], sites))
      found.error(
        sites.file,
        own.startIndex,
        `parameter ${index + 1} of ${name}() is no ${sites.field.field} here`,
      );
  }
  for (const call of calls) ofCall(sites, call, signature, found);
}

async function ofSlot(
  tree: ConversionTree,
  files: ParsedFiles,
  slot: Signature,
  functions: ReadonlyMap<string, Signature>,
  found: Findings,
): Promise<void> {
  const facts = await tree.ask({ ask: 'record', record: slot.table ?? '' });
  for (const fact of facts) {
    if (fact.kind !== 'installed' || fact.member !== slot.name || fact.record !== slot.table) continue;
    const { file } = fact.spot;
    const taken = functions.get(meantIn(file, tree.text(file) ?? '', fact.name));
    found.looked++;
    if (/^(?:NULL|0)$/.test(fact.name)) continue;
    if (!taken)
      found.error(
        file,
        fact.spot.offset,
        `${fact.name}() stands in ${slot.key} and takes no ${planOf(tree).parameter}`,
      );
    else if (taken.index !== slot.index || taken.count !== slot.count)
      found.error(file, fact.spot.offset, `${fact.name}() and ${slot.key} differ in their parameters`);
  }
  const calls = await tree.ask({ ask: 'slot-calls', member: slot.name });
  for (const { spot } of callsOf(calls, facts, slot.table ?? '')) {
    const sites = files.sites(spot.file);
    let call = sites?.syntax.root.descendantForIndex(spot.offset) ?? null;
    while (call && call.type !== 'call_expression') call = call.parent;
    if (sites && call) ofCall(sites, call, slot, found);
  }
}

function ofCall(
  sites: Sites,
  call: SyntaxNode,
  { name, index, count, variadic }: Signature,
  found: Findings,
): void {
  const given = argumentsOf(call);
  found.looked++;
  if (variadic ? given.length < count : given.length !== count) {
    found.error(
      sites.file,
      call.startIndex,
      `${name}() takes ${count} arguments and is given ${given.length}`,
    );
    return;
  }
  const [value, record] = [given[index], given[index + 1]];
  if (value) ofValue(sites, value, found);
  if (value && record)
    ofOwner(sites, value, argumentPlace(sites, call, index + 1, recordHere(sites, record)), found);
  if (record && isSubstituteHere(sites, record)) {
    const text = textOf(sites.syntax, record);
    found.error(
      sites.file,
      record.startIndex,
      `${text} is a ${sites.field.field}, and stands where ${name}() takes the record`,
    );
  }
}

/** What stands where a value is to stand. */
function ofValue(sites: Sites, value: SyntaxNode, found: Findings): void {
  const type = typeHere(sites, value);
  if (type === null || isSubstitute(type, sites.field) || !isOther(type)) return;
  const text = textOf(sites.syntax, value);
  found.error(sites.file, value.startIndex, `${text} is no ${sites.field.field}`);
}

/** The plan's helpers: the record first, then a value that is not read from that very record. */
async function ofHelpers(tree: ConversionTree, files: ParsedFiles, found: Findings): Promise<void> {
  const { field } = tree;
  const helpers = [...valueHelpers(field), ...testHelpers(field)];
  const own = planOf(tree).header;
  for (const report of tree.reports()) {
    const rungs = report.rungs.filter(({ name }) => helpers.includes(name));
    if (rungs.length === 0 || report.file === own) continue;
    await tree.rest();
    const sites = files.sites(report.file);
    for (const { name, offset, function: within } of sites ? rungs : []) {
      const call = sites?.syntax.root.descendantForIndex(offset, offset + name.length)?.parent;
      if (!sites || call?.type !== 'call_expression') continue;
      found.looked++;
      const [record, value, ...more] = argumentsOf(call);
      if (!record || !value || more.length > 0) {
        found.error(report.file, offset, `${name}() takes a record and a ${field.field}`, within);
        continue;
      }
      if (isSubstituteHere(sites, record))
        found.error(
          report.file,
          offset,
          `${name}() is given a ${field.field} where it takes the record`,
          within,
        );
      ofValue(sites, value, found);
      ofOwner(sites, value, argumentPlace(sites, call, 0, recordHere(sites, record)), found);
      const pointer = canonical(record, sites.syntax, field);
      if (canonical(value, sites.syntax, field) === readOf(pointer, field))
        found.error(
          report.file,
          offset,
          `${name}() is given the field of the very record that it is to ask`,
          within,
        );
    }
  }
}

function isSubstituteHere(sites: Sites, node: SyntaxNode): boolean {
  const type = typeHere(sites, node);
  return type !== null && isSubstitute(type, sites.field);
}

/** The type of a plain name by its declaration; null for what only other files could tell. */
function typeHere(sites: Sites, node: SyntaxNode): CType | null {
  if (node.type !== 'identifier') return null;
  const place = sites.at(node.startIndex, '', '');
  return 'scope' in place ? (place.scope.find(node.text, node.startIndex)?.type ?? null) : null;
}

/** What record a plain name points to, in so far as its own file tells. */
function recordHere(sites: Sites, node: SyntaxNode): string {
  const type = typeHere(sites, node);
  return type?.k === 'pointer' && type.to.k === 'record' ? (type.to.name ?? 'record') : 'record';
}

/** A type of which it is certain that it is another one. */
function isOther(type: CType): boolean {
  return type.k === 'record' || type.k === 'scalar' || (type.k === 'pointer' && type.to.k === 'record');
}

function namesSubstitute(parameter: SyntaxNode | undefined, { field }: Sites): boolean {
  const words = field.substitute.match(/\w+/g) ?? [];
  return parameter !== undefined && words.every((word) => new RegExp(`\\b${word}\\b`).test(parameter.text));
}
