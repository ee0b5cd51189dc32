// The set of states of a graph: like the table of a search, but each state is found by its number, for
// edges name states by number. A slot holds a hash and a number, so that growing reads no states.
const FULL = 0.62;
const FIRST_BITS = 8;
const SEGMENT_BITS = 11;
const SEGMENT = 1 << SEGMENT_BITS;

export class StateIndex {
  count = 0;
  private readonly states: Int32Array[] = [];
  private bits = FIRST_BITS;
  private slots = new Int32Array(2 << FIRST_BITS);

  /** `width` words a state. */
  constructor(readonly width: number) {}

  get bytes(): number {
    return this.slots.byteLength + this.states.length * SEGMENT * 4 * this.width;
  }

  /** Copies state `index` into `into`. */
  copy(index: number, into: Int32Array): void {
    const { width } = this;
    const segment = this.states[index >>> SEGMENT_BITS] as Int32Array;
    const base = (index & (SEGMENT - 1)) * width;
    for (let w = 0; w < width; w++) into[w] = segment[base + w] as number;
  }

  /** The number of these words, which is a new one when they were not there; `hash` is of `hashWords`. */
  insert(words: Int32Array, hash: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let at = (hash >>> (32 - this.bits)) * 2;
    for (;;) {
      const known = slots[at + 1] as number;
      if (known === 0) break;
      if (slots[at] === hash && this.is(known - 1, words)) return known - 1;
      at = (at + 2) & mask;
    }
    const { width } = this;
    const index = this.count++;
    const within = index & (SEGMENT - 1);
    if (within === 0) this.states.push(new Int32Array(SEGMENT * width));
    const segment = this.states[index >>> SEGMENT_BITS] as Int32Array;
    for (let w = 0; w < width; w++) segment[within * width + w] = words[w] as number;
    slots[at] = hash;
    slots[at + 1] = index + 1;
    if (this.count >= (slots.length / 2) * FULL) this.grow();
    return index;
  }

  private is(index: number, words: Int32Array): boolean {
    const { width } = this;
    const segment = this.states[index >>> SEGMENT_BITS] as Int32Array;
    const base = (index & (SEGMENT - 1)) * width;
    for (let w = 0; w < width; w++) if (segment[base + w] !== words[w]) return false;
    return true;
  }

  private grow(): void {
    const old = this.slots;
    this.bits++;
    const slots = new Int32Array(2 << this.bits);
    const mask = slots.length - 1;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      let at = ((old[from] as number) >>> (32 - this.bits)) * 2;
      while (slots[at + 1] !== 0) at = (at + 2) & mask;
      slots[at] = old[from] as number;
      slots[at + 1] = old[from + 1] as number;
    }
    this.slots = slots;
  }
}
