import type { TrackedField } from '../../conversion/field.ts';
import type { Syntax, SyntaxNode } from '../../syntax/parser.ts';
import type { Place } from '../site.ts';
import { textOf } from '../site.ts';
import { type Setting, type Store, settingsIn, storesIn } from './settings.ts';

export type { Setting } from './settings.ts';

interface Jump {
  readonly name: string;
  readonly at: number;
}

/**
 * What happens to the variables of one function, and on which ways a place is reached. Where it cannot be sure it
 * says no: a value is used only where it holds on every way.
 */
export class Flow {
  readonly settings: readonly Setting[];
  readonly stores: readonly Store[];
  readonly #nodes = new Map<string, readonly SyntaxNode[]>();
  readonly #labels: readonly Jump[];
  readonly #gotos: readonly Jump[];
  readonly #cases: readonly SyntaxNode[];
  readonly #loops: readonly SyntaxNode[];

  constructor(
    readonly syntax: Syntax,
    readonly definition: SyntaxNode,
    { evidence, storeMacros }: Pick<TrackedField, 'evidence' | 'storeMacros'>,
  ) {
    this.settings = [...settingsIn(definition, syntax.text, evidence.setters)];
    this.stores = [...storesIn(definition, storeMacros)];
    this.#labels = this.all('labeled_statement').map((each) => ({
      name: labelOf(each),
      at: each.startIndex,
    }));
    this.#gotos = this.all('goto_statement').map((each) => ({ name: labelOf(each), at: each.startIndex }));
    this.#cases = this.all('case_statement');
    this.#loops = this.all('while_statement', 'for_statement', 'do_statement');
  }

  /** Nodes of some types in the function, in order. */
  all(...types: string[]): readonly SyntaxNode[] {
    const key = types.join();
    let found = this.#nodes.get(key);
    if (!found) {
      found = this.definition.descendantsOfType(types).filter((each) => each !== null);
      this.#nodes.set(key, found);
    }
    return found;
  }

  of(name: string): Setting[] {
    return this.settings.filter((each) => each.name === name);
  }

  /** Whether every way to `offset` goes through `node`, a statement or a part of one. */
  dominates(node: SyntaxNode, offset: number): boolean {
    const statement = statementAround(node);
    if (!statement) return false;
    // part of the statement may be skipped: `a && (x = f())`, `a ? x = b : c`
    for (let up = node; up.id !== statement.id && up.parent; up = up.parent)
      if (isSkippable(up.parent, up)) return false;
    if (statement.startIndex <= offset && offset < statement.endIndex) {
      // `while ((page = next(rac))) { … }`
      const condition = statement.childForFieldName('condition');
      const isHead = condition !== null && isWithin(node, condition);
      const isBody =
        isHead && offset >= condition.endIndex && /^(?:if|while|for|switch)_/.test(statement.type);
      return isBody && !this.isEntered(condition.endIndex, offset, statement.endIndex);
    }
    let listed = statement;
    while (listed.parent?.type === 'labeled_statement') listed = listed.parent;
    const block = listed.parent;
    if (!block || statement.endIndex > offset) return false;
    const isListed = block.type === 'compound_statement' || block.type === 'case_statement';
    const isInitialiser = block.type === 'for_statement' && isChild(block, 'initializer', statement);
    if (!isListed && !isInitialiser) return false;
    if (!(block.startIndex <= offset && offset < block.endIndex)) return false;
    return !this.isEntered(statement.endIndex, offset, block.endIndex);
  }

  /**
   * Whether a stretch can be come into other than through its start: by a label in it that is jumped to from before,
   * or from behind `end`, where what was so at the start need not be. A `case` in it is such a label too.
   */
  isEntered(from: number, offset: number, end: number): boolean {
    for (let until = offset; ; ) {
      const labels = this.#labels.filter(({ at }) => at >= from && at <= until);
      const jumps = this.#gotos.filter(({ name }) => labels.some((each) => each.name === name));
      if (jumps.some(({ at }) => at < from || at >= end)) return true;
      const last = Math.max(until, ...jumps.map(({ at }) => at));
      if (last === until) break;
      until = last;
    }
    return this.#cases.some(
      (each) =>
        each.startIndex >= from &&
        each.startIndex <= offset &&
        offset < each.endIndex &&
        (switchOf(each)?.startIndex ?? 0) < from &&
        (switchOf(each)?.childForFieldName('condition')?.endIndex ?? 0) < from,
    );
  }

  /** Whether a variable may have been given another value between `from` and `offset`, on any way. */
  changes(name: string, from: number, offset: number, harmless: (setting: Setting) => boolean): boolean {
    const end = this.endOf(from, offset);
    return this.of(name).some(
      (setting) =>
        setting.node.startIndex >= from &&
        setting.node.startIndex < end &&
        !harmless(setting) &&
        // in a loop it was done the round before
        (end > offset || !holds(setting.node, offset, from)),
    );
  }

  /** The end of what may have run between `from` and `offset`: a loop or a jump back runs what stands behind. */
  endOf(from: number, offset: number): number {
    const loop = this.#loops.find(
      (each) => each.startIndex >= from && each.startIndex <= offset && offset < each.endIndex,
    );
    const back = this.#labels.some(
      ({ name, at }) =>
        at > from && at <= offset && this.#gotos.some((each) => each.name === name && each.at > offset),
    );
    return back ? this.definition.endIndex : (loop?.endIndex ?? offset);
  }

  /** Whether a node runs once at most: in no loop, and not jumped back to. */
  isOnce(node: SyntaxNode): boolean {
    const { startIndex: at } = node;
    if (this.#loops.some((each) => each.startIndex <= at && at < each.endIndex)) return false;
    return !this.#labels.some(
      (label) => label.at <= at && this.#gotos.some((each) => each.name === label.name && each.at >= at),
    );
  }

  /** What a variable is made from, and what that is made from, as texts. */
  behind(name: string, skip: readonly string[] = []): { readonly text: string; readonly node: SyntaxNode }[] {
    const seen = new Set(skip);
    const found: { text: string; node: SyntaxNode }[] = [];
    const open = [name];
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      if (seen.has(each)) continue;
      seen.add(each);
      for (const { value } of this.of(each)) {
        if (!value) continue;
        const text = this.text(value);
        found.push({ text, node: value });
        for (const [word] of text.matchAll(/(?<![\w.]|->)\b[A-Za-z_]\w*\b(?!\s*\()/g)) open.push(word);
      }
    }
    return found;
  }

  text(node: SyntaxNode): string {
    return textOf(this.syntax, node).replace(/\s+/g, ' ').trim();
  }
}

