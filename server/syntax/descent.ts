import { isNearDamageIn } from './damage.ts';
import type { SyntaxNode } from './parser.ts';

/** A node with what the nodes around it say, told on the way down to it. */
export interface Level {
  readonly node: SyntaxNode;
  readonly outer: Level | null;
  /** the outermost node that is more than a frame: a function, a declaration, a macro; null for the frames */
  readonly item: SyntaxNode | null;
  /** the innermost function definition, which may be the node itself */
  readonly function: SyntaxNode | null;
  /** whether a parse error stands in the statement around the node, or in its function's head */
  readonly nearDamage: boolean;
}

/** What file-scope code stands in: the file, `#if` branches, `extern "C"`, and what could not be read. */
const FRAME =
  /^(?:translation_unit|ERROR|linkage_specification|declaration_list|preproc_(?:if|ifdef|else|elif|elifdef))$/;

/**
 * Goes down a tree from place to place and remembers the way. To climb instead costs as many steps for
 * each node as it lies deep, because a node finds its parent from the root: in a long chain of `else if`
 * that is the depth by the depth, for each use in it. Places asked for in order share their ways.
 */
export class Descent {
  #here: Level;

  constructor(root: SyntaxNode) {
    this.#here = levelOf(root, null);
  }

  /** The smallest node around a stretch of text, which must not be empty. */
  to(start: number, end: number): Level {
    let here = this.#here;
    while (here.outer && (start < here.node.startIndex || here.node.endIndex < end)) here = here.outer;
    const target = here.node.descendantForIndex(start, end);
    while (target && target.id !== here.node.id) {
      const inner = here.node.childWithDescendant(target);
      if (!inner) break;
      here = levelOf(inner, here);
    }
    this.#here = here;
    return here;
  }
}

function levelOf(node: SyntaxNode, outer: Level | null): Level {
  return {
    node,
    outer,
    item: outer?.item ?? (FRAME.test(node.type) ? null : node),
    function: node.type === 'function_definition' ? node : (outer?.function ?? null),
    nearDamage: isNearDamageIn(node, outer?.nearDamage ?? false),
  };
}
