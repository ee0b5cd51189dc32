import type { TrackedField } from '../conversion/field.ts';
import type { Syntax, SyntaxNode } from '../syntax/parser.ts';

/** Shapes of C expressions that rewriting asks for. */

/** A macro call around the access that the helper's call takes the place of: `READ_ONCE(page->mapping)`. */
export function lvalueOf(
  access: SyntaxNode,
  field: TrackedField,
): { readonly node: SyntaxNode } | { readonly rule: string; readonly reason: string } {
  let node = access;
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === 'parenthesized_expression' || up.type === 'argument_list') continue;
    const callee = up.type === 'call_expression' ? (up.childForFieldName('function')?.text ?? '') : '';
    const first = up.childForFieldName('arguments')?.namedChildren[0];
    const isWrapper =
      field.transparentMacros.includes(callee) &&
      !field.conditionMacros.includes(callee) &&
      first?.id === outer(node).id;
    if (up.type === 'pointer_expression' && up.childForFieldName('operator')?.text === '&') {
      if (up.childForFieldName('argument')?.id !== outer(node).id) break;
      return {
        rule: 'ordered',
        reason: 'the field is read by its address, in an order that the helper would not keep',
      };
    }
    if (!isWrapper) break;
    if (/rcu|acquire/.test(callee))
      return { rule: 'ordered', reason: `${callee}() orders the read, which the helper would not` };
    node = up;
  }
  return { node };
}

/** A node with the brackets around it. */
export function outer(node: SyntaxNode): SyntaxNode {
  let out = node;
  while (out.parent?.type === 'parenthesized_expression' && !isBracketOfStatement(out.parent))
    out = out.parent;
  return out;
}

/** The same, where a call stands in the node's place and needs no brackets. */
export function climbed(node: SyntaxNode): SyntaxNode {
  return outer(node);
}

/** The bracket of `if (…)` and `sizeof (…)`: it belongs to the statement. */
export function isBracketOfStatement(node: SyntaxNode): boolean {
  return /^(?:if|while|do|switch)_statement$|^sizeof_expression$/.test(node.parent?.type ?? '');
}

/** Comments inside a node that is replaced; those inside `kept` are part of the new text already. */
export function commentsIn(node: SyntaxNode, kept: SyntaxNode, { text }: Syntax): string[] {
  return node
    .descendantsOfType('comment')
    .filter((each) => each !== null)
    .filter((each) => !(kept.startIndex <= each.startIndex && each.endIndex <= kept.endIndex))
    .map((each) => text.slice(each.startIndex, each.endIndex));
}

/** One line of what was several; only blanks go. */
export function joinedLines(text: string): string {
  return text.replace(/[ \t]*\n\s*/g, ' ');
}

/** Whether a preprocessor line stands in the expression around a node: then its text is not what any compiler sees. */
export function splitByDirective(node: SyntaxNode, { text }: Syntax): boolean {
  let top = node;
  for (
    let up = node.parent;
    up && /_expression$|^argument_list$|^init_declarator$/.test(up.type);
    up = up.parent
  )
    top = up;
  return /\n[ \t]*#/.test(text.slice(top.startIndex, top.endIndex));
}

/** An expression as an argument: without brackets all around it. */
export function argument(expression: string): string {
  const text = expression.trim();
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    if (depth === 0 && at < text.length - 1) return text;
    if (depth === 1 && text[at] === ',') return text;
  }
  return argument(text.slice(1, -1));
}
