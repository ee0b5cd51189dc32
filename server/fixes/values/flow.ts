import type { Syntax, SyntaxNode } from '../../syntax/parser.ts';
import { unwrap } from '../../types/declaration.ts';
import { textOf } from '../site.ts';

/** A variable given a value: an assignment, or a declaration with an initialiser. */
export interface Setting {
  readonly name: string;
  /** the value; null where it is not one expression: `x++`, `x += n`, `&x` handed on */
  readonly value: SyntaxNode | null;
  readonly node: SyntaxNode;
}

/**
 * What happens to the variables of one function, and on which ways a place is reached. Where it cannot be sure it
 * says no: a value is used only where it holds on every way.
 */
export class Flow {
  readonly settings: readonly Setting[];
  readonly #labels: readonly { readonly name: string; readonly at: number }[];
  readonly #gotos: readonly { readonly name: string; readonly at: number }[];

  constructor(
    readonly syntax: Syntax,
    readonly definition: SyntaxNode,
  ) {
    this.settings = [...settingsIn(definition)];
    this.#labels = definition
      .descendantsOfType('labeled_statement')
      .flatMap((each) => (each ? [{ name: labelOf(each), at: each.startIndex }] : []));
    this.#gotos = definition
      .descendantsOfType('goto_statement')
      .flatMap((each) => (each ? [{ name: labelOf(each), at: each.startIndex }] : []));
  }

  of(name: string): Setting[] {
    return this.settings.filter((each) => each.name === name);
  }

  /** Whether every way to `offset` goes through `node`, a statement or a part of one. */
  dominates(node: SyntaxNode, offset: number): boolean {
    const statement = statementAround(node);
    const block = statement?.parent;
    if (!statement || !block || statement.endIndex > offset) return false;
    const isListed = block.type === 'compound_statement' || block.type === 'case_statement';
    const isInitialiser = block.type === 'for_statement' && isChild(block, 'initializer', statement);
    if (!isListed && !isInitialiser) return false;
    if (!(block.startIndex <= offset && offset < block.endIndex)) return false;
    // part of the statement may be skipped: `a && (x = f())`, `a ? x = b : c`
    for (let up = node; up.id !== statement.id && up.parent; up = up.parent)
      if (isSkippable(up.parent, up)) return false;
    return !this.#enteredBetween(statement.endIndex, offset, statement.startIndex);
  }

  /** Whether a variable may have been given another value between `from` and `offset`, on any way. */
  changes(name: string, from: number, offset: number, harmless: (setting: Setting) => boolean): boolean {
    const until = this.#loopsAround(offset, from)[0]?.endIndex ?? offset;
    const back = this.#labels.some(
      ({ name: label, at }) =>
        at > from && at <= offset && this.#gotos.some((each) => each.name === label && each.at > offset),
    );
    const end = back ? this.definition.endIndex : until;
    return this.of(name).some(
      (setting) =>
        setting.node.startIndex >= from &&
        setting.node.startIndex < end &&
        !harmless(setting) &&
        !holds(setting.node, offset, from),
    );
  }

  /** Loops around `offset` that begin behind `from`, outermost first: what stands later in them may have run before. */
  #loopsAround(offset: number, from: number): SyntaxNode[] {
    const loops: SyntaxNode[] = [];
    for (const each of this.definition.descendantsOfType([
      'while_statement',
      'for_statement',
      'do_statement',
    ]))
      if (each && each.startIndex >= from && each.startIndex <= offset && offset < each.endIndex)
        loops.push(each);
    return loops;
  }

  /** A label between, that is jumped to from before the statement: then it was not run. */
  #enteredBetween(from: number, to: number, before: number): boolean {
    return this.#labels.some(
      ({ name, at }) =>
        at >= from && at <= to && this.#gotos.some((each) => each.name === name && each.at < before),
    );
  }

  text(node: SyntaxNode): string {
    return textOf(this.syntax, node).replace(/\s+/g, ' ').trim();
  }
}

const FLOWS = new WeakMap<Syntax, Map<number, Flow>>();

/** The flow of a function, found once for a parsed text. */
export function flowOf(syntax: Syntax, definition: SyntaxNode): Flow {
  let flows = FLOWS.get(syntax);
  if (!flows) {
    flows = new Map();
    FLOWS.set(syntax, flows);
  }
  let flow = flows.get(definition.id);
  if (!flow) {
    flow = new Flow(syntax, definition);
    flows.set(definition.id, flow);
  }
  return flow;
}

function* settingsIn(definition: SyntaxNode): Generator<Setting> {
  const kinds = ['assignment_expression', 'init_declarator', 'update_expression', 'pointer_expression'];
  for (const node of definition.descendantsOfType(kinds)) {
    if (!node) continue;
    if (node.type === 'assignment_expression') {
      const left = node.childForFieldName('left');
      const plain = node.childForFieldName('operator')?.text === '=';
      const value = plain ? node.childForFieldName('right') : null;
      if (left?.type === 'identifier') yield { name: left.text, value, node };
    } else if (node.type === 'init_declarator') {
      const name = unwrap(node, { k: 'scalar' })?.name;
      if (name) yield { name, value: node.childForFieldName('value'), node };
    } else {
      const operator = node.childForFieldName('operator')?.text;
      const argument = node.childForFieldName('argument');
      if (argument?.type === 'identifier' && operator !== '*')
        yield { name: argument.text, value: null, node };
    }
  }
}

/** The statement or declaration around a node, or the node itself. */
export function statementAround(node: SyntaxNode): SyntaxNode | null {
  let at: SyntaxNode | null = node;
  while (at && !/_statement$|^declaration$/.test(at.type)) at = at.parent;
  return at;
}

function isChild(block: SyntaxNode, field: string, node: SyntaxNode): boolean {
  return block.childForFieldName(field)?.id === node.id;
}

function isSkippable(parent: SyntaxNode, child: SyntaxNode): boolean {
  if (
    parent.type === 'binary_expression' &&
    /^(?:&&|\|\|)$/.test(parent.childForFieldName('operator')?.text ?? '')
  )
    return isChild(parent, 'right', child);
  if (parent.type === 'conditional_expression') return !isChild(parent, 'condition', child);
  if (/^(?:if|while|for|do|switch)_statement$/.test(parent.type)) return !isChild(parent, 'condition', child);
  return parent.type === 'sizeof_expression';
}

/** The setting that the place itself stands in is not done yet. */
function holds(node: SyntaxNode, offset: number, from: number): boolean {
  return node.startIndex > from && node.startIndex <= offset && offset < node.endIndex;
}

function labelOf(node: SyntaxNode): string {
  return node.childForFieldName('label')?.text ?? node.namedChildren[0]?.text ?? '';
}
