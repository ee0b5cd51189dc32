import { type Difference, differenceOf } from './difference.ts';
import { itemEnd, itemStart } from './items.ts';
import { mask } from './mask.ts';

/** A text masked again, and the one stretch in which it differs from what was masked before. */
export interface Remasked {
  readonly masked: string;
  readonly difference: Difference;
}

/**
 * Masks a text again after an edit: only the items around the edit, the rest is taken over. An item
 * ends with a line that begins with `}`, and no mask reaches beyond the bracket that closes what it
 * began in. Masking a large file whole costs more than parsing the edit. A mask may change text away
 * from the keystroke (a loop head that becomes complete), so the difference is found by comparing.
 */
export function remask(old: { readonly text: string; readonly masked: string }, text: string): Remasked {
  const { start, beforeEnd, afterEnd } = differenceOf(old.text, text);
  // where both texts are the same, so that the ends mean the same place in each
  const own = itemStart(text, start);
  // a mask may look at what stands before it: one item more is read, and kept as it was
  const from = own === 0 ? 0 : itemStart(text, own - 1);
  const to = itemEnd(text, afterEnd);
  const oldTo = to - afterEnd + beforeEnd;
  const fresh = mask(text.slice(from, to)).slice(own - from);
  const inside = differenceOf(old.masked.slice(own, oldTo), fresh);
  return {
    masked: old.masked.slice(0, own) + fresh + old.masked.slice(oldTo),
    difference: {
      start: own + inside.start,
      beforeEnd: own + inside.beforeEnd,
      afterEnd: own + inside.afterEnd,
    },
  };
}
