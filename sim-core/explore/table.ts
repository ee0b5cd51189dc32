// The set of states seen. States lie in the order in which they were found (which is the queue of a
// breadth-first search), and once more inline in an open-addressing hash table, so that a probe touches
// one cache line and never follows an index. Slots are chosen by the high bits of the hash: doubling
// the table then reads and writes memory in order.

/** Fraction of slots in use at which the table doubles. */
const FULL = 0.62;
const FIRST_BITS = 9;
const SEGMENT_BITS = 11;
const SEGMENT = 1 << SEGMENT_BITS;

export const firstHash = (word: number): number => Math.imul(word, 0x9e3779b1);
export const nextHash = (hash: number, word: number): number =>
  Math.imul((hash ^ (hash >>> 15)) + word, 0x85ebca6b);
export function lastHash(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return Math.imul(h ^ (h >>> 16), 0x27d4eb2f);
}

export function hashWords(words: Int32Array, at: number, count: number): number {
  let hash = firstHash(words[at] as number);
  for (let w = 1; w < count; w++) hash = nextHash(hash, words[at + w] as number);
  return lastHash(hash);
}

export class StateTable {
  /** Words per state. */
  readonly width: number;
  count = 0;
  private slots: Int32Array;
  private bits: number;
  private shift: number;
  private limit: number;
  // states and the index of the state from which each was first reached, by order of discovery
  private readonly states: Int32Array[] = [];
  private readonly parents: Int32Array[] = [];

  constructor(width: number) {
    this.width = width;
    this.bits = FIRST_BITS;
    this.slots = new Int32Array((1 << this.bits) * width);
    this.shift = 32 - this.bits;
    this.limit = Math.floor((1 << this.bits) * FULL);
  }

  get bytes(): number {
    return this.slots.byteLength + this.states.length * SEGMENT * 4 * (this.width + 1);
  }

  /** Copies state `index` into `into`. */
  copy(index: number, into: Int32Array): void {
    const width = this.width;
    const segment = this.states[index >>> SEGMENT_BITS] as Int32Array;
    const base = (index & (SEGMENT - 1)) * width;
    for (let w = 0; w < width; w++) into[w] = segment[base + w] as number;
  }

  /** Index of the state from which `index` was first reached; -1 for the first. */
  parent(index: number): number {
    return (this.parents[index >>> SEGMENT_BITS] as Int32Array)[index & (SEGMENT - 1)] as number;
  }

  /** Inserts words at `at`; true when they were not there. `hash` is of `hashWords`. */
  insert(words: Int32Array, at: number, hash: number, parent: number): boolean {
    const width = this.width;
    const slots = this.slots;
    const length = slots.length;
    let base = (hash >>> this.shift) * width;
    const w0 = words[at] as number;
    for (;;) {
      const found = slots[base] as number;
      if (found === 0) break;
      if (found === w0) {
        let w = 1;
        while (w < width && slots[base + w] === words[at + w]) w++;
        if (w === width) return false;
      }
      base += width;
      if (base === length) base = 0;
    }
    const index = this.count++;
    const within = index & (SEGMENT - 1);
    if (within === 0) {
      this.states.push(new Int32Array(SEGMENT * width));
      this.parents.push(new Int32Array(SEGMENT));
    }
    const number = index >>> SEGMENT_BITS;
    const segment = this.states[number] as Int32Array;
    for (let w = 0; w < width; w++) {
      const word = words[at + w] as number;
      slots[base + w] = word;
      segment[within * width + w] = word;
    }
    (this.parents[number] as Int32Array)[within] = parent;
    if (this.count >= this.limit) this.grow();
    return true;
  }

  /** Reads the slots where these states belong, so that the processor fetches them side by side. */
  touch(hashes: Int32Array, count: number): number {
    const { slots, width, shift } = this;
    let sum = 0;
    for (let i = 0; i < count; i++) sum ^= slots[((hashes[i] as number) >>> shift) * width] as number;
    return sum;
  }

  private grow(): void {
    const { width, slots: old } = this;
    this.bits++;
    this.shift--;
    const slots = new Int32Array((1 << this.bits) * width);
    const { shift } = this;
    const length = slots.length;
    for (let from = 0; from < old.length; from += width) {
      if (old[from] === 0) continue;
      let base = (hashWords(old, from, width) >>> shift) * width;
      while (slots[base] !== 0) {
        base += width;
        if (base === length) base = 0;
      }
      for (let w = 0; w < width; w++) slots[base + w] = old[from + w] as number;
    }
    this.slots = slots;
    this.limit = Math.floor((1 << this.bits) * FULL);
  }
}
