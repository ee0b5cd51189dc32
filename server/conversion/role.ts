import type { SyntaxNode } from '../syntax/parser.ts';
import type { AccessFact } from './access.ts';
import type { TrackedField } from './field.ts';
import type { Role } from './model.ts';

export interface RoleContext {
  readonly field: TrackedField;
  readonly file: string;
  readonly function: string | null;
  /** text of the function before the use, empty at file scope */
  readonly before: string;
  /** the node of the use */
  readonly node: SyntaxNode;
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
  if (fact.access === 'address') return { role: 'owner', reason: "the field's address is taken" };
  if (fact.access === 'compare' || fact.access === 'null-test') return testRole(fact, context);
  return { role: 'identity', reason: 'the code wants to know whose page this is' };
}

function testRole(fact: AccessFact, { field, function: name, before }: RoleContext): RoleFact {
  const other = fact.other?.text ?? '';
  if (field.poison.some((poison) => other.includes(poison)))
    return { role: 'owner', reason: `compared with ${other}, a mark and no mapping` };
  if (name !== null && field.bounceFunctions.includes(name))
    return { role: 'bounce', reason: 'a bounce page has no mapping: this is not about truncation' };
  if (name !== null && field.truncationFunctions.some((each) => name === each || name.endsWith(`_${each}`)))
    return { role: 'truncation', reason: `${name}() asks whether the page was truncated meanwhile` };
  const lock = lastCall(before, field.locks);
  if (lock) return { role: 'truncation', reason: `tested again after ${lock}()` };
  return {
    role: 'identity',
    reason:
      fact.access === 'compare'
        ? 'compared with another mapping, with no lookup or page lock before it in this function'
        : 'tested for being set, with no lookup or page lock before it in this function',
  };
}

/** The last of `names` that is called in a text. */
function lastCall(text: string, names: readonly string[]): string | null {
  let best: string | null = null;
  const calls = /\b(\w+)\s*\(/g;
  for (let match = calls.exec(text); match; match = calls.exec(text))
    if (match[1] && names.includes(match[1])) best = match[1];
  return best;
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
