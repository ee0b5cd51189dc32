import type { SyntaxNode } from '../../syntax/parser.ts';
import { unwrap } from '../../types/declaration.ts';

/** A variable given a value: an assignment, or a declaration with an initialiser. */
export interface Setting {
  readonly name: string;
  /** the value; null where it is not one expression: `x++`, `x += n`, `&x` handed on, a loop macro's cursor */
  readonly value: SyntaxNode | null;
  readonly node: SyntaxNode;
}

/** A member or an element given a value: `inode->i_mapping = m`, `pages[i] = p`. */
export interface Store {
  /** the member's name; for an element the name of the array */
  readonly name: string;
  readonly node: SyntaxNode;
}

const KINDS = [
  'assignment_expression',
  'init_declarator',
  'update_expression',
  'pointer_expression',
  'gnu_asm_output_operand',
  'call_expression',
  'while_statement',
];

/** Loop macros, as the kernel names them. */
const LOOP = /for_?each/i;

/**
 * Every setting in a function, in order. `setters` are macros that set the variables they are given; a loop macro
 * sets its cursor, and stands in the masked text as `while`.
 */
export function* settingsIn(
  definition: SyntaxNode,
  text: string,
  setters: readonly string[],
): Generator<Setting> {
  for (const node of definition.descendantsOfType(KINDS)) {
    if (!node) continue;
    const { type } = node;
    if (type === 'assignment_expression') {
      const left = bare(node.childForFieldName('left'));
      const plain = node.childForFieldName('operator')?.text === '=';
      const value = plain ? node.childForFieldName('right') : null;
      if (left?.type === 'identifier') yield { name: left.text, value, node };
    } else if (type === 'init_declarator') {
      const name = unwrap(node, { k: 'scalar' })?.name;
      if (name) yield { name, value: node.childForFieldName('value'), node };
    } else if (type === 'call_expression') {
      const callee = node.childForFieldName('function')?.text ?? '';
      if (LOOP.test(callee) || setters.includes(callee))
        yield* named(node.childForFieldName('arguments')?.namedChildren ?? [], node);
    } else if (type === 'while_statement') {
      const head = node.childForFieldName('condition');
      if (head && LOOP.test(text.slice(node.startIndex, head.startIndex))) yield* named(operands(head), head);
    } else if (type === 'gnu_asm_output_operand') {
      yield* named([node.childForFieldName('value')], node);
    } else {
      const operator = node.childForFieldName('operator')?.text;
      const argument = bare(node.childForFieldName('argument'));
      if (argument?.type === 'identifier' && operator !== '*')
        yield { name: argument.text, value: null, node };
    }
  }
}

/** Every store through a pointer or into an array. */
export function* storesIn(definition: SyntaxNode, storeMacros: readonly string[]): Generator<Store> {
  const kinds = ['assignment_expression', 'update_expression', 'call_expression'];
  for (const node of definition.descendantsOfType(kinds)) {
    const left = node && stored(node, storeMacros);
    if (!node || !left) continue;
    const member = left.type === 'field_expression' ? left.childForFieldName('field') : null;
    const base = left.type === 'subscript_expression' ? left.childForFieldName('argument') : null;
    const name = member?.text ?? (base && lastName(base));
    if (name) yield { name, node };
  }
}

function stored(node: SyntaxNode, storeMacros: readonly string[]): SyntaxNode | null {
  if (node.type !== 'call_expression')
    return bare(node.childForFieldName('left') ?? node.childForFieldName('argument'));
  const isStore = storeMacros.includes(node.childForFieldName('function')?.text ?? '');
  const first = isStore ? bare(node.childForFieldName('arguments')?.namedChildren[0] ?? null) : null;
  // `xchg(&page->mapping, NULL)`
  return first?.type === 'pointer_expression' ? bare(first.childForFieldName('argument')) : first;
}

/** `rpages` of `cc->rpages`. */
function lastName(node: SyntaxNode): string {
  return /(\w+)\W*$/.exec(node.text)?.[1] ?? '';
}

function* named(nodes: readonly (SyntaxNode | null)[], node: SyntaxNode): Generator<Setting> {
  for (const each of nodes) if (each?.type === 'identifier') yield { name: each.text, value: null, node };
}

/** The parts of a comma expression. */
function operands(node: SyntaxNode): SyntaxNode[] {
  const at = bare(node);
  if (at?.type !== 'comma_expression') return at ? [at] : [];
  return at.namedChildren.flatMap((each) => (each ? operands(each) : []));
}

function bare(node: SyntaxNode | null): SyntaxNode | null {
  const inner = node?.type === 'parenthesized_expression' ? node.namedChildren[0] : null;
  return inner ? bare(inner) : node;
}
