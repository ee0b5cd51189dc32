import type { SyntaxNode } from '../../../syntax/parser.ts';
import { argument } from '../../expression.ts';
import type { Place } from '../../site.ts';
import type { Flow } from '../flow.ts';
import { stripped } from '../record.ts';
import type { Setting } from '../settings.ts';

/** Where a record was found, by what its variable was given. */
export interface Found {
  readonly value: string;
  /** the function that found it */
  readonly by: string;
  /** offset of the first call that did */
  readonly at: number;
}

/** What a setting of the record's variable tells: a lookup in a value, that there is no record, or nothing (null). */
export function foundBy(setting: Setting, place: Place, flow: Flow): Found | 'none' | null {
  const { evidence } = place.field;
  const { value, node } = setting;
  if (value === null) {
    const given = node.type === 'pointer_expression' ? callAround(node) : null;
    const rule = given && evidence.outLookups[given.name];
    if (!given || !rule || given.index !== rule.argument) return null;
    const { name, all } = given;
    const textOf = (each: SyntaxNode): string => flow.text(each);
    return named(name, node.startIndex, filled(rule.value, all.map(textOf)));
  }
  const whole = stripped(flow.text(value), place);
  if (whole === 'NULL') return 'none';
  const call = callIn(value, whole, flow);
  const template = call ? evidence.lookups[call.name] : undefined;
  if (call && template !== undefined) return named(call.name, node.startIndex, filled(template, call.given));
  return foundInBatch(whole, place, flow);
}

/** `fbatch.folios[i]`, where nothing but lookups in one value fills the batch. */
export function foundInBatch(expression: string, place: Place, flow: Flow): Found | null {
  const { evidence } = place.field;
  const [, batch = '', member = ''] = /^(\w+)(?:\.|->)(\w+)\[[^\]]+\]$/.exec(expression) ?? [];
  const local = batch === '' ? undefined : place.scope.find(batch, place.offset);
  if (!local || local.parameter || flow.stores.some(({ name }) => name === member)) return null;
  if (
    flow.of(batch).some(({ node }) => node.type !== 'pointer_expression' && node.type !== 'init_declarator')
  )
    return null;
  const fillers = new Map<string, string | null>();
  let by = '';
  let first = place.offset;
  for (const call of flow.all('call_expression')) {
    const name = call.childForFieldName('function')?.text ?? '';
    const given = argumentsIn(call).map((each) => flow.text(each));
    const index = given.findIndex((each) => argument(each).replace(/^&\s*/, '') === batch);
    if (index < 0 || evidence.batchSteps.includes(name)) continue;
    const rule = evidence.batches[name];
    if (!rule || rule.argument !== index) return null;
    const value = filled(rule.value, given);
    fillers.set(value ?? '', value);
    by = name;
    first = Math.min(first, call.startIndex);
  }
  const [value] = fillers.values();
  return fillers.size === 1 && value ? { value, by, at: first } : null;
}

function named(by: string, at: number, value: string | null): Found | null {
  return value === null ? null : { value, by, at };
}

/** The call that a value is, with steps to a record of the same value taken away: `page_folio(find_get_page(…))`. */
function callIn(
  value: SyntaxNode,
  whole: string,
  flow: Flow,
): { readonly name: string; readonly given: readonly string[] } | null {
  for (const call of [value, ...value.descendantsOfType('call_expression')]) {
    if (call?.type !== 'call_expression' || flow.text(call) !== whole) continue;
    const name = call.childForFieldName('function')?.text ?? '';
    return { name, given: argumentsIn(call).map((each) => flow.text(each)) };
  }
  return null;
}

/** The call that `&page` is an argument of, and which. */
function callAround(
  node: SyntaxNode,
): { readonly name: string; readonly index: number; readonly all: readonly SyntaxNode[] } | null {
  const call = node.parent?.type === 'argument_list' ? node.parent.parent : null;
  if (call?.type !== 'call_expression') return null;
  const all = argumentsIn(call);
  const name = call.childForFieldName('function')?.text ?? '';
  return { name, index: all.findIndex((each) => each.id === node.id), all };
}

function argumentsIn(call: SyntaxNode): SyntaxNode[] {
  return (call.childForFieldName('arguments')?.namedChildren ?? []).filter(
    (each) => each !== null && each.type !== 'comment',
  );
}

/** `$0` is the first argument; an address taken there is followed by `->`: `(&x)->mapping` is `x.mapping`. */
export function filled(template: string, given: readonly string[]): string | null {
  let missing = false;
  const text = template.replace(/\$(\d)(->)?/g, (_, digit: string, arrow: string | undefined) => {
    const each = given[Number(digit)];
    if (!each) missing = true;
    const said = argument(each ?? '');
    if (arrow === undefined) return said;
    if (said.startsWith('&')) return `${said.slice(1)}.`;
    return /^[\w.>()[\]-]+$/.test(said) ? `${said}->` : `(${said})->`;
  });
  return missing ? null : text;
}
