// Expressions of C as steps: calls and accesses to the tracked field come out in the order of evaluation,
// what is left over is a value without effects.

import type { TrackedField } from '../../conversion/field.ts';
import type { Use } from '../../conversion/model.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import { fieldOf, plainName } from '../nodes.ts';
import { type Code, type Label, NOTHING } from './code.ts';
import type { Argument, Expr, Step } from './ir.ts';
import type { Locals } from './locals.ts';
import { ASSERTION, TRANSPARENT } from './nonsteps.ts';
import { argumentsOf, stripped, throughPointer } from './shapes.ts';
import { constant, type Value, ZERO } from './values.ts';

export interface Surroundings {
  readonly code: Code;
  readonly locals: Locals;
  readonly field: TrackedField;
  /** the use of the tracked field whose member name stands at this node */
  useAt(node: SyntaxNode): Use | undefined;
  /** statements inside an expression: `({ … })` gives its last value */
  block(node: SyntaxNode): Expr;
}

const POINTER_HELPERS = /^(?:IS_ERR(?:_OR_NULL)?|PTR_ERR|ERR_PTR|ERR_CAST|PTR_ERR_OR_ZERO)$/;
const NULL = /^\(*\s*(?:NULL|0)\s*\)*$/;
/** Accessors that go through the field to what it points to. */
const FOLLOWING = /_inode$/;

export class Expressions {
  constructor(private readonly around: Surroundings) {}

  /** Goes on at the next step where the condition holds, else to `no`. */
  branch(node: SyntaxNode, no: Label): void {
    const { code } = this.around;
    const inner = stripped(node);
    const operator = fieldOf(inner, 'operator')?.text;
    const left = fieldOf(inner, 'left');
    const right = fieldOf(inner, 'right');
    if (inner.type === 'unary_expression' && operator === '!') {
      const of = fieldOf(inner, 'argument');
      const yes = code.label();
      if (of) this.branch(of, yes);
      code.jump(no, inner);
      code.place(yes, inner);
    } else if (inner.type === 'binary_expression' && operator === '&&' && left && right) {
      this.branch(left, no);
      this.branch(right, no);
    } else if (inner.type === 'binary_expression' && operator === '||' && left && right) {
      const second = code.label();
      const yes = code.label();
      this.branch(left, second);
      code.jump(yes, inner);
      code.place(second, right);
      this.branch(right, no);
      code.place(yes, inner);
    } else code.branch(this.value(inner), no, inner);
  }

  /** The value of an expression, its effects written out. `toPage`: it goes to a page or folio. */
  value(node: SyntaxNode, toPage = false): Expr {
    const { code, locals } = this.around;
    const part = (name: string): Expr => {
      const child = fieldOf(node, name);
      return child ? this.value(child) : NOTHING;
    };
    switch (node.type) {
      case 'parenthesized_expression': {
        const inner = node.namedChild(0);
        if (inner?.type === 'compound_statement') return this.around.block(inner);
        return inner ? this.value(inner, toPage) : NOTHING;
      }
      case 'comma_expression':
        part('left');
        return part('right');
      case 'cast_expression': {
        const inner = fieldOf(node, 'value');
        return inner ? this.value(inner, toPage) : NOTHING;
      }
      case 'identifier':
        if (locals.names.has(node.text)) return { e: 'var', name: node.text };
        return /^[A-Z_][A-Z0-9_]+$|^false$|^true$/.test(node.text) ? known(constant(node.text)) : NOTHING;
      case 'null':
      case 'false':
        return known(ZERO);
      case 'true':
        return known('#1');
      case 'number_literal': {
        const number = Number.parseInt(node.text, /^0x/i.test(node.text) ? 16 : 10);
        return known(number === 0 ? ZERO : `#${number}`);
      }
      case 'field_expression':
        return this.#member(node);
      case 'pointer_expression': {
        const argument = fieldOf(node, 'argument');
        if (!argument) return NOTHING;
        const inner = this.value(argument);
        if (fieldOf(node, 'operator')?.text !== '&') return { e: 'opaque', parts: [inner] };
        return argument.type === 'field_expression' ? inner : { e: 'opaque', parts: [inner] };
      }
      case 'subscript_expression':
        return { e: 'opaque', parts: [part('argument'), part('index')] };
      case 'assignment_expression':
        return this.#assignment(node);
      case 'update_expression': {
        const name = plainName(fieldOf(node, 'argument'))?.text;
        if (name !== undefined) code.set(name, NOTHING, node);
        return NOTHING;
      }
      case 'unary_expression': {
        const operator = fieldOf(node, 'operator')?.text;
        const of = part('argument');
        if (operator === '!') return { e: 'not', of };
        if (operator === '-') return { e: 'minus', of };
        return operator === '~' ? { e: 'tilde', of } : NOTHING;
      }
      case 'binary_expression':
        return this.#binary(node);
      case 'conditional_expression':
        return this.#conditional(node);
      case 'call_expression':
        return this.#call(node, toPage);
      case 'initializer_list':
        for (const use of this.#usesIn(node)) this.#access(use, 'read');
        return NOTHING;
      default:
        return NOTHING;
    }
  }

  /** The use of the field that an expression is, brackets, casts and READ_ONCE aside. */
  #tracked(node: SyntaxNode): { node: SyntaxNode; use: Use } | null {
    const inner = stripped(node, true);
    const member = inner.type === 'field_expression' ? fieldOf(inner, 'field') : null;
    const use = member ? this.around.useAt(member) : undefined;
    return use ? { node: inner, use } : null;
  }

