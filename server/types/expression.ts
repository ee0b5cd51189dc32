import type { SyntaxNode } from '../syntax/parser.ts';
import { type CType, pointer, SCALAR, unknown } from './ctype.ts';
import { descriptorType, typeName } from './declaration.ts';

/** What typing an expression needs to know about where it stands. */
export interface Environment {
  /** the type of a local name here, or null when the function declares none */
  local(name: string, offset: number): CType | null;
  /** the type of the expression inside a `typeof (…)` at these offsets */
  typeof(start: number, end: number): CType;
  /** macros that yield their first argument: `READ_ONCE`, `unlikely` … */
  isTransparent(name: string): boolean;
}

/** Nobody nests deeper by hand; generated tables do, and must not exhaust the stack. */
const MAX_NESTING = 200;

/** The type of an expression, symbolic where another file must be asked. */
export function typeOf(node: SyntaxNode, env: Environment, depth = 0): CType {
  if (depth > MAX_NESTING) return unknown('an expression nested too deep');
  switch (node.type) {
    case 'identifier': {
      const name = node.text;
      const local = env.local(name, node.startIndex);
      if (local) return local;
      if (/^(?:struct|union)_\w/.test(name)) return typeName(name);
      if (/^_*typeof/.test(name)) return env.typeof(node.startIndex, node.endIndex);
      return { k: 'global', name };
    }
    case 'parenthesized_expression': {
      const inner = lastExpression(node);
      return inner ? typeOf(inner, env, depth + 1) : unknown('an empty bracket');
    }
    case 'compound_statement': {
      // a statement expression has the value of its last statement
      const last = lastExpression(node);
      return last ? typeOf(last, env, depth + 1) : unknown('a block without a value');
    }
    case 'expression_statement':
    case 'comma_expression': {
      const last = lastExpression(node);
      return last ? typeOf(last, env, depth + 1) : unknown('an empty statement');
    }
    case 'field_expression': {
      const base = node.childForFieldName('argument');
      const field = node.childForFieldName('field');
      if (!base || !field) return unknown('a member access cut short');
      const of = typeOf(base, env, depth + 1);
      return { k: 'member', of: isArrow(node) ? dereference(of) : of, name: field.text };
    }
    case 'pointer_expression': {
      const argument = node.childForFieldName('argument');
      if (!argument) return unknown('an operator without operand');
      const of = typeOf(argument, env, depth + 1);
      return node.childForFieldName('operator')?.text === '&' ? pointer(of) : dereference(of);
    }
    case 'subscript_expression': {
      const array = node.childForFieldName('argument');
      return array ? dereference(typeOf(array, env, depth + 1)) : unknown('an index without array');
    }
    case 'cast_expression':
    case 'compound_literal_expression': {
      const type = node.childForFieldName('type');
      return type
        ? descriptorType(type, (start, end) => env.typeof(start, end))
        : unknown('a cast without type');
    }
    case 'conditional_expression': {
      const yes = node.childForFieldName('consequence');
      const no = node.childForFieldName('alternative');
      const type = yes ? typeOf(yes, env, depth + 1) : SCALAR;
      return type.k === 'scalar' && no ? typeOf(no, env, depth + 1) : type;
    }
    case 'assignment_expression':
    case 'update_expression': {
      const target = node.childForFieldName('left') ?? node.childForFieldName('argument');
      return target ? typeOf(target, env, depth + 1) : unknown('an assignment without target');
    }
    case 'binary_expression': {
      // pointer arithmetic keeps the pointer
      const operator = node.childForFieldName('operator')?.text;
      const left = node.childForFieldName('left');
      const right = node.childForFieldName('right');
      if (!left || !right || (operator !== '+' && operator !== '-')) return SCALAR;
      const type = typeOf(left, env, depth + 1);
      return type.k === 'scalar' && operator === '+' ? typeOf(right, env, depth + 1) : type;
    }
    case 'call_expression':
      return typeOfCall(node, env, depth + 1);
    case 'generic_expression':
      return typeOfGeneric(node, env, depth + 1);
    case 'type_descriptor':
      return descriptorType(node, (start, end) => env.typeof(start, end));
    case 'number_literal':
    case 'char_literal':
    case 'string_literal':
    case 'concatenated_string':
    case 'null':
    case 'sizeof_expression':
    case 'offsetof_expression':
    case 'unary_expression':
    case 'true':
    case 'false':
      return SCALAR;
    default:
      return unknown(`an expression of the form ${node.type}`);
  }
}

/**
 * The first branch speaks for all: the kernel's `_Generic` differ in const only. A branch that hands
 * back the controlling expression has the type that selects it.
 */
function typeOfGeneric(node: SyntaxNode, env: Environment, depth: number): CType {
  const [control, descriptor, value] = node.namedChildren;
  if (!control || !descriptor || !value) return unknown('an empty _Generic');
  return typeOf(
    descriptor.type === 'type_descriptor' && value.text === control.text ? descriptor : value,
    env,
    depth,
  );
}

function typeOfCall(node: SyntaxNode, env: Environment, depth: number): CType {
  const callee = node.childForFieldName('function');
  const list = node.childForFieldName('arguments');
  const args = (list?.namedChildren ?? []).filter(
    (arg): arg is SyntaxNode => arg !== null && arg.type !== 'comment',
  );
  if (!callee) return unknown('a call without a function');
  if (callee.type !== 'identifier') return resultOf(typeOf(callee, env, depth + 1));
  const name = callee.text;
  const first = args[0];
  if (env.isTransparent(name) && first) return typeOf(first, env, depth + 1);
  const local = env.local(name, callee.startIndex);
  if (local) return resultOf(local);
  return { k: 'call', name, args: args.map((arg) => typeOf(arg, env, depth + 1)) };
}

/** What calling a value of this type gives, through a pointer to a function or not. */
export function resultOf(type: CType): CType {
  if (type.k === 'function') return type.result;
  if (type.k === 'pointer' && type.to.k === 'function') return type.to.result;
  return { k: 'invoke', of: type };
}

export function dereference(type: CType): CType {
  return type.k === 'pointer' ? type.to : type.k === 'unknown' ? type : { k: 'deref', of: type };
}

export function isArrow(field: SyntaxNode): boolean {
  return field.childForFieldName('operator')?.text === '->';
}

function lastExpression(node: SyntaxNode): SyntaxNode | null {
  const children = node.namedChildren;
  for (let i = children.length - 1; i >= 0; i--) {
    const child = children[i];
    if (child && child.type !== 'comment') return child;
  }
  return null;
}