const FLOWS = new WeakMap<Syntax, Map<number, Flow>>();

/** The flow of a place's function, found once for a parsed text. */
export function flowOf({ syntax, definition, field }: Pick<Place, 'syntax' | 'definition' | 'field'>): Flow {
  let flows = FLOWS.get(syntax);
  if (!flows) {
    flows = new Map();
    FLOWS.set(syntax, flows);
  }
  let flow = flows.get(definition.id);
  if (!flow) {
    flow = new Flow(syntax, definition, field);
    flows.set(definition.id, flow);
  }
  return flow;
}

/** The statement or declaration around a node, or the node itself. */
export function statementAround(node: SyntaxNode): SyntaxNode | null {
  let at: SyntaxNode | null = node;
  while (at && !/_statement$|^declaration$/.test(at.type)) at = at.parent;
  return at;
}

function switchOf(node: SyntaxNode): SyntaxNode | null {
  let at = node.parent;
  while (at && at.type !== 'switch_statement') at = at.parent;
  return at;
}

function isChild(block: SyntaxNode, field: string, node: SyntaxNode): boolean {
  return block.childForFieldName(field)?.id === node.id;
}

function isWithin(node: SyntaxNode, around: SyntaxNode): boolean {
  return around.startIndex <= node.startIndex && node.endIndex <= around.endIndex;
}

function isSkippable(parent: SyntaxNode, child: SyntaxNode): boolean {
  if (
    parent.type === 'binary_expression' &&
    /^(?:&&|\|\|)$/.test(parent.childForFieldName('operator')?.text ?? '')
  )
    return isChild(parent, 'right', child);
  if (parent.type === 'conditional_expression') return !isChild(parent, 'condition', child);
  if (/^(?:if|while|for|do|switch)_statement$/.test(parent.type))
    return !isChild(parent, 'condition', child) && !isChild(parent, 'initializer', child);
  return parent.type === 'sizeof_expression';
}

/** The setting that the place itself stands in is not done yet. */
function holds(node: SyntaxNode, offset: number, from: number): boolean {
  return node.startIndex > from && node.startIndex <= offset && offset < node.endIndex;
}

function labelOf(node: SyntaxNode): string {
  return node.childForFieldName('label')?.text ?? node.namedChildren[0]?.text ?? '';
}
