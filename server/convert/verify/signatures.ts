import type { SyntaxNode } from '../../syntax/parser.ts';
import { functionName } from '../../types/scope.ts';
import { declared } from '../header/declare.ts';
import { functionKey } from '../stages/callers.ts';
import type { ParsedFiles } from '../stages/sources.ts';
import { planOf } from '../stages/stage.ts';
import type { ConversionTree } from '../tree.ts';

/** A function, or a slot of a table, that takes the plan's parameter: what its declaration says. */
export interface Signature {
  readonly kind: 'function' | 'slot';
  /** the function's as the whole tree knows it, or `record.member` */
  readonly key: string;
  readonly name: string;
  /** the slot's record */
  readonly table: string | null;
  readonly file: string;
  readonly offset: number;
  /** which parameter it is, of how many */
  readonly index: number;
  readonly count: number;
  readonly variadic: boolean;
  /** whether this declaration has a body, and whether that body names the parameter */
  readonly body: 'none' | 'uses' | 'leaves';
}

/** Every declaration in the tree with a parameter of the plan's name and type. */
export async function signaturesOf(tree: ConversionTree, files: ParsedFiles): Promise<Signature[]> {
  const { parameter } = planOf(tree);
  const found: Signature[] = [];
  for (const file of tree.naming([parameter])) {
    if (!(tree.text(file) ?? '').includes(parameter)) continue;
    await tree.rest();
    const sites = files.sites(file);
    for (const node of sites?.syntax.root.descendantsOfType('function_declarator') ?? []) {
      const signature = node && signatureOf(node, file, tree);
      if (signature) found.push(signature);
    }
  }
  return found;
}

function signatureOf(node: SyntaxNode, file: string, tree: ConversionTree): Signature | null {
  const { parameter } = planOf(tree);
  const list = parametersIn(node);
  const index = list.findIndex(
    (each) => plainText(each) === plainText({ text: declared(tree.field, parameter) }),
  );
  if (index < 0) return null;
  const at = {
    file,
    index,
    count: list.length,
    variadic: isVariadic(node),
  };
  const name = node.childForFieldName('declarator');
  const definition = definitionOf(node);
  if (name?.type === 'identifier') {
    const top = definition ?? declarationOf(node);
    const isStatic = /\bstatic\b/.test(top ? top.text.slice(0, node.startIndex - top.startIndex) : '');
    const body = definition?.childForFieldName('body');
    return {
      ...at,
      kind: 'function',
      name: name.text,
      key: functionKey(file, name.text, isStatic),
      table: null,
      offset: name.startIndex,
      body: !body
        ? 'none'
        : body.descendantsOfType('identifier').some((each) => each?.text === parameter)
          ? 'uses'
          : 'leaves',
    };
  }
  const member = name?.descendantsOfType('field_identifier')[0];
  const record = recordAround(node);
  if (!member || record === null) return null;
  return {
    ...at,
    kind: 'slot',
    name: member.text,
    key: `${record}.${member.text}`,
    table: record,
    offset: member.startIndex,
    body: 'none',
  };
}

/** The parameters of a declarator, `void` alone being none. */
export function parametersIn(declarator: SyntaxNode): SyntaxNode[] {
  const list = (declarator.childForFieldName('parameters')?.namedChildren ?? []).flatMap((each) =>
    each?.type === 'parameter_declaration' ? [each] : [],
  );
  return list.length === 1 && list[0]?.text.trim() === 'void' ? [] : list;
}

export function isVariadic(declarator: SyntaxNode): boolean {
  return (
    declarator
      .childForFieldName('parameters')
      ?.children.some((each) => each?.type === 'variadic_parameter') ?? false
  );
}

function plainText({ text }: { readonly text: string }): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\s*\*\s*/g, '*')
    .trim();
}

/** The definition that this is the head of: not one that it merely stands in. */
function definitionOf(declarator: SyntaxNode): SyntaxNode | null {
  for (let up = declarator.parent; up; up = up.parent) {
    if (up.type === 'function_definition') return functionName(up)?.parent?.id === declarator.id ? up : null;
    if (!/declarator$/.test(up.type)) return null;
  }
  return null;
}

function declarationOf(declarator: SyntaxNode): SyntaxNode | null {
  let up = declarator.parent;
  while (up && /declarator$/.test(up.type)) up = up.parent;
  return up;
}

function recordAround(node: SyntaxNode): string | null {
  for (let up = node.parent; up; up = up.parent)
    if (up.type === 'struct_specifier') return up.childForFieldName('name')?.text ?? null;
  return null;
}
