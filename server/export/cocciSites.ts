import type { Edit, Refusal } from '../fixes/plan.ts';
import type { Syntax } from '../syntax/parser.ts';
import { functionName } from '../types/scope.ts';

/** An edit with the function that it stands in. */
export interface Sited {
  readonly edit: Edit;
  /** null outside functions, or where the function cannot be read */
  readonly function: string | null;
  /** the function's text as written, empty outside functions */
  readonly body: string;
}

/** A place that the plan leaves, as a rule can name it: the test or call around it. */
export interface Kept {
  readonly function: string;
  readonly text: string;
}

export function functionAround(syntax: Syntax, start: number, end: number): Omit<Sited, 'edit'> {
  let node = syntax.root.descendantForIndex(start, Math.max(start, end - 1));
  while (node && node.type !== 'function_definition') node = node.parent;
  const name = node && functionName(node)?.text;
  const nothing = { function: null, body: '' };
  if (!node || name === undefined) return nothing;
  const body = syntax.text.slice(node.startIndex, node.endIndex);
  // `TRACE_EVENT(name, …)` is read as a function here, and is nothing at all to spatch
  return /^(?:TRACE|DECLARE|DEFINE)_EVENT/.test(body) ? nothing : { function: name, body };
}

/** What stands around a refused place, as far as a rule could take it for one of its own. */
export function keptAround(syntax: Syntax, { offset }: Refusal): Kept | null {
  const member = syntax.root.descendantForIndex(offset);
  const access = member?.parent;
  if (access?.type !== 'field_expression') return null;
  let up = access.parent;
  while (up?.type === 'parenthesized_expression') up = up.parent;
  const { function: name } = functionAround(syntax, offset, offset + 1);
  if (name === null || !up || !/^(?:unary|binary|call)_expression$/.test(up.type)) return null;
  return { function: name, text: syntax.text.slice(up.startIndex, up.endIndex) };
}

/** Edits in groups that one rule can do, by key, in order of first appearance. */
export function grouped<T>(all: readonly T[], key: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const list = groups.get(key(each));
    if (list) list.push(each);
    else groups.set(key(each), [each]);
  }
  return groups;
}
