import type { Brackets } from './brackets.ts';
import { Patches } from './scan.ts';

const TYPEOF = /\b_*typeof(?:_unqual)?_*[ \t]*\(/g;

/**
 * `typeof(*p)` names a type by an expression, which the grammar does not know. Every character that
 * is not part of a word becomes `_`, so that the whole is one type name; readers go back to the
 * original text for the expression.
 */
export function maskTypeof(text: string, brackets: Brackets): string {
  if (!text.includes('typeof')) return text;
  const patches = new Patches();
  TYPEOF.lastIndex = 0;
  for (let match = TYPEOF.exec(text); match; match = TYPEOF.exec(text)) {
    const end = brackets.closing(match.index + match[0].length - 1);
    if (end < 0) continue;
    const whole = text.slice(match.index, end);
    if (!/[\r\n]/.test(whole)) patches.put(match.index, whole.replace(/\W/g, '_'));
  }
  return patches.apply(text);
}
