import type { SyntaxNode } from '../syntax/parser.ts';
import { show } from '../types/ctype.ts';
import type { Scope } from '../types/scope.ts';
import { type AccessFact, isWatched } from './access.ts';
import { type TrackedField, toldBy } from './field.ts';
import type { Role } from './model.ts';

export interface RoleContext {
  readonly field: TrackedField;
  readonly file: string;
  readonly function: string | null;
  /** text of the function, empty at file scope */
  readonly body: string;
  /** offset of the use in `body` */
  readonly at: number;
  readonly scope: Scope | null;
  /** the node of the use, and the base as written */
  readonly node: SyntaxNode;
  readonly base: string;
}

export interface RoleFact {
  readonly role: Role;
  readonly reason: string;
}

/** Decides why the code names the field; the first rule that applies wins, surest first. */
export function roleOf(fact: AccessFact, context: RoleContext): RoleFact {
  const { field, function: name } = context;
  const owner = name === null ? undefined : field.owners[name];
  if (owner) return { role: 'owner', reason: owner };
  if (fact.access === 'offsetof')
    return { role: 'owner', reason: "the record's layout is asserted or computed from" };
  if (isTracing(context)) return { role: 'tracing', reason: 'a trace point records it' };
  if (fact.access === 'tag-test') return { role: 'tag', reason: 'the low bits are decoded' };
  if (fact.access === 'write') return { role: 'owner', reason: 'the field is set or cleared here' };
  if (fact.access === 'address')
    return { role: 'owner', reason: "the field's address is taken: whoever holds it may write" };
  const tag = tagDecoded(fact, context);
  if (tag) return { role: 'tag', reason: tag };
  if (fact.access === 'compare' || fact.access === 'null-test') return testRole(fact, context);
  return {
    role: 'identity',
    reason: `the code wants to know ${toldBy(field, field.records[0] ?? 'record')}`,
  };
}

/** The value is taken apart, or compared with one that was put together, by the bits' names. */
function tagDecoded(fact: AccessFact, { field, body, at, scope, node }: RoleContext): string | null {
  const mask = (text: string): string | undefined =>
    field.tagMasks.find((each) => new RegExp(`\\b${each}\\b`).test(text));
  const direct = mask(fact.value.parent?.type === 'binary_expression' ? fact.value.parent.text : '');
  if (direct) return `${direct} is taken off or put on in the same expression`;
  const variable = /^\W*(\w+)$/.exec(fact.other?.text ?? '')?.[1];
  if (!variable) return null;
  if (fact.access === 'compare') {
    const assigned = new RegExp(`\\b${variable}\\s*=[^;=][^;]*`).exec(body.slice(0, at))?.[0];
    const made = mask(scope?.find(variable, node.startIndex)?.value?.text ?? assigned ?? '');
    return made ? `compared with a pointer tagged ${made}` : null;
  }
  if (fact.access !== 'init' && fact.access !== 'read') return null;
  const later = new RegExp(
    `\\b${variable}\\b[^;]*[&|-]\\s*~?\\s*(?:${field.tagMasks.join('|') || '(?!)'})\\b`,
  ).exec(body.slice(at));
  return later ? `the low bits of ${variable} are decoded further on` : null;
}

function testRole(fact: AccessFact, context: RoleContext): RoleFact {
  const { field, function: name, body } = context;
  const other = fact.other?.text ?? '';
  if (field.poison.some((poison) => other.includes(poison)))
    return { role: 'owner', reason: `compared with ${other}, a mark and no ${field.field}` };
  if (
    fact.positive === false &&
    field.bounceWords.some((word) => name?.includes(word) || body.includes(word))
  )
    return { role: 'bounce', reason: `a bounce page has no ${field.field}: this is not about truncation` };
  if (isWatched(fact)) return { role: 'identity', reason: `checked against ${other}: a mismatch warns` };
  if (name !== null && field.notTruncation[name])
    return { role: 'identity', reason: field.notTruncation[name] };
  if (name !== null && field.truncationFunctions.some((each) => name === each || name.endsWith(`_${each}`)))
    return { role: 'truncation', reason: `${name}() asks whether the page was truncated meanwhile` };
  const recheck = lastRecheck(context);
  if (recheck) return { role: 'truncation', reason: `tested again after ${recheck}()` };
  // where the preset knows of no truncation, no comparison is about it
  const knowsTruncation = field.truncationFunctions.length > 0 || field.locks.length > 0;
  if (fact.access === 'compare' && knowsTruncation && isExpected(other, context))
    return {
      role: 'truncation',
      reason: `compared with ${other}, the ${field.field} that the caller expects`,
    };
  return {
    role: 'identity',
    reason: `${fact.access === 'compare' ? `compared with another ${field.field}` : 'tested for being set'}, with no lookup or page lock before it in this function`,
  };
}

/** The last call before the use that a test of the field is a recheck of: it took or found this very page. */
function lastRecheck({ field, body, at, base }: RoleContext): string | null {
  const root = /\w+/.exec(base.replace(/^\W*(?:struct\s+\w+\s*\*\s*\)?)?/, ''))?.[0] ?? '';
  const mentions = new RegExp(`\\b${root}\\b`);
  let best: string | null = null;
  const calls = /\b(\w+)\s*\(/g;
  for (let match = calls.exec(body); match && match.index < at; match = calls.exec(body)) {
    const name = match[1] ?? '';
    if (field.batchLookups.includes(name)) best = name;
    else if (field.locks.includes(name) && mentions.test(statementAround(body, match.index))) best = name;
  }
  return best;
}

function statementAround(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf(';', at), text.lastIndexOf('{', at), text.lastIndexOf('}', at)) + 1;
  const end = text.indexOf(';', at);
  return text.slice(start, end < 0 ? text.length : end);
}

/** A parameter or local that holds the value from elsewhere, or what a source rule would read it from. */
function isExpected(other: string, { field, scope, node, body, at }: RoleContext): boolean {
  const member = /(?:->|\.)(\w+)$/.exec(other)?.[1];
  if (member !== undefined && member !== field.field)
    return field.sources.some(({ expression }) => new RegExp(`\\W${member}$`).test(expression));
  const local = /^\w+$/.test(other) ? scope?.find(other, node.startIndex) : undefined;
  if (!local || show(local.type) !== field.substitute) return false;
  // a copy of the field itself only tells whether the word moved
  return !new RegExp(`\\b${other}\\s*=[^;]*(?:->|\\.)${field.field}\\b`).test(body.slice(0, at));
}

function isTracing({ file, node }: RoleContext): boolean {
  if (/(?:^|\/)trace\/events\/|(?:^|[/_-])trace(?:points?)?\.h$/.test(file)) return true;
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === 'call_expression' && /^trace_\w/.test(up.childForFieldName('function')?.text ?? ''))
      return true;
    if (up.type.endsWith('_statement')) return false;
  }
  return false;
}
