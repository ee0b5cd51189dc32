import { accessOf } from '../../conversion/access.ts';
import type { TrackedField } from '../../conversion/field.ts';
import type { Use } from '../../conversion/model.ts';
import { argumentsOf } from '../../fixes/catalog/offers.ts';
import { isSite } from '../../fixes/rewrite.ts';
import { Sites } from '../../fixes/site.ts';
import type { CParser, SyntaxNode } from '../../syntax/parser.ts';
import { canonical, plain, testHelpers, valueHelpers } from './canonical.ts';
import type { Version } from './model.ts';

/** What is asked of the field at one place, however it is asked: by name, through a helper, by a test of the plan. */
export interface Entry {
  readonly offset: number;
  readonly function: string | null;
  /** the record's expression, without blanks */
  readonly pointer: string;
  readonly what: 'value' | 'test' | 'other';
  /** what else tells it apart: of a test its polarity and other side, of other uses what is done */
  readonly how: string;
  /** whether a test of the plan asks it: that may be given a value where none was compared before */
  readonly byTest: boolean;
}

/** Everything that a file asks of the field, in order. */
export function ledgerOf({ text, report }: Version, field: TrackedField, parser: CParser): Entry[] {
  const syntax = parser.parse(text);
  try {
    const sites = new Sites(report.file, syntax, field, parser);
    const entries = report.uses.map((use) => ofUse(use));
    const calls = [...valueHelpers(field), ...testHelpers(field)];
    for (const { name, offset, function: within } of report.rungs) {
      if (!calls.includes(name)) continue;
      const call = syntax.root.descendantForIndex(offset, offset + name.length)?.parent;
      if (call?.type !== 'call_expression') continue;
      const [record, given] = argumentsOf(call);
      const pointer = record ? canonical(record, syntax, field) : '';
      if (testHelpers(field).includes(name)) {
        const other = given ? canonical(given, syntax, field) : '';
        const known = other === field.placeholder || other === 'NULL' ? '' : other;
        const how = tested(polarity(call, true, field), known);
        entries.push({ offset, function: within, pointer, what: 'test', how, byTest: true });
      } else entries.push({ offset, function: within, pointer, ...asked(call) });
    }
    return entries.sort((a, b) => a.offset - b.offset);

    function ofUse(use: Use): Entry {
      const at = { offset: use.offset, function: use.function };
      const site = sites.of(use);
      if (!isSite(site))
        return { ...at, pointer: plain(use.base), what: 'other', how: use.access, byTest: false };
      const base = site.access.childForFieldName('argument');
      const isArrow = site.access.childForFieldName('operator')?.text === '->';
      const pointer = isArrow && base ? canonical(base, syntax, field) : plain(site.pointer);
      return { ...at, pointer, ...asked(site.access) };
    }

    function asked(node: SyntaxNode): Pick<Entry, 'what' | 'how' | 'byTest'> {
      const { access, value, other } = accessOf(node, field);
      const none = { byTest: false } as const;
      switch (access) {
        case 'null-test':
        case 'compare': {
          const up = outer(value).parent;
          const operator =
            up?.type === 'binary_expression' ? up.childForFieldName('operator')?.text : undefined;
          const compared = up && (operator === '==' || operator === '!=') ? up : null;
          const truncated = compared ? (operator === '==') === (access === 'null-test') : false;
          const said = access === 'compare' && other ? canonical(other, syntax, field) : '';
          return { what: 'test', how: tested(polarity(compared ?? value, truncated, field), said), ...none };
        }
        case 'write':
        case 'address':
        case 'offsetof':
        case 'tag-test':
          return { what: 'other', how: access, ...none };
        default:
          return { what: 'value', how: '', ...none };
      }
    }
  } finally {
    syntax.dispose();
  }
}

function tested(truncated: boolean, other: string): string {
  return `${truncated ? 'truncated' : 'not truncated'}${other === '' ? '' : `, against ${other}`}`;
}

/** Whether the condition around a test holds for a truncated record; `truncated` says so of the test itself. */
function polarity(test: SyntaxNode, truncated: boolean, field: TrackedField): boolean {
  let holds = truncated;
  let node = outer(test);
  for (let up = node.parent; up; up = node.parent) {
    const callee = up.type === 'argument_list' ? (up.parent?.childForFieldName('function')?.text ?? '') : '';
    if (up.type === 'unary_expression' && up.childForFieldName('operator')?.text === '!') {
      holds = !holds;
      node = outer(up);
    } else if (field.transparentMacros.includes(callee) && up.parent) node = outer(up.parent);
    else return holds;
  }
  return holds;
}

function outer(node: SyntaxNode): SyntaxNode {
  let out = node;
  while (out.parent?.type === 'parenthesized_expression') out = out.parent;
  return out;
}
