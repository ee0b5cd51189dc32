import type { SyntaxNode } from './parser.ts';
import type { SourceText } from './source.ts';

/** What could not be read cleanly in a file; offsets are UTF-16, the line is 1-based. */
export interface Damage {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** the text around it, shortened */
  readonly text: string;
}

/** Every place that the grammar could not read, in order. */
export function damageOf(root: SyntaxNode, source: SourceText): Damage[] {
  return damagedIn(root).map((node) => {
    const { startIndex: start, endIndex: end } = node;
    const text = source.text
      .slice(start, Math.max(end, start + 1))
      .replace(/\s+/g, ' ')
      .slice(0, 60);
    return {
      line: source.lineOf(start) + 1,
      start,
      end,
      text: node.isMissing ? `missing ${node.type}` : text,
    };
  });
}

/** The nodes that stand for what the grammar could not read, in order. Descends only where an error is inside. */
export function damagedIn(root: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  // a stack of our own: damage may sit deeper than calls can nest
  const open = root.hasError ? [root] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.isError || node.isMissing) found.push(node);
    else
      for (const child of [...node.children].reverse())
        if (child?.hasError || child?.isMissing) open.push(child);
  }
  return found;
}

/**
 * Whether a parse error stands in the statement around a node, or in its function's head, when `outer`
 * says it of the node around it. What is wrong in the statements that a condition guards is not near
 * the condition.
 */
export function isNearDamageIn(node: SyntaxNode, outer: boolean): boolean {
  if (node.type === 'function_definition') return node.childForFieldName('declarator')?.hasError ?? false;
  if (outer || !node.hasError) return outer;
  if (node.isError) return true;
  return (
    /_statement$|^declaration$/.test(node.type) && node.type !== 'compound_statement' && hasOwnError(node)
  );
}

function hasOwnError(statement: SyntaxNode): boolean {
  return statement.children.some((child) => child?.hasError && !/_statement$|^else_clause$/.test(child.type));
}
