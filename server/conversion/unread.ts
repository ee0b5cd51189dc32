import { commentEnd, stringEnd } from '../syntax/mask/scan.ts';
import type { SyntaxNode } from '../syntax/parser.ts';
import type { Candidate } from './candidates.ts';
import type { TrackedField } from './field.ts';

/** Words before the reason of a use whose very text could not be understood. */
export const UNREAD = 'could not be read: ';

/**
 * Why a candidate that the analysis cannot place must be reported all the same; null when it is no
 * code: a comment, a string, an `#error`, text under `#if 0` that no grammar accepts, another
 * record's name in front. Rare, so that reading the file up to it costs nothing.
 */
export function whyUnread(
  { offset, name, kind }: Candidate,
  {
    text,
    root,
    condition,
  }: { readonly text: string; readonly root: SyntaxNode; readonly condition: string | null },
  field: TrackedField,
): string | null {
  if (isProse(text, offset)) return null;
  // a trace event's own record, in what it prints
  if (baseBefore(text, offset) === '__entry') return null;
  if (condition !== null && /(?:^|&& )\(*0\)*(?: &&|$)/.test(condition)) return null;
  if (kind === 'layout') {
    const record = /(\w+)\s*,\s*$/.exec(text.slice(Math.max(0, offset - 80), offset))?.[1] ?? '';
    if (!field.records.includes(record)) return null;
  }
  const node = root.descendantForIndex(offset, offset + name.length);
  for (let up: SyntaxNode | null = node; up; up = up.parent) {
    if (up.type === 'preproc_call' || up.type === 'preproc_include') return null;
    if (up.type === 'preproc_def' || up.type === 'preproc_function_def')
      return `${UNREAD}the body of the macro ${up.childForFieldName('name')?.text ?? ''} is no C on its own`;
    if (up.type === 'ERROR') return `${UNREAD}the code around it is no C that the grammar knows`;
  }
  return node?.type === 'field_identifier' || node?.type === 'identifier'
    ? `${UNREAD}it stands where no member is expected`
    : `${UNREAD}it stands in a macro call or annotation that was left out`;
}

/** The base as written, as far as its last words tell. */
export function baseBefore(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - 120), offset);
  const base = /([\w.()[\]>-]*[\w)\]])\s*(?:->|\.)\s*$/.exec(before)?.[1] ?? '';
  // without the call that it is an argument of
  let depth = 0;
  for (let i = base.length - 1; i >= 0; i--) {
    if (base[i] === ')' || base[i] === ']') depth++;
    else if ((base[i] === '(' || base[i] === '[') && --depth < 0) return base.slice(i + 1);
  }
  return base;
}

/** Whether the offset lies in a comment, a string or a character. */
function isProse(text: string, offset: number): boolean {
  for (let i = 0; i < offset; i++) {
    const c = text[i];
    let end = i;
    if (c === '"' || c === "'") end = stringEnd(text, i) + 1;
    else if (c === '/' && (text[i + 1] === '*' || text[i + 1] === '/')) end = commentEnd(text, i);
    if (end > offset) return true;
    if (end > i) i = end - 1;
  }
  return false;
}
