import { damagedIn } from '../syntax/damage.ts';
import type { Level } from '../syntax/descent.ts';
import type { Syntax, SyntaxNode } from '../syntax/parser.ts';
import type { Candidate } from './candidates.ts';

/** What was read at the candidates of one item, by kind and offset from the item's start. */
type Item<T> = Map<string, T>;

/**
 * What was read of the items of one file, kept from one version of its text to the next. Without errors the
 * same text is the same tree wherever it stands, and with errors the trees are compared: an edit costs the
 * reading of the items that it touches. What a place says beyond its item (line, `#if`) is not kept here.
 */
export class KnownItems<T extends object | string | null> {
  #before: ReadonlyMap<string, Item<T>> = new Map();
  #now = new Map<string, Item<T>>();
  /** of this version, by the item's node */
  readonly #ofNode = new Map<number, Item<T>>();

  /** A new version of the text: what the last one did not use is forgotten. */
  next(): void {
    this.#before = this.#now;
    this.#now = new Map();
    this.#ofNode.clear();
  }

  /** What `read` says, or said when the item had the same text. */
  at(candidate: Candidate, level: Level, syntax: Syntax, read: () => T): T {
    const { item, node } = level;
    // other macros of the file say what a layout is; a directive may go on behind a node that damage has cut;
    if (!item || candidate.kind === 'layout' || node.type === 'preproc_arg') return read();
    const known = this.#item(item, level.nearDamage, syntax);
    const key = `${candidate.kind} ${candidate.offset - item.startIndex}`;
    let said = known.get(key);
    if (said === undefined) {
      said = read();
      known.set(key, said);
    }
    return said;
  }

  #item(node: SyntaxNode, nearDamage: boolean, { text, masked }: Syntax): Item<T> {
    let item = this.#ofNode.get(node.id);
    if (!item) {
      const { startIndex: start, endIndex: end } = node;
      // how the grammar gets over an error depends on what stands around it
      const shape = node.hasError ? shapeOf(node) : node.type;
      const key = [shape, nearDamage, text.slice(start, end), masked.slice(start, end)].join('\0');
      item = this.#now.get(key) ?? this.#before.get(key) ?? new Map();
      this.#now.set(key, item);
      this.#ofNode.set(node.id, item);
    }
    return item;
  }
}

/** What tells the trees of a damaged item apart: how many nodes there are, and those that could not be read. */
function shapeOf(item: SyntaxNode): string {
  const damage = damagedIn(item).map(
    ({ type, startIndex, endIndex }) => `${type} ${startIndex - item.startIndex} ${endIndex - startIndex}`,
  );
  return [item.type, item.descendantCount, ...damage].join(',');
}
