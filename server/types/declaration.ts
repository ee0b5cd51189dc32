import type { SyntaxNode } from '../syntax/parser.ts';
import { type CType, type Members, pointer, SCALAR, type Slot, unknown } from './ctype.ts';

/** A name that a declaration introduces. */
export interface Declared {
  readonly name: string;
  readonly type: CType;
  /** the identifier */
  readonly node: SyntaxNode;
  /** the initialiser, when there is one */
  readonly value: SyntaxNode | null;
}

/** The type of the expression inside a `typeof (…)` that spans these offsets of the original text. */
export type TypeofReader = (start: number, end: number) => CType;

/** The names of a declaration, parameter, member or typedef. Nameless ones yield nothing. */
export function declaredBy(node: SyntaxNode, typeofReader?: TypeofReader, depth = 0): Declared[] {
  const specifier = node.childForFieldName('type');
  const declarators = node.childrenForFieldName('declarator');
  if (!specifier || declarators.length === 0) return [];
  const base = specifierType(specifier, typeofReader, depth);
  const found: Declared[] = [];
  for (const declarator of declarators) {
    if (!declarator) continue;
    const value = declarator.type === 'init_declarator' ? declarator.childForFieldName('value') : null;
    const unwrapped = unwrap(declarator, base);
    if (unwrapped) found.push({ ...unwrapped, value });
  }
  return found;
}

/** More stars, brackets or nameless records than this are not read. */
const MAX_NESTING = 100;

/** The type that a declarator gives a name: `**p[4]` of `base`. Null when there is no name in it. */
export function unwrap(
  declarator: SyntaxNode,
  base: CType,
): { name: string; type: CType; node: SyntaxNode } | null {
  let type = base;
  let node: SyntaxNode | null = declarator;
  for (let depth = 0; node && depth < MAX_NESTING; depth++) {
    switch (node.type) {
      case 'identifier':
      case 'field_identifier':
      case 'type_identifier':
        return { name: node.text, type, node };
      case 'pointer_declarator':
      case 'abstract_pointer_declarator':
      case 'array_declarator':
      case 'abstract_array_declarator':
        type = pointer(type);
        break;
      case 'function_declarator':
      case 'abstract_function_declarator':
        type = { k: 'function', result: type };
        break;
      case 'init_declarator':
      case 'parenthesized_declarator':
      case 'attributed_declarator':
        break;
      default:
        return null;
    }
    node = node.childForFieldName('declarator') ?? firstDeclarator(node);
  }
  return null;
}

function firstDeclarator(node: SyntaxNode): SyntaxNode | null {
  return (
    node.namedChildren.find((child) => child !== null && /declarator$|identifier$/.test(child.type)) ?? null
  );
}

/** The type named by a specifier: `struct page`, `union {…}`, `gfp_t`, `typeof (x)`. */
export function specifierType(node: SyntaxNode, typeofReader?: TypeofReader, depth = 0): CType {
  switch (node.type) {
    case 'struct_specifier':
    case 'union_specifier': {
      const tag = node.type === 'struct_specifier' ? 'struct' : 'union';
      const name = node.childForFieldName('name');
      if (name) return { k: 'record', tag, name: name.text };
      const body = node.childForFieldName('body');
      return body
        ? { k: 'anonymous', members: membersOf(body, depth + 1) }
        : unknown('a record without a name or body');
    }
    case 'type_identifier': {
      const name = node.text;
      if (!/^_*typeof/.test(name)) return typeName(name);
      return typeofReader ? typeofReader(node.startIndex, node.endIndex) : unknown('a typeof');
    }
    case 'primitive_type':
    case 'sized_type_specifier':
    case 'enum_specifier':
      return SCALAR;
    default:
      return unknown(`a type written as ${node.type}`);
  }
}

/** `struct_page` is how masking writes a type that stands as a macro's argument. */
export function typeName(name: string): CType {
  const joined = /^(struct|union)_(\w+)$/.exec(name);
  if (joined?.[1] && joined[2]) return { k: 'record', tag: joined[1] as 'struct' | 'union', name: joined[2] };
  return { k: 'typedef', name };
}

/** A type in a cast, `sizeof` or macro argument: `struct page *`. */
export function descriptorType(node: SyntaxNode, typeofReader?: TypeofReader): CType {
  const specifier = node.childForFieldName('type');
  if (!specifier) return unknown('a type that could not be read');
  let type = specifierType(specifier, typeofReader);
  let declarator = node.childForFieldName('declarator');
  for (let depth = 0; declarator && depth < MAX_NESTING; depth++) {
    if (declarator.type === 'abstract_function_declarator') type = { k: 'function', result: type };
    else if (declarator.type !== 'abstract_parenthesized_declarator') type = pointer(type);
    declarator = declarator.childForFieldName('declarator') ?? null;
  }
  return type;
}

/**
 * Members of a record's body, all `#if` branches together, nameless structs and unions merged in.
 */
export function membersOf(body: SyntaxNode, depth = 0): Members {
  const members: Record<string, CType[]> = Object.create(null);
  const add = (name: string, type: CType): void => {
    const known = members[name];
    if (known) known.push(type);
    else members[name] = [type];
  };
  if (depth > MAX_NESTING) return members;
  const visit = (node: SyntaxNode): void => {
    for (const child of node.namedChildren) {
      if (!child) continue;
      if (child.type === 'field_declaration') {
        const declared = declaredBy(child, undefined, depth);
        for (const each of declared) add(each.name, each.type);
        const specifier = child.childForFieldName('type');
        const nested = specifier?.childForFieldName('body');
        if (declared.length === 0 && nested)
          for (const [name, types] of Object.entries(membersOf(nested, depth + 1)))
            for (const type of types) add(name, type);
      } else if (child.type.startsWith('preproc_') || child.type === 'ERROR') visit(child);
      else if (child.type === 'field_declaration_list') visit(child);
    }
  };
  visit(body);
  return members;
}

/**
 * Members in the order that braces without designators fill them, up to the first `#if`: from there
 * on the place of a member depends on the configuration.
 */
export function slotsOf(body: SyntaxNode): Slot[] {
  const slots: Slot[] = [];
  for (const child of body.namedChildren) {
    if (child?.type.startsWith('preproc_') || child?.type === 'ERROR') break;
    if (child?.type !== 'field_declaration') continue;
    const declared = declaredBy(child);
    const specifier = child.childForFieldName('type');
    if (declared.length > 0) slots.push(...declared.map(({ name, type }) => ({ name, type })));
    else if (specifier?.childForFieldName('body')) slots.push({ name: null, type: specifierType(specifier) });
  }
  return slots;
}
