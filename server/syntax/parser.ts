import { Edit, Language, type Node, Parser, type Range, type Tree } from 'web-tree-sitter';
import type { Difference } from './difference.ts';
import type { Piece } from './focus.ts';
import { mask } from './mask.ts';
import { remask } from './remask.ts';
import { type Point, SourceText } from './source.ts';

export type SyntaxNode = Node;

/** The two WebAssembly modules, as bytes: the host decides where they come from. */
export interface ParserWasm {
  /** web-tree-sitter.wasm */
  readonly runtime: Uint8Array;
  /** tree-sitter-c.wasm */
  readonly grammar: Uint8Array;
}

/** A syntax tree of the masked text; offsets are those of the original. Free it with `dispose`. */
export interface Syntax {
  readonly root: SyntaxNode;
  /** the original text */
  readonly text: string;
  /** its lines, which are those of the masked text too */
  readonly source: SourceText;
  /** what was parsed: same length, macros reshaped */
  readonly masked: string;
  dispose(): void;
}

export interface CParser {
  /**
   * Parses, reusing `old` where the text is the same; `old` is disposed of. Never fails: what cannot
   * be read becomes ERROR nodes.
   */
  parse(text: string, old?: Syntax): Syntax;
  /** Parses only some stretches of a text. Offsets are those of the whole; what lies between is not in the tree. */
  parsePieces(text: string, pieces: readonly Piece[]): Syntax;
}

class TreeSyntax implements Syntax {
  readonly source: SourceText;

  constructor(
    readonly text: string,
    readonly masked: string,
    readonly tree: Tree,
  ) {
    this.source = new SourceText(text);
  }

  get root(): SyntaxNode {
    return this.tree.rootNode;
  }

  dispose(): void {
    this.tree.delete();
  }
}

let language: Promise<Language> | undefined;

/** Loads the grammar once for each thread; later calls share it. */
export async function createParser(wasm: ParserWasm): Promise<CParser> {
  language ??= Parser.init({ wasmBinary: wasm.runtime }).then(() => Language.load(wasm.grammar));
  const c = await language;
  const parser = new Parser();
  parser.setLanguage(c);

  const run = (text: string, masked: string, old?: TreeSyntax): TreeSyntax => {
    const tree = parser.parse(masked, old?.tree);
    if (!tree) throw new Error('the C grammar is not loaded');
    old?.dispose();
    return new TreeSyntax(text, masked, tree);
  };
  const again = (text: string, old: TreeSyntax): TreeSyntax => {
    const { masked, difference } = remask(old, text);
    old.tree.edit(editOf(difference, old.source, masked));
    return run(text, masked, old);
  };

  return {
    parse: (text, old) => (old instanceof TreeSyntax ? again(text, old) : run(text, mask(text))),
    parsePieces: (text, pieces) => {
      const masked = pieces.map(({ start, text: piece }) => ({ start, text: mask(piece) }));
      const tree = parser.parse((index) => chunkAt(masked, index), null, {
        includedRanges: rangesOf(text, pieces),
      });
      if (!tree) throw new Error('the C grammar is not loaded');
      return new TreeSyntax(text, text, tree);
    },
  };
}

/** The replacement that turns a text into `after`, with its lines. */
function editOf({ start, beforeEnd, afterEnd }: Difference, before: SourceText, after: string): Edit {
  const at = before.pointOf(start);
  return new Edit({
    startIndex: start,
    oldEndIndex: beforeEnd,
    newEndIndex: afterEnd,
    startPosition: at,
    oldEndPosition: before.pointOf(beforeEnd),
    newEndPosition: pointAt(after, afterEnd, start, at),
  });
}

/** Line and column of an offset, counted from a point before it that is known. */
function pointAt(text: string, offset: number, from = 0, known: Point = { row: 0, column: 0 }): Point {
  let row = known.row;
  let lineStart = from - known.column;
  for (let at = text.indexOf('\n', from); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}

function chunkAt(pieces: readonly Piece[], index: number): string | undefined {
  for (const { start, text } of pieces)
    if (index >= start && index < start + text.length) return text.slice(index - start);
  return undefined;
}

function rangesOf(text: string, pieces: readonly Piece[]): Range[] {
  let last = 0;
  let known: Point = { row: 0, column: 0 };
  const point = (offset: number): Point => {
    known = pointAt(text, offset, last, known);
    last = offset;
    return known;
  };
  return pieces.map(({ start, text: piece }) => ({
    startIndex: start,
    endIndex: start + piece.length,
    startPosition: point(start),
    endPosition: point(start + piece.length),
  }));
}
