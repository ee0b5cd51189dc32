import type { Use } from '../conversion/model.ts';
import type { SyntaxNode } from '../syntax/parser.ts';
import { argument, climbed, commentsIn, joinedLines, lvalueOf, splitByDirective } from './expression.ts';
import type { Edit, Refusal } from './plan.ts';
import { type NoSite, type Sites, textOf, type UseSite } from './site.ts';
import { truncationTest } from './truncation.ts';

/**
 * What the stage `helper` writes in place of a use: a call that yields the field's value, or one that
 * asks whether the record was truncated. The placeholder stands for the value that nobody passes yet.
 * The meaning of the code does not change: `fs_page_mapping(page, MAPPING_NULL)` is the field, and
 * `page_is_truncated(page, mapping)` holds where the field is NULL or another mapping's.
 *
 * With a value at hand it can be `passed` at once: a comparison has one already and keeps it.
 * A refusal says why the field stays named here. The edits are of `site.file` and count by its text.
 */
export function rewriteOf(site: UseSite, passed: string = site.field.placeholder): readonly Edit[] | Refusal {
  const refusal = kept(site);
  if (refusal) return refused(site, ...refusal);
  const helper = site.field.plan?.helpers[site.record];
  if (!helper || site.field.plan === null)
    return refused(site, 'no-helper', `the preset's plan names no helper for ${site.record}`);
  if (site.use.role === 'truncation' && helper.truncated !== null) {
    const test = truncationTest(site, helper.truncated, passed);
    if (test) return changed(site, test.node, test.text, test.reason);
  }
  return valueRead(site, helper.value, passed);
}

/** The same for a use of a report, site or not. */
export function rewriteUse(sites: Sites, use: Use): readonly Edit[] | Refusal {
  const site = sites.of(use);
  return isSite(site) ? rewriteOf(site) : refusedUse(use, site);
}

export function isSite(site: UseSite | NoSite): site is UseSite {
  return 'access' in site;
}

/** A use that cannot even be looked at, as a refusal. */
export function refusedUse(use: Use, { rule, reason }: Pick<Refusal, 'rule' | 'reason'>): Refusal {
  if (rule === 'not-a-member' && use.access === 'offsetof')
    return refusedUse(use, { rule: 'offsetof', reason: 'the layout of the record is asked, not its field' });
  if (rule === 'not-a-member' && use.access === 'write')
    return refusedUse(use, { rule: 'write', reason: 'the field is set here: that is its owner’s work' });
  return { file: use.file, offset: use.offset, function: use.function, rule, reason };
}

export function isRefusal(outcome: readonly Edit[] | Refusal): outcome is Refusal {
  return 'rule' in outcome;
}

function valueRead(site: UseSite, helper: string, passed: string): readonly Edit[] | Refusal {
  const lvalue = lvalueOf(site.access, site.field);
  if ('rule' in lvalue) return refused(site, lvalue.rule, lvalue.reason);
  const text = `${helper}(${argument(site.pointer)}, ${passed})`;
  return changed(site, climbed(lvalue.node), text, `${helper}() reads the field for ${site.function}()`);
}

/** Why the field stays named here, by the role and access that the report tells; null when it need not. */
function kept(site: UseSite): readonly [rule: string, reason: string] | null {
  const { use, field, fact } = site;
  const helpers = new Set([...field.accessors, ...field.ladder.map((step) => step.call)]);
  if (helpers.has(site.function))
    return ['accessor-body', `${site.function}() reads the field for its callers`];
  const owner = field.owners[site.function];
  if (owner !== undefined) return ['owner', owner];
  if (fact.access === 'write') return ['write', 'the field is set or cleared here: that is its owner’s work'];
  if (fact.access === 'address')
    return ['address', 'the address of the field is taken: whoever holds it may write'];
  if (fact.access === 'offsetof') return ['offsetof', 'the layout of the record is asked, not its field'];
  if (use.role === 'tag') return ['tag', use.roleReason];
  if (use.role === 'bounce') return ['bounce', use.roleReason];
  if (field.poison.some((mark) => fact.other?.text.includes(mark)))
    return ['poison', 'compared with a mark that is no value of the field'];
  if (use.role === 'owner') return ['owner', use.roleReason];
  return tailOf(site) ?? moves(site) ?? guards(site);
}

/** `page[1].mapping`: the word of a tail page is no mapping. */
function tailOf({ access, syntax }: UseSite): readonly [string, string] | null {
  const base = access.childForFieldName('argument');
  const isElement =
    base?.type === 'subscript_expression' && access.childForFieldName('operator')?.text === '.';
  if (!base || !isElement) return null;
  const index = base.childForFieldName('index')?.text ?? '';
  return index === '0'
    ? null
    : ['tail', `${textOf(syntax, base)} may be a tail page, whose word is no value of the field`];
}

/** `new->mapping = old->mapping`: the identity moves, word by word. */
function moves({ fact, field }: UseSite): readonly [string, string] | null {
  const up = fact.value.parent;
  const target = up?.type === 'assignment_expression' ? up.childForFieldName('left') : null;
  if (target?.type !== 'field_expression' || target.childForFieldName('field')?.text !== field.field)
    return null;
  const base = target.childForFieldName('argument')?.text ?? '';
  return base === '__entry' ? null : ['moves', `the word is copied into ${target.text} as it is`];
}

/** A test beside a write of the same word: it guards what its owner does. */
function guards(site: UseSite): readonly [string, string] | null {
  const { fact, use, access, definition, field } = site;
  if (use.role !== 'identity' || (fact.access !== 'null-test' && fact.access !== 'compare')) return null;
  const written = definition
    .descendantsOfType('assignment_expression')
    .map((each) => each?.childForFieldName('left'))
    .find((left) => left && left.text === access.text);
  return written
    ? [
        'owner-guard',
        `${site.function}() sets ${written.text} itself: this test of its ${field.field} is its owner's`,
      ]
    : null;
}

function changed(site: UseSite, node: SyntaxNode, text: string, reason: string): readonly Edit[] | Refusal {
  const { syntax, file } = site;
  const { startIndex: start, endIndex: end } = node;
  if (splitByDirective(node, syntax))
    return refused(site, 'split-by-if', 'an #if stands inside the expression: its branches are not one text');
  if (syntax.masked.slice(start, end) !== syntax.text.slice(start, end))
    return refused(site, 'reshaped', 'a macro in the expression hides what the compiler sees');
  const comments = commentsIn(node, site.access, syntax);
  return [
    {
      file,
      start,
      end,
      // `return(page->mapping)` loses its brackets
      text: (/\w/.test(syntax.text[start - 1] ?? '') ? ' ' : '') + [joinedLines(text), ...comments].join(' '),
      group: file.endsWith('.h') ? 'header' : 'body',
      reason,
      confidence: 'proved',
    },
  ];
}

function refused({ file, use, function: name }: UseSite, rule: string, reason: string): Refusal {
  return { file, offset: use.offset, function: name, rule, reason };
}
