import type { TrackedField } from '../../conversion/field.ts';
import type { Source } from '../../conversion/model.ts';
import { sourcesAt } from '../../conversion/sources.ts';
import type { CParser } from '../../syntax/parser.ts';
import { Scope } from '../../types/scope.ts';
import { functionAround } from '../nodes.ts';
import { eachStretch } from '../stretch.ts';

/** Expressions that give the mapping at an offset without the field, best first; none outside a function. */
export function sourcesAround(
  parser: CParser,
  file: string,
  text: string,
  offset: number,
  field: TrackedField,
): Source[] {
  let found: Source[] = [];
  eachStretch(parser, file, text, [offset], (stretch, [inside]) => {
    if (inside === undefined) return;
    const node = stretch.root.descendantForIndex(inside);
    const fn = node && functionAround(node);
    if (!fn) return;
    const body = stretch.text
      .slice(fn.startIndex, fn.endIndex)
      .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"/g, (prose) => ' '.repeat(prose.length));
    found = sourcesAt(new Scope(fn), inside, { body, at: inside - fn.startIndex }, field);
  });
  return found;
}
