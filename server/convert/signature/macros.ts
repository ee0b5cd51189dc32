import { fieldOf } from '../../paths/nodes.ts';
import type { Stretch } from '../../paths/stretch.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import { AS_IT_IS, inserted, type Outcome } from './finding.ts';
import { argumentStarts } from './lists.ts';
import type { Wanted } from './mention.ts';

/** A call in a macro's body is plain text: its brackets tell where the arguments are. */
export function callInMacro(stretch: Stretch, offset: number, wanted: Wanted): Outcome {
  const { name, index, count } = wanted;
  const { field } = wanted.tree;
  const end = endOfMacro(stretch.text, offset);
  const text = stretch.text.slice(0, end);
  const before = text.slice(0, offset);
  const behind = text.slice(offset + name.length);
  if (/(?:->|\.)\s*$/.test(before)) return AS_IT_IS;
  if (/##\s*$/.test(before) || /^\s*##/.test(behind))
    return { rule: 'generated-name', reason: `a macro makes a name of ${name}` };
  const open = offset + name.length + (/^(?:[ \t]|\\\r?\n)*/.exec(behind)?.[0].length ?? 0);
  if (text[open] !== '(') return { rule: 'in-macro', reason: `a macro names ${name} without calling it` };
  const starts = argumentStarts(text, open);
  const at = starts?.[index ?? 0];
  if (!starts || at === undefined || (count !== null && starts.length !== count))
    return { rule: 'in-macro', reason: `a macro calls ${name}() with other arguments` };
  if (/__VA_ARGS__|##/.test(text.slice(open, closing(text, open))))
    return { rule: 'in-macro', reason: `a macro puts the arguments of ${name}() together` };
  const reason = `a macro passes no ${field.field} to ${name}() yet`;
  return [inserted(stretch, at, `${field.placeholder}, `, { group: 'caller', reason })];
}

/** `#define name(page) …`: a macro in the function's place takes what the function takes. */
export function macroOfThatName(
  stretch: Stretch,
  node: SyntaxNode,
  macro: SyntaxNode,
  { name, index, count, tree: { field } }: Wanted,
): Outcome {
  // `#ifdef name`, or a parameter of another macro
  if (fieldOf(macro, 'name')?.id !== node.id || !/def$/.test(macro.type) || macro.type === 'preproc_ifdef')
    return AS_IT_IS;
  if (macro.type === 'preproc_def') {
    const value = fieldOf(macro, 'value')?.text.trim() ?? '';
    // `#define f f` says that there is an f
    return value === name
      ? AS_IT_IS
      : { rule: 'macro-alias', reason: `${name} is a macro for ${value || 'nothing'}` };
  }
  const names = (fieldOf(macro, 'parameters')?.namedChildren ?? []).filter((each) => each !== null);
  const parameter = field.plan?.parameter ?? '';
  if (names.some((each) => each.text === parameter)) return AS_IT_IS;
  const at = names[index ?? 0];
  if (at?.type !== 'identifier' || (count !== null && names.length !== count))
    return { rule: 'macro-alias', reason: `a macro ${name}() takes other arguments` };
  const group = stretch.spot(0).file.endsWith('.h') ? 'header' : 'declaration';
  const reason = `the macro ${name}() takes what the function takes`;
  return [inserted(stretch, at.startIndex, `${parameter}, `, { group, reason })];
}

/** Offset of the end of the macro's last line: a backslash joins the next one to it. */
function endOfMacro(text: string, from: number): number {
  let end = text.indexOf('\n', from);
  while (end >= 0 && /\\\r?$/.test(text.slice(Math.max(0, end - 2), end))) end = text.indexOf('\n', end + 1);
  return end < 0 ? text.length : end;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++)
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  return text.length;
}
