// The function that a place in a file means.
import type { CParser } from '../../syntax/parser.ts';
import { functionAround, functionName } from '../nodes.ts';
import { eachStretch } from '../stretch.ts';

export interface Target {
  readonly name: string;
  /** UTF-16 offset of the name */
  readonly offset: number;
  /** end of the definition, exclusive */
  readonly end: number;
  readonly macro: boolean;
}

/** The function, or function-like macro, whose definition holds the offset. */
export function functionAtOffset(parser: CParser, file: string, text: string, offset: number): Target | null {
  const macro = macroAt(text, offset);
  if (macro) return macro;
  let found: Target | null = null;
  eachStretch(parser, file, text, [offset], (stretch, [inside]) => {
    const node = inside === undefined ? null : stretch.root.descendantForIndex(inside);
    const definition = node && functionAround(node);
    const name = definition && functionName(definition);
    if (!definition || !name) return;
    found = {
      name: name.text,
      offset: stretch.spot(name.startIndex).offset,
      end: stretch.spot(definition.endIndex).offset,
      macro: false,
    };
  });
  return found;
}

/** The offset at the first word of a 1-based line; null behind the end. */
export function offsetOfLine(text: string, line: number): number | null {
  let at = 0;
  for (let n = 1; n < line; n++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return null;
    at = next + 1;
  }
  if (line < 1 || at >= text.length) return null;
  const first = /^[ \t]*/.exec(text.slice(at, at + 200))?.[0].length ?? 0;
  return at + first;
}

function macroAt(text: string, offset: number): Target | null {
  let start = text.lastIndexOf('\n', offset - 1) + 1;
  while (start > 1 && text[start - 2] === '\\') start = text.lastIndexOf('\n', start - 2) + 1;
  const head = /^#[ \t]*define[ \t]+(\w+)\(/.exec(text.slice(start, start + 200));
  if (!head) return null;
  const name = head[1] ?? '';
  let end = text.indexOf('\n', start);
  while (end > 0 && text[end - 1] === '\\') end = text.indexOf('\n', end + 1);
  return {
    name,
    offset: start + head[0].length - 1 - name.length,
    end: end < 0 ? text.length : end,
    macro: true,
  };
}
