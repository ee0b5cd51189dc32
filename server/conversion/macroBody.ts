import { directiveEnd } from '../syntax/mask/brackets.ts';
import { blank } from '../syntax/mask/scan.ts';
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

/**
 * Tags of records that stand for what a macro initialises, whole or some members of it; the variable
 * bears the macro's name.
 */
export const INITIALISED = '__initialised_by_macro';
export const MEMBERS = '__members_by_macro';

/** What a body is put between, to be C that can be parsed. */
function frameOf(content: string, name: string): readonly [string, string] {
  const variable = (tag: string): string => `void _(void){ struct ${tag} ${name} = `;
  // `{ .x = 1 }` initialises; a block has statements, and those have semicolons
  if (/^\s*\{/.test(content) && !content.includes(';')) return [variable(INITIALISED), '\n;}'];
  if (/^\s*(?:\.\s*\w+|\[[^\]]*\])[\w\s.#[\]]*=/.test(content) && !content.includes(';'))
    return [`${variable(MEMBERS)}{`, '\n};}'];
  return ['void _(void){', '\n;}'];
}

export function macroAround(body: SyntaxNode, text: string, parser: CParser): MacroBody | null {
  const define = defineAround(body, text);
  if (!define) return null;
  const { name, parameters, start, content } = define;
  const [opening, closing] = frameOf(content, name);
  const snippet = `${opening}${content}${closing}`;
  const syntax = parser.parse(snippet);
  const fn = syntax.root.descendantsOfType('function_definition')[0] ?? syntax.root;
  return {
    name,
    parameters,
    text: snippet,
    scope: new Scope(fn),
    at: (offset, word) => {
      const inside = offset - start + opening.length;
      const node = syntax.root.descendantForIndex(inside, inside + word.length);
      return node && /identifier$/.test(node.type) && node.text === word ? node : null;
    },
    dispose: () => syntax.dispose(),
  };
}

/** Reads the directive from the text: a comment in it breaks the grammar's node to pieces. */
function defineAround(
  body: SyntaxNode,
  text: string,
): { name: string; parameters: readonly string[]; start: number; content: string } | null {
  let node: SyntaxNode | null = body;
  while (node && node.type !== 'preproc_def' && node.type !== 'preproc_function_def') node = node.parent;
  if (!node) return null;
  const from = node.startIndex;
  const directive = text
    .slice(from, directiveEnd(text, from))
    .replace(/"(?:\\.|[^"\\\n])*"|\/\*[\s\S]*?\*\/|\/\/.*/g, (part) => (part[0] === '"' ? part : blank(part)))
    .replace(/\\(?=\r?\n)/g, ' ');
  const head = /^\s*#\s*define\s+(\w+)(?:\(([^)]*)\))?/.exec(directive);
  if (!head) return null;
  const [whole, name = '', list] = head;
  const parameters = list === undefined ? [] : list.split(',').map((each) => each.trim());
  return { name, parameters, start: from + whole.length, content: directive.slice(whole.length) };
}
