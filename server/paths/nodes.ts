import type { SyntaxNode } from '../syntax/parser.ts';

/** Reading a C syntax tree: the few shapes that the call graph needs. */

export function fieldOf(node: SyntaxNode, field: string): SyntaxNode | null {
  return node.childForFieldName(field);
}

/** `x`, `(x)`, `&x`, `(type)x`: the identifier that is meant, or null. */
export function plainName(node: SyntaxNode | null): SyntaxNode | null {
  let at = node;
  for (let i = 0; at && i < 8; i++) {
    if (at.type === 'identifier') return at;
    if (at.type === 'pointer_expression') at = fieldOf(at, 'argument');
    else if (at.type === 'cast_expression') at = fieldOf(at, 'value');
    else if (at.type === 'parenthesized_expression') at = at.namedChild(0);
    else return null;
  }
  return null;
}

/** The innermost identifier of a declarator: `*(*name[3])(void)` → name. */
export function declaredName(node: SyntaxNode | null): SyntaxNode | null {
  let at = node;
  for (let i = 0; at && i < 16; i++) {
    if (at.type === 'identifier' || at.type === 'field_identifier' || at.type === 'type_identifier')
      return at;
    at = fieldOf(at, 'declarator') ?? (at.type === 'parenthesized_declarator' ? at.namedChild(0) : null);
  }
  return null;
}

/** `struct foo` or `union foo` in a type position: `foo`; null for anything else. */
export function recordNamed(type: SyntaxNode | null): string | null {
  if (!type || (type.type !== 'struct_specifier' && type.type !== 'union_specifier')) return null;
  return fieldOf(type, 'name')?.text ?? null;
}

/** How many `*` stand between the type and the name, outside function and array shapes. */
export function pointerDepth(declarator: SyntaxNode | null): number {
  let depth = 0;
  let at = declarator;
  for (let i = 0; at && i < 16; i++) {
    if (at.type === 'pointer_declarator') depth++;
    else if (at.type === 'function_declarator') return -1;
    at = fieldOf(at, 'declarator') ?? (at.type === 'parenthesized_declarator' ? at.namedChild(0) : null);
  }
  return depth;
}

/** The function definition around a node, or null at file scope. */
export function functionAround(node: SyntaxNode): SyntaxNode | null {
  let at: SyntaxNode | null = node;
  while (at && at.type !== 'function_definition') at = at.parent;
  return at;
}

/** The name node of a function definition, also when its head is a macro such as SYSCALL_DEFINE2. */
export function functionName(definition: SyntaxNode): SyntaxNode | null {
  return declaredName(fieldOf(definition, 'declarator'));
}

/** The record of a parameter or local of this name in the function, by its declaration. */
export function declaredRecord(definition: SyntaxNode, name: string): string | null {
  for (const declaration of definition.descendantsOfType(['parameter_declaration', 'declaration'])) {
    if (!declaration) continue;
    const record = recordNamed(fieldOf(declaration, 'type'));
    if (record === null) continue;
    for (const declarator of declaration.childrenForFieldName('declarator')) {
      if (declarator && declaredName(declarator)?.text === name) return record;
    }
  }
  return null;
}
