// Successors on their way into the table. Most of those met twice are met soon again, for two steps that
// do not touch each other lead to the same state in either order: a small memory of the last ones, which
// stays in the processor's cache, drops four duplicates of five. The rest is gathered: the slots of a whole
// batch are touched before any is probed, so that cache misses overlap.
import type { Canonical } from './symmetry.ts';
import { firstHash, hashWords, lastHash, nextHash, type StateTable } from './table.ts';

const BATCH = 512;
const RECENT_BITS = 14;
const RECENT_MASK = (1 << RECENT_BITS) - 1;
const RECENT_SHIFT = 32 - RECENT_BITS;
/** Words that are held in registers; a wider state goes through arrays. */
const NARROW = 4;

export class Batch {
  /** The state being expanded, filled up to four words. */
  readonly base: Int32Array;
  private readonly stride: number;
  private readonly next: Int32Array;
  private readonly recent: Int32Array;
  private readonly words: Int32Array;
  private readonly hashes = new Int32Array(BATCH);
  private readonly parents = new Int32Array(BATCH);
  private count = 0;

  /** `fresh` is told of each new state. */
  constructor(
    private readonly table: StateTable,
    private readonly canonical: Canonical | undefined,
    private readonly fresh: ((words: Int32Array) => void) | undefined,
  ) {
    this.stride = Math.max(NARROW, table.width);
    this.base = new Int32Array(this.stride);
    this.next = new Int32Array(this.stride);
    this.words = new Int32Array(BATCH * this.stride);
    this.recent = new Int32Array((RECENT_MASK + 1) * this.stride);
  }

  /** Takes the successors of `base`, the state of index `from`: per way and word, the bits kept and the bits set. */
  follow(code: Int32Array, effects: number, ways: number, from: number): void {
    const { base, recent, canonical, words, hashes, parents } = this;
    const width = this.table.width;
    if (width > NARROW) {
      this.followWide(code, effects, ways, from);
      return;
    }
    const b0 = base[0] as number;
    const b1 = base[1] as number;
    const b2 = base[2] as number;
    const b3 = base[3] as number;
    let effect = effects;
    for (let i = 0; i < ways; i++) {
      let n0 = (b0 & (code[effect] as number)) | (code[effect + 1] as number);
      let n1 = 0;
      let n2 = 0;
      let n3 = 0;
      // where to remember it needs no good hash, only a quick one: its parts do not wait for each other
      let mix = Math.imul(n0, 0x9e3779b1);
      if (width > 1) {
        n1 = (b1 & (code[effect + 2] as number)) | (code[effect + 3] as number);
        mix = (mix + Math.imul(n1, 0x85ebca6b)) | 0;
      }
      if (width > 2) {
        n2 = (b2 & (code[effect + 4] as number)) | (code[effect + 5] as number);
        mix = (mix + Math.imul(n2, 0xc2b2ae35)) | 0;
      }
      if (width > 3) {
        n3 = (b3 & (code[effect + 6] as number)) | (code[effect + 7] as number);
        mix = (mix + Math.imul(n3, 0x27d4eb2f)) | 0;
      }
      effect += 2 * width;
      const seen = (mix >>> RECENT_SHIFT) * NARROW;
      if (
        recent[seen] === n0 &&
        recent[seen + 1] === n1 &&
        recent[seen + 2] === n2 &&
        recent[seen + 3] === n3
      )
        continue;
      recent[seen] = n0;
      recent[seen + 1] = n1;
      recent[seen + 2] = n2;
      recent[seen + 3] = n3;
      if (canonical !== undefined) {
        const { next } = this;
        next[0] = n0;
        next[1] = n1;
        next[2] = n2;
        next[3] = n3;
        canonical.apply(next);
        n0 = next[0] as number;
        n1 = next[1] as number;
        n2 = next[2] as number;
        n3 = next[3] as number;
      }
      let hash = firstHash(n0);
      if (width > 1) hash = nextHash(hash, n1);
      if (width > 2) hash = nextHash(hash, n2);
      if (width > 3) hash = nextHash(hash, n3);
      hash = lastHash(hash);
      const at = this.count;
      const offset = at * NARROW;
      words[offset] = n0;
      words[offset + 1] = n1;
      words[offset + 2] = n2;
      words[offset + 3] = n3;
      hashes[at] = hash;
      parents[at] = from;
      if (++this.count === BATCH) this.flush();
    }
  }

  private followWide(code: Int32Array, effects: number, ways: number, from: number): void {
    const { base, next, recent, canonical, words, hashes, parents, stride: width } = this;
    let effect = effects;
    for (let i = 0; i < ways; i++) {
      for (let w = 0; w < width; w++, effect += 2)
        next[w] = ((base[w] as number) & (code[effect] as number)) | (code[effect + 1] as number);
      let hash = hashWords(next, 0, width);
      const seen = (hash & RECENT_MASK) * width;
      let same = 0;
      while (same < width && recent[seen + same] === next[same]) same++;
      if (same === width) continue;
      for (let w = 0; w < width; w++) recent[seen + w] = next[w] as number;
      if (canonical !== undefined) {
        canonical.apply(next);
        hash = hashWords(next, 0, width);
      }
      const at = this.count;
      for (let w = 0; w < width; w++) words[at * width + w] = next[w] as number;
      hashes[at] = hash;
      parents[at] = from;
      if (++this.count === BATCH) this.flush();
    }
  }

  /** Puts what was gathered into the table. */
  flush(): void {
    const { table, words, hashes, parents, next, stride, fresh, count } = this;
    touched ^= table.touch(hashes, count);
    for (let i = 0; i < count; i++) {
      const isNew = table.insert(words, i * stride, hashes[i] as number, parents[i] as number);
      if (isNew && fresh !== undefined) {
        for (let w = 0; w < stride; w++) next[w] = words[i * stride + w] as number;
        fresh(next);
      }
    }
    this.count = 0;
  }
}

// keeps the touching reads from being thrown away as unused
let touched = 0;
export function touchedWords(): number {
  return touched;
}
