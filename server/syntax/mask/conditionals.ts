import { type Brackets, directiveEnd } from './brackets.ts';
import { Patches } from './scan.ts';

/**
 * `#if` inside an initialiser or inside round brackets, where the grammar knows none: the directives
 * vanish and every branch counts. What an `#else` leaves without an operator between is joined by a
 * comma, which is right in a list of arguments and harmless in a condition.
 */
export function maskEnclosedConditionals(text: string, brackets: Brackets): string {
  const patches = new Patches();
  for (const directives of brackets.enclosed)
    for (const at of directives) {
      const isMiddle = /^#[ \t]*el/.test(text.slice(at, at + 16));
      if (isMiddle && endsOperand(text, at)) {
        patches.put(at, ',');
        patches.blank(text, at + 1, directiveEnd(text, at));
      } else patches.blank(text, at, directiveEnd(text, at));
    }
  return patches.apply(text);
}

function endsOperand(text: string, at: number): boolean {
  let i = at - 1;
  while (i >= 0 && /\s/.test(text[i] ?? '')) i--;
  return /[\w)\]}"']/.test(text[i] ?? '');
}
