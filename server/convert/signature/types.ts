import { declaredName, fieldOf, functionAround } from '../../paths/nodes.ts';
import { wordOffsets } from '../../paths/regions.ts';
import { eachStretch, type Stretch } from '../../paths/stretch.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import type { ConversionTree } from '../tree.ts';
import { Filling } from './filling.ts';
import {
  AS_IT_IS,
  type Finding,
  type Hindrance,
  inserted,
  note,
  nothingFound,
  type Outcome,
} from './finding.ts';
import { hasOwn, subjectIn } from './functions.ts';
import { listed, placeInParameters } from './lists.ts';
import { argumentOf, BY_NAME, type Wanted } from './mention.ts';
import { argumentIndex, isAsked, outermost, typeTaking } from './pointers.ts';
import type { Implementation, Slot } from './slots.ts';

export interface TypeFinding extends Finding {
  /** functions whose address goes into variables of the type */
  readonly implementations: readonly Implementation[];
  /** slots whose value does */
  readonly slots: readonly Slot[];
  /** which parameter is the record, of how many */
  readonly index: number | null;
  /** calls through variables of the type, by where they begin */
  readonly calls: readonly { readonly file: string; readonly offset: number }[];
}

const KNOWN = new WeakMap<ConversionTree, Map<string, Promise<TypeFinding>>>();

/**
 * Everything that must change so that functions of a typedef take the plan's parameter: `typedef int filler_t(struct
 * file *, struct folio *)` and the calls through variables and parameters of it. Each is followed: what goes into
 * it is an implementation or a slot, and a use that nobody can follow is in the way.
 */
export function findType(tree: ConversionTree, name: string): Promise<TypeFinding> {
  const known = KNOWN.get(tree) ?? new Map<string, Promise<TypeFinding>>();
  KNOWN.set(tree, known);
  const found = known.get(name) ?? new TypeSearch(tree, name).run();
  known.set(name, found);
  return found;
}

class TypeSearch {
  readonly #finding = nothingFound();
  readonly #filling: Filling;
  readonly #calls: { file: string; offset: number }[] = [];
  /** parameters of the type: the function's name and file, and which parameter */
  readonly #parameters = new Map<string, { name: string; home: string | null; at: number }>();
  #index: number | null = null;
  #count: number | null = null;

  constructor(
    private readonly tree: ConversionTree,
    private readonly name: string,
  ) {
    this.#filling = new Filling(tree, name, this.#finding);
  }

