import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';
import { mask } from '../../server/syntax/mask.ts';
import { parser } from '../support/parser.ts';

const require = createRequire(import.meta.url);
// the import above has started the runtime
const bare = new Parser();
bare.setLanguage(await Language.load(readFileSync(require.resolve('tree-sitter-c/tree-sitter-c.wasm'))));

/** What the grammar makes of a text that is not masked. */
export function bareTreeOf(text: string): string {
  const tree = bare.parse(text);
  const found = tree?.rootNode.toString() ?? '';
  tree?.delete();
  return found;
}

/** The tree of the masked text, as the grammar prints it. */
export function treeOf(text: string): { errors: boolean; tree: string } {
  const syntax = parser.parse(text);
  const result = { errors: syntax.root.hasError, tree: syntax.root.toString() };
  syntax.dispose();
  return result;
}

/** What masking makes of a text; a dot where it has put a space. */
export function masked(text: string): string {
  const after = mask(text);
  return [...after].map((c, i) => (c === ' ' && text[i] !== ' ' ? '·' : c)).join('');
}

/** C without the indent of the test around it. */
export function c(strings: TemplateStringsArray): string {
  const text = (strings.raw[0] ?? '').replace(/^\n/, '').replace(/\n[ ]*$/, '\n');
  const indent = /^ */.exec(text)?.[0].length ?? 0;
  return text.replaceAll(new RegExp(`^ {0,${indent}}`, 'gm'), '');
}
