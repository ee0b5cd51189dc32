import type { CParser, SyntaxNode } from '../syntax/parser.ts';
import { Scope } from '../types/scope.ts';

/** A `#define`'s body, parsed as C on its own: the grammar keeps it as plain text. */
export interface MacroBody {
  readonly name: string;
  readonly parameters: readonly string[];
  /** what was parsed; offsets of its nodes are offsets in here */
  readonly text: string;
  readonly scope: Scope;
  /** the identifier at an offset of the file, or null when the body could not be read there */
  at(offset: number, name: string): SyntaxNode | null;
  dispose(): void;
}

const OPENING = 'void _(void){';

export function macroAround(body: SyntaxNode, text: string, parser: CParser): MacroBody | null {
  const define = body.parent;
  const name = define?.childForFieldName('name')?.text;
  if (!define || !name) return null;
  const parameters = (define.childForFieldName('parameters')?.namedChildren ?? []).flatMap((each) =>
    each ? [each.text] : [],
  );
  const start = body.startIndex;
  const content = text.slice(start, body.endIndex).replace(/\\(?=\r?\n)/g, ' ');
  const snippet = `${OPENING}${content}\n;}`;
  const syntax = parser.parse(snippet);
  const fn = syntax.root.descendantsOfType('function_definition')[0] ?? syntax.root;
  return {
    name,
    parameters,
    text: snippet,
    scope: new Scope(fn),
    at: (offset, word) => {
      const inside = offset - start + OPENING.length;
      const node = syntax.root.descendantForIndex(inside, inside + word.length);
      return node && /identifier$/.test(node.type) && node.text === word ? node : null;
    },
    dispose: () => syntax.dispose(),
  };
}
