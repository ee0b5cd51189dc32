import type { CParser, SyntaxNode } from '../syntax/parser.ts';
import { SourceText } from '../syntax/source.ts';
import type { Enclosing, Spot } from './model.ts';
import { functionAround, functionName } from './nodes.ts';
import { regionsAround } from './regions.ts';

/** One parsed part of a file, with what a fact finder needs to speak in the file's terms. */
export interface Stretch {
  readonly root: SyntaxNode;
  readonly text: string;
  /** where an offset of this part stands in the file */
  spot(offset: number): Spot;
  /** the function or macro around a node */
  enclosing(node: SyntaxNode): Enclosing | null;
}

/**
 * Parses each region of the file that holds one of `offsets` (ascending) and hands it out with the
 * offsets inside, relative to it. The syntax tree is gone when `visit` returns.
 */
export function eachStretch(
  parser: CParser,
  file: string,
  text: string,
  offsets: readonly number[],
  visit: (stretch: Stretch, offsets: readonly number[]) => void,
): void {
  const source = new SourceText(text);
  for (const region of regionsAround(text, offsets)) {
    const part = text.slice(region.start, region.end);
    const syntax = parser.parse(part);
    try {
      const spot = (offset: number): Spot => {
        const at = region.start + offset;
        return { file, offset: at, ...source.position(at) };
      };
      const enclosing = (node: SyntaxNode): Enclosing | null => {
        const definition = functionAround(node);
        const name = definition ? functionName(definition) : macroName(node);
        return name && { name: name.text, spot: spot(name.startIndex) };
      };
      const inside = offsets.filter((offset) => offset >= region.start && offset < region.end);
      visit(
        { root: syntax.root, text: part, spot, enclosing },
        inside.map((offset) => offset - region.start),
      );
    } finally {
      syntax.dispose();
    }
  }
}

/** The macro whose body holds the node: bodies are opaque text to the grammar. */
function macroName(node: SyntaxNode): SyntaxNode | null {
  let at: SyntaxNode | null = node;
  while (at && at.type !== 'preproc_function_def' && at.type !== 'preproc_def') at = at.parent;
  return at?.childForFieldName('name') ?? null;
}