  async run(): Promise<TypeFinding> {
    const { tree, name } = this;
    const files = tree.naming([name]).flatMap((file) => {
      const text = tree.text(file) ?? '';
      const offsets = wordOffsets(text, name);
      return offsets.length === 0 ? [] : [{ file, text, offsets }];
    });
    const each = async (visit: (stretch: Stretch, node: SyntaxNode) => void): Promise<void> => {
      for (const { file, text, offsets } of files) {
        await tree.rest();
        eachStretch(tree.parser, file, text, offsets, (stretch, inside) => {
          for (const offset of inside) {
            const node = stretch.root.descendantForIndex(offset, offset + name.length);
            if (node && !/comment|string/.test(node.type)) visit(stretch, node);
          }
        });
      }
    };
    await each((stretch, node) => this.#defined(stretch, node));
    if (this.#index === null && !this.#finding.done && this.#finding.obstacles.length === 0) {
      const reason = `${name} is no type of functions that is written out in the tree`;
      this.#finding.obstacles.push({ file: files[0]?.file ?? '', offset: 0, rule: 'no-definition', reason });
    }
    if (this.#finding.obstacles.length === 0) {
      await each((stretch, node) => this.#declared(stretch, node));
      for (const parameter of this.#parameters.values()) await this.#callers(parameter);
      await this.#filling.resolve();
    }
    return {
      ...this.#finding,
      changes: this.#finding.done ? [] : this.#finding.changes,
      implementations: [...this.#filling.implementations.values()],
      slots: [...this.#filling.slots.values()],
      index: this.#index,
      calls: this.#calls,
    };
  }

  /** The typedef itself. */
  #defined(stretch: Stretch, node: SyntaxNode): void {
    const head = typedefHead(node);
    const list = head && fieldOf(head, 'parameters');
    if (!list) return;
    const { field } = this.tree;
    const found = placeInParameters(list, field, null);
    if ('done' in found) {
      this.#finding.done = true;
      return;
    }
    if ('at' in found) {
      this.#index = found.index;
      this.#count = found.count;
    }
    const reason = `every ${this.name} takes the ${field.field}`;
    const group = stretch.spot(0).file.endsWith('.h') ? 'header' : 'declaration';
    const outcome =
      'rule' in found
        ? { rule: found.rule, reason: `${this.name}: ${found.reason}` }
        : [inserted(stretch, found.at.startIndex, found.text, { group, reason })];
    note(this.#finding, outcome, stretch, node.startIndex);
  }

  /** A variable or a parameter of the type. */
  #declared(stretch: Stretch, node: SyntaxNode): void {
    if (typedefHead(node)) return;
    const definition = functionAround(node);
    const declaration = node.type === 'type_identifier' ? node.parent : null;
    const outcome =
      declaration?.type === 'parameter_declaration'
        ? this.#parameter(stretch, declaration)
        : declaration?.type === 'declaration' && definition
          ? AS_IT_IS
          : { rule: 'type-kept', reason: `a ${this.name} is kept or made here: who calls it is not known` };
    note(this.#finding, outcome, stretch, node.startIndex);
    if ('rule' in outcome || !definition) return;
    for (const declarator of declaration?.childrenForFieldName('declarator') ?? []) {
      const variable = declaredName(declarator);
      const value = declarator && fieldOf(declarator, 'value');
      if (value) this.#filling.add(stretch, value);
      if (variable) this.#uses(stretch, definition, variable.text);
    }
  }

  #parameter(stretch: Stretch, declaration: SyntaxNode): Outcome {
    const list = declaration.parent;
    const own = list?.parent?.type === 'function_declarator' ? fieldOf(list.parent, 'declarator') : null;
    if (!list || own?.type !== 'identifier')
      return { rule: 'type-nested', reason: `${this.name} is a parameter of another pointer to functions` };
    const { home } = subjectIn(this.tree, own.text, stretch.spot(0).file);
    const at = argumentIndex(list, declaration);
    this.#parameters.set(`${home ?? ''}:${own.text}:${at}`, { name: own.text, home, at });
    return AS_IT_IS;
  }

  #uses(stretch: Stretch, definition: SyntaxNode, variable: string): void {
    for (const node of definition.descendantsOfType('identifier')) {
      if (node?.text !== variable || (node.parent && fieldOf(node.parent, 'declarator')?.id === node.id))
        continue;
      note(this.#finding, this.#use(stretch, node), stretch, node.startIndex);
    }
  }

  #use(stretch: Stretch, node: SyntaxNode): Outcome {
    const at = outermost(node);
    const up = at.parent;
    if (up?.type === 'call_expression' && fieldOf(up, 'function')?.id === at.id) {
      const { file, offset } = stretch.spot(up.startIndex);
      this.#calls.push({ file, offset });
      const wanted: Wanted = {
        name: node.text,
        index: this.#index,
        count: this.#count,
        implements: false,
        tree: this.tree,
      };
      return argumentOf(stretch, up, wanted);
    }
    if (up?.type === 'assignment_expression' && fieldOf(up, 'left')?.id === at.id) {
      const right = fieldOf(up, 'right');
      if (right) this.#filling.add(stretch, right);
      return AS_IT_IS;
    }
    if (isAsked(at) || typeTaking(this.tree, stretch, node) === this.name) return AS_IT_IS;
    return {
      rule: 'type-copied',
      reason: `the function in ${node.text} goes elsewhere: who calls it there is not known`,
    };
  }

  /** Calls of a function that takes one: what they pass. */
  async #callers({ name, home, at }: { name: string; home: string | null; at: number }): Promise<void> {
    for (const file of home !== null ? [home] : this.tree.naming([name])) {
      const text = this.tree.text(file) ?? '';
      if (home === null && hasOwn(text, name, file)) continue;
      await this.tree.rest();
      eachStretch(this.tree.parser, file, text, wordOffsets(text, name), (stretch, inside) => {
        for (const offset of inside) {
          const hindrance = this.#caller(stretch, offset, name, at);
          if (hindrance) note(this.#finding, hindrance, stretch, offset);
        }
      });
    }
  }

  #caller(stretch: Stretch, offset: number, name: string, at: number): Hindrance | null {
    const node = stretch.root.descendantForIndex(offset, offset + name.length);
    const line = stretch.text.slice(stretch.text.lastIndexOf('\n', offset - 1) + 1, offset);
    if (node?.type === 'preproc_arg')
      return { rule: 'in-macro', reason: `a macro hands functions to ${name}()` };
    if (node?.type !== 'identifier' || node.startIndex !== offset || BY_NAME.test(line)) return null;
    const up = node.parent;
    if (up?.type === 'function_declarator') return null;
    const list =
      up?.type === 'call_expression' && fieldOf(up, 'function')?.id === node.id
        ? fieldOf(up, 'arguments')
        : null;
    if (!list)
      return {
        rule: 'address-taken',
        reason: `the address of ${name}() is taken, which takes a ${this.name}`,
      };
    const given = listed(list)[at];
    if (!given || list.hasError) return { rule: 'damaged', reason: `a call of ${name}() cannot be read` };
    this.#filling.add(stretch, given);
    return null;
  }
}

/** The function_declarator of a typedef that a node names; null where the node is none's name. */
function typedefHead(node: SyntaxNode): SyntaxNode | null {
  let head: SyntaxNode | null = null;
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === 'function_declarator') head ??= up;
    else if (up.type === 'type_definition') return head && declaredName(head)?.id === node.id ? head : null;
    else if (!/declarator$/.test(up.type)) return null;
  }
  return null;
}