  #usesIn(node: SyntaxNode): SyntaxNode[] {
    return node
      .descendantsOfType('field_expression')
      .filter((each): each is SyntaxNode => each !== null && this.#tracked(each) !== null);
  }

  /** Writes an access out; the result is in the local that is returned. */
  #access(
    node: SyntaxNode,
    does: Extract<Step, { s: 'field' }>['does'],
    other: Expr = NOTHING,
    guess: string | null = null,
  ): Expr {
    const { code } = this.around;
    const tracked = this.#tracked(node);
    const base = tracked && fieldOf(tracked.node, 'argument');
    const to = code.temp();
    const doubt = tracked?.use.record === null ? 'the type of the base is not known' : null;
    const page = base ? this.value(base) : NOTHING;
    code.push({ s: 'field', to, does, page, other, by: null, guess: guess ?? doubt, at: code.at(node) });
    return { e: 'var', name: to };
  }

  #member(node: SyntaxNode): Expr {
    if (this.#tracked(node)) return this.#access(node, 'read');
    const base = fieldOf(node, 'argument');
    const field = fieldOf(node, 'field')?.text ?? '';
    if (base && this.#tracked(base)) {
      this.#access(base, 'follow');
      return NOTHING;
    }
    if (field === 'i_size') return known('Z');
    return { e: 'member', base: base ? this.value(base) : NOTHING, field };
  }

  #binary(node: SyntaxNode): Expr {
    const { code } = this.around;
    const [left, right] = [fieldOf(node, 'left'), fieldOf(node, 'right')];
    const op = fieldOf(node, 'operator')?.text ?? '';
    if (!left || !right) return NOTHING;
    if (op === '&&' || op === '||') {
      const to = code.temp();
      const [no, end] = [code.label(), code.label()];
      this.branch(node, no);
      code.set(to, known('#1'), node);
      code.jump(end, node);
      code.place(no, node);
      code.set(to, known(ZERO), node);
      code.place(end, node);
      return { e: 'var', name: to };
    }
    const first = this.#tracked(left);
    const field = first ?? this.#tracked(right);
    if (field && (op === '==' || op === '!=')) {
      const otherNode = first ? right : left;
      const test = this.#compared(field, otherNode);
      return op === '==' ? test : { e: 'not', of: test };
    }
    const accessor = this.#accessorIn(left) ?? this.#accessorIn(right);
    if (accessor && (op === '==' || op === '!=')) {
      const otherNode = accessor.node.id === stripped(left, true).id ? right : left;
      const isNull = NULL.test(otherNode.text);
      const other = isNull ? NOTHING : this.value(otherNode);
      const test = this.#asked(accessor, isNull ? 'set' : 'is', other);
      return isNull === (op === '==') ? { e: 'not', of: test } : test;
    }
    return { e: 'binary', op, left: this.value(left), right: this.value(right) };
  }

  /** A call of a function that reads the field for its caller. */
  #accessorIn(node: SyntaxNode): { node: SyntaxNode; name: string; page: SyntaxNode } | null {
    const call = stripped(node, true);
    const callee = call.type === 'call_expression' ? fieldOf(call, 'function') : null;
    const [page] = argumentsOf(call);
    const name = callee?.type === 'identifier' ? callee.text : '';
    if (!page || FOLLOWING.test(name) || !this.around.field.accessors.includes(name)) return null;
    return { node: call, name, page };
  }

  /** `page->mapping == other`, as a value that is not zero when they are equal. */
  #compared({ node, use }: { node: SyntaxNode; use: Use }, otherNode: SyntaxNode): Expr {
    if (NULL.test(otherNode.text)) return { e: 'not', of: this.#access(node, 'set') };
    const both = this.#tracked(otherNode);
    if (both) {
      this.#access(both.node, 'read');
      return this.#access(node, 'is', NOTHING, 'the fields of two pages are compared; one page is played');
    }
    const other = this.value(otherNode);
    return this.#access(node, use.role === 'tag' ? 'compare-other' : 'is', other);
  }

  #assignment(node: SyntaxNode): Expr {
    const { code, locals } = this.around;
    const [left, right] = [fieldOf(node, 'left'), fieldOf(node, 'right')];
    if (!left || !right) return NOTHING;
    const op = fieldOf(node, 'operator')?.text ?? '=';
    const target = stripped(left);
    const name = target.type === 'identifier' ? target.text : undefined;
    const value = this.value(right, name !== undefined && locals.pages.has(name));
    if (this.#tracked(left)) {
      this.#access(left, 'write', value);
      return value;
    }
    if (name === undefined || !locals.names.has(name)) {
      if (name === undefined) this.value(left);
      return value;
    }
    const whole: Expr =
      op === '=' ? value : { e: 'binary', op: op.slice(0, -1), left: { e: 'var', name }, right: value };
    code.set(name, whole, node);
    return { e: 'var', name };
  }

  #conditional(node: SyntaxNode): Expr {
    const { code } = this.around;
    const condition = fieldOf(node, 'condition');
    const [yes, no] = [fieldOf(node, 'consequence'), fieldOf(node, 'alternative')];
    if (!condition || !no) return NOTHING;
    const to = code.temp();
    const [otherwise, end] = [code.label(), code.label()];
    this.branch(condition, otherwise);
    code.set(to, yes ? this.value(yes) : NOTHING, node);
    code.jump(end, node);
    code.place(otherwise, node);
    code.set(to, this.value(no), node);
    code.place(end, node);
    return { e: 'var', name: to };
  }

  #call(node: SyntaxNode, toPage: boolean): Expr {
    const { code, locals, field } = this.around;
    const callee = fieldOf(node, 'function');
    const nodes = argumentsOf(node);
    const [first] = nodes;
    if (!callee) return NOTHING;
    const name = callee.type === 'identifier' ? callee.text : null;
    if (name !== null && !locals.names.has(name)) {
      if (ASSERTION.test(name) && node.parent?.type === 'expression_statement')
        return this.#assertion(node, name);
      if (TRANSPARENT.test(name) && first) return this.value(first, toPage);
      if (first && field.accessors.includes(name)) return this.#accessor(node, name, first);
      if (first && field.storeMacros.includes(name)) {
        const word = first.type === 'pointer_expression' ? fieldOf(first, 'argument') : first;
        if (word && this.#tracked(word)) {
          const value = nodes.at(-1);
          this.#access(word, 'write', value && value !== first ? this.value(value) : NOTHING);
          return NOTHING;
        }
      }
      if (first && POINTER_HELPERS.test(name))
        return { e: 'binary', op: name, left: this.value(first), right: NOTHING };
    }
    const args = nodes.map(
      (arg): Argument => ({ value: this.value(arg), text: arg.text, carries: locals.carries(arg) }),
    );
    const to = code.temp();
    const rest = { to, args, spoils: locals.spoiled(nodes), toPage, at: code.at(node) };
    if (name !== null && !locals.names.has(name)) code.push({ s: 'call', name, ...rest });
    else code.push({ s: 'slot', ...throughPointer(callee), text: callee.text, ...rest });
    return { e: 'var', name: to };
  }

  #accessor(node: SyntaxNode, name: string, page: SyntaxNode): Expr {
    const read = !FOLLOWING.test(name);
    const value = this.#asked({ node, name, page }, read ? 'read' : 'follow', NOTHING);
    return read ? value : NOTHING;
  }

  #asked(
    { node, name, page: base }: { node: SyntaxNode; name: string; page: SyntaxNode },
    does: Extract<Step, { s: 'field' }>['does'],
    other: Expr,
  ): Expr {
    const { code } = this.around;
    const to = code.temp();
    const page = this.value(base);
    code.push({ s: 'field', to, does, page, other, by: name, guess: null, at: code.at(node) });
    return { e: 'var', name: to };
  }

  /** What the author is sure of is no branch; but it reads the field, and may tell what the caller holds. */
  #assertion(node: SyntaxNode, name: string): Expr {
    const { code } = this.around;
    for (const use of this.#usesIn(node)) this.#access(use, 'read');
    const args = argumentsOf(node).map(({ text }) => ({ value: NOTHING, text, carries: false }));
    code.push({ s: 'call', to: code.temp(), name, args, spoils: [], toPage: false, at: code.at(node) });
    return NOTHING;
  }
}

function known(value: Value): Expr {
  return { e: 'value', value };
}
