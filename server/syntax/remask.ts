import { differenceOf } from './difference.ts';
import { itemEnd, itemStart } from './items.ts';
import { mask } from './mask.ts';

/**
 * Masks a text again after an edit: only the items around the edit, the rest is taken over. An item
 * ends with a line that begins with `}`, and no mask reaches beyond the bracket that closes what it
 * began in. Masking a large file whole costs more than parsing the edit.
 */
export function remask(old: { readonly text: string; readonly masked: string }, text: string): string {
  const { start, beforeEnd, afterEnd } = differenceOf(old.text, text);
  // where both texts are the same, so that the ends mean the same place in each
  const own = itemStart(text, start);
  // a mask may look at what stands before it: one item more is read, and kept as it was
  const from = own === 0 ? 0 : itemStart(text, own - 1);
  const to = itemEnd(text, afterEnd);
  const oldTo = to - afterEnd + beforeEnd;
  return old.masked.slice(0, own) + mask(text.slice(from, to)).slice(own - from) + old.masked.slice(oldTo);
}
