// Where each field of a state lives: a word, a shift and a mask. A field never straddles words, and
// the private fields of one process stay together, so that identical processes can be sorted.
import { bitsOf, type Kind } from './fields.ts';

/** One field of the packed state. */
export interface Field {
  /** As shown to people: `page1.mapping`, `reader2.page`. */
  readonly name: string;
  readonly kind: Kind;
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
}

/** Fields that must stay in one word, in this order. */
export interface Block {
  readonly fields: readonly { readonly name: string; readonly kind: Kind }[];
}

export interface Layout {
  /** Words per state. */
  readonly words: number;
  /** Bits in use, without the mark below. */
  readonly bits: number;
  /** In the order of the blocks given. */
  readonly fields: readonly (readonly Field[])[];
}

/** Set in word 0 of every state, so that no state is all zeros (the hash table's empty slot). */
export const PRESENT = 1 << 31;

const WORD = 32;

/** Packs blocks into as few 32-bit words as first-fit by decreasing width finds. Throws when a block exceeds a word. */
export function layOut(blocks: readonly Block[]): Layout {
  const widths = blocks.map((block) => block.fields.reduce((sum, { kind }) => sum + bitsOf(kind), 0));
  const order = blocks.map((_, index) => index);
  order.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0) || a - b);
  const used: number[] = [];
  const place: { word: number; shift: number }[] = [];
  for (const index of order) {
    const width = widths[index] ?? 0;
    if (width > WORD - 1) throw new Error(`a block of ${width} bits does not fit a word`);
    let word = used.findIndex((taken, at) => taken + width <= (at === 0 ? WORD - 1 : WORD));
    if (word < 0) word = used.push(0) - 1;
    place[index] = { word, shift: used[word] ?? 0 };
    used[word] = (used[word] ?? 0) + width;
  }
  const fields = blocks.map((block, index) => {
    const at = place[index] ?? { word: 0, shift: 0 };
    let shift = at.shift;
    return block.fields.map(({ name, kind }) => {
      const bits = bitsOf(kind);
      const field: Field = { name, kind, word: at.word, shift, mask: 2 ** bits - 1 };
      shift += bits;
      return field;
    });
  });
  return {
    words: Math.max(1, used.length),
    bits: widths.reduce((sum, width) => sum + width, 0),
    fields,
  };
}
