import { definitionsOf } from '../../paths/definitions.ts';
import { declaredName, fieldOf, functionAround } from '../../paths/nodes.ts';
import { wordOffsets } from '../../paths/regions.ts';
import { eachStretch, type Stretch } from '../../paths/stretch.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import type { ConversionTree } from '../tree.ts';
import { listed } from './lists.ts';

/** Pointers to functions: which typedef a variable or a parameter is declared with, and where a value goes to. */

/**
 * The typedef of the variable or parameter that a function's address, or the value of a slot, goes to at a place:
 * as an argument, by assignment or as its first value. Null where that cannot be told.
 */
export function typeTaking(tree: ConversionTree, { root, spot }: Stretch, value: SyntaxNode): string | null {
  const at = outermost(value);
  const up = at.parent;
  const { file } = spot(root.startIndex);
  if (up?.type === 'argument_list') {
    const callee = up.parent && fieldOf(up.parent, 'function');
    if (callee?.type !== 'identifier') return null;
    return parameterTypedef(tree, file, callee.text, argumentIndex(up, at));
  }
  if (up?.type === 'assignment_expression' && fieldOf(up, 'right')?.id === at.id) {
    const left = fieldOf(up, 'left');
    return left?.type === 'identifier' ? variableTypedef(left) : null;
  }
  if (up?.type === 'init_declarator' && fieldOf(up, 'value')?.id === at.id)
    return up.parent && functionAround(up) ? typedefOf(up.parent) : null;
  return null;
}

/** What a value stands in without becoming another: brackets, `&f`, `*f`, one of two ways of `a ? f : g`. */
export function outermost(value: SyntaxNode): SyntaxNode {
  let at = value;
  for (let up = at.parent; up; up = at.parent) {
    const same =
      /^(?:parenthesized|pointer)_expression$/.test(up.type) ||
      (up.type === 'conditional_expression' && fieldOf(up, 'condition')?.id !== at.id);
    if (!same) break;
    at = up;
  }
  return at;
}

/** Macros that ask whether something is there, and functions that print it. */
const ASKS = /^(?:likely|unlikely|WARN_ON\w*|BUG_ON|READ_ONCE|printk\w*|pr_[a-z]+|seq_printf)$/;

/** Whether only its being there is asked of a value, or it is printed. */
export function isAsked(at: SyntaxNode): boolean {
  const up = at.parent;
  if (up?.type === 'return_statement') return false;
  if (!up || at.type === 'parenthesized_expression' || /_statement$|^unary_expression$/.test(up.type))
    return true;
  if (/^(?:==|!=|&&|\|\|)$/.test(fieldOf(up, 'operator')?.text ?? '')) return true;
  if (up.type === 'conditional_expression') return fieldOf(up, 'condition')?.id === at.id;
  const callee = up.type === 'argument_list' ? up.parent && fieldOf(up.parent, 'function')?.text : null;
  return callee ? ASKS.test(callee) : up.type === 'call_expression' && fieldOf(up, 'function')?.id === at.id;
}

/** `typeTaking` for a place of a file's text. */
export function typeTakingAt(tree: ConversionTree, file: string, offset: number): string | null {
  let found: string | null = null;
  eachStretch(tree.parser, file, tree.text(file) ?? '', [offset], (stretch, [at = 0]) => {
    const node = stretch.root.descendantForIndex(at);
    if (node) found = typeTaking(tree, stretch, node);
  });
  return found;
}

/** Which argument of a call a node is, counted from 0. */
export function argumentIndex(list: SyntaxNode, argument: SyntaxNode): number {
  return listed(list).findIndex((each) => each.id === argument.id);
}

/** The typedef that the function around declares a name with; null where it declares it otherwise, or not. */
export function variableTypedef(name: SyntaxNode): string | null {
  return typedefIn(functionAround(name), name.text);
}

/** The typedef that a function declares a name with. */
export function typedefIn(definition: SyntaxNode | null, name: string): string | null {
  const declaration = declarationIn(definition, name);
  return declaration && typedefOf(declaration);
}

/** Whether the function around declares a name at all. */
export function isVariable(name: SyntaxNode): boolean {
  return declarationIn(functionAround(name), name.text) !== null;
}

function declarationIn(definition: SyntaxNode | null, name: string): SyntaxNode | null {
  for (const each of definition?.descendantsOfType(['parameter_declaration', 'declaration']) ?? [])
    if (each?.childrenForFieldName('declarator').some((one) => declaredName(one)?.text === name)) return each;
  return null;
}

function typedefOf(declaration: SyntaxNode): string | null {
  const type = fieldOf(declaration, 'type');
  return type?.type === 'type_identifier' ? type.text : null;
}

const KNOWN = new WeakMap<ConversionTree, Map<string, string | null>>();

/** The typedef of a function's parameter, by its definition or prototype, as a file means the name. */
export function parameterTypedef(
  tree: ConversionTree,
  file: string,
  name: string,
  index: number,
): string | null {
  const known = KNOWN.get(tree) ?? new Map<string, string | null>();
  KNOWN.set(tree, known);
  const own = definitionsOf(tree.text(file) ?? '', name).length > 0;
  const key = `${own ? file : ''}:${name}:${index}`;
  let type = known.get(key);
  if (type === undefined) {
    type = null;
    for (const each of own ? [file] : declaringFirst(tree.naming([name]))) {
      const found = declaredIn(tree, each, name);
      if (!found) continue;
      type = found[index] ?? null;
      break;
    }
    known.set(key, type);
  }
  return type;
}

/** Headers first: what one file calls another defines is declared there. */
function declaringFirst(files: readonly string[]): string[] {
  return [...files].sort((a, b) => Number(b.endsWith('.h')) - Number(a.endsWith('.h')));
}

/** The typedefs of the parameters in a file's declaration of a function; null where it has none. */
function declaredIn(tree: ConversionTree, file: string, name: string): (string | null)[] | null {
  const text = tree.text(file) ?? '';
  // a call stands on an indented line
  const heads = wordOffsets(text, name).filter((at) =>
    /^(?:\S[^;{}()]*)?$/.test(text.slice(text.lastIndexOf('\n', at - 1) + 1, at)),
  );
  let found: (string | null)[] | null = null;
  eachStretch(tree.parser, file, text, heads, ({ root }, inside) => {
    for (const offset of inside) {
      const head = root.descendantForIndex(offset, offset + name.length)?.parent;
      if (found || head?.type !== 'function_declarator') continue;
      const list = fieldOf(head, 'parameters')?.namedChildren ?? [];
      found = list.flatMap((each) => (each?.type === 'parameter_declaration' ? [typedefOf(each)] : []));
    }
  });
  return found;
}
