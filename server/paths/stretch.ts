import type { CParser, SyntaxNode } from '../syntax/parser.ts';
import { SourceText } from '../syntax/source.ts';
import { definitionsOf } from './definitions.ts';
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
  /** where the file defines a function */
  definitionOf(name: string): Spot | null;
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
  const place = (offset: number): Spot => ({ file, offset, ...source.position(offset) });
  const definitionOf = (name: string): Spot | null => {
    const found = definitionsOf(text, name)[0];
    return found ? place(found.offset) : null;
  };
  for (const region of regionsAround(text, offsets)) {
    const part = text.slice(region.start, region.end);
    const syntax = parser.parse(withoutConditionsInTables(part));
    try {
      const spot = (offset: number): Spot => place(region.start + offset);
      const enclosing = (node: SyntaxNode): Enclosing | null => {
        const definition = functionAround(node);
        const name = definition ? functionName(definition) : macroName(node);
        return name && { name: name.text, spot: spot(name.startIndex) };
      };
      const inside = offsets.filter((offset) => offset >= region.start && offset < region.end);
      visit(
        { root: syntax.root, text: part, spot, enclosing, definitionOf },
        inside.map((offset) => offset - region.start),
      );
    } finally {
      syntax.dispose();
    }
  }
}

/**
 * Blanks `#ifdef` lines inside initialisers, which the grammar does not know there: tables of
 * callbacks are full of them, and every entry counts whatever the configuration.
 */
function withoutConditionsInTables(text: string): string {
  if (!text.includes('#')) return text;
  return text.replace(/=\s*\{[^;]*?\n\};/g, (table) =>
    table.replace(/^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif|else|endif)\b.*$/gm, (line) =>
      ' '.repeat(line.length),
    ),
  );
}

/** The macro whose body holds the node: bodies are opaque text to the grammar. */
function macroName(node: SyntaxNode): SyntaxNode | null {
  let at: SyntaxNode | null = node;
  while (at && at.type !== 'preproc_function_def' && at.type !== 'preproc_def') at = at.parent;
  return at?.childForFieldName('name') ?? null;
}
