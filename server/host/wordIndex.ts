import { join } from 'node:path';
import { MAX_PARSED_BYTES, type Reader } from './read.ts';

const MIN_LENGTH = 4;
/** Power of two; a word forgotten within one file is only listed again. */
const SEEN = 1 << 14;

/**
 * Which files name a word, by one pass over a tree: the hash of each identifier of each file, one after the
 * other. A question scans the numbers, which takes milliseconds where reading the files takes seconds.
 */
export class WordIndex {
  #hashes = new Uint32Array(1 << 20);
  #length = 0;
  /** where the words of each file end */
  readonly #ends: number[] = [];

  private constructor(readonly files: readonly string[]) {}

  /** Reads every file; stops when `cancelled` says so, and then there is no index. */
  static build(
    root: string,
    files: readonly string[],
    reader: Reader,
    cancelled: (read: number) => boolean,
  ): WordIndex | null {
    const steps = WordIndex.building(root, files, reader);
    for (let read = 0; ; read++) {
      if (cancelled(read)) return null;
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  /** The same a file at a time, for whoever has to let others run in between. */
  static *building(
    root: string,
    files: readonly string[],
    reader: Reader,
  ): Generator<undefined, WordIndex, undefined> {
    const index = new WordIndex(files);
    const seen = new Uint32Array(SEEN);
    for (const file of files) {
      try {
        const { bytes } = reader.read(join(root, file));
        if (bytes.length <= MAX_PARSED_BYTES) index.#add(bytes, seen);
      } catch {
        // a file that cannot be read names nothing
      }
      index.#ends.push(index.#length);
      yield;
    }
    return index;
  }

  /** Files that name one of the words, in order. Words of fewer than four letters are in every file. */
  naming(words: readonly string[]): string[] {
    if (words.some((word) => word.length < MIN_LENGTH)) return [...this.files];
    const found = new Set<number>();
    for (const word of words) {
      const wanted = hashOf(word);
      let file = 0;
      for (let at = this.#hashes.indexOf(wanted); at >= 0 && at < this.#length; ) {
        while ((this.#ends[file] ?? 0) <= at) file++;
        found.add(file);
        at = this.#hashes.indexOf(wanted, this.#ends[file]);
      }
    }
    return [...found].sort((a, b) => a - b).map((file) => this.files[file] ?? '');
  }

  #add(bytes: Uint8Array, seen: Uint32Array): void {
    seen.fill(0);
    const { length } = bytes;
    for (let at = 0; at < length; ) {
      if (!isWord(bytes[at] ?? 0)) {
        at++;
        continue;
      }
      let hash = 0x811c9dc5;
      const start = at;
      for (; at < length && isWord(bytes[at] ?? 0); at++)
        hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
      if (at - start < MIN_LENGTH) continue;
      hash >>>= 0;
      const slot = hash & (SEEN - 1);
      if (seen[slot] === hash) continue;
      seen[slot] = hash;
      if (this.#length === this.#hashes.length) {
        const larger = new Uint32Array(this.#hashes.length * 2);
        larger.set(this.#hashes);
        this.#hashes = larger;
      }
      this.#hashes[this.#length++] = hash;
    }
  }
}

function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Letters, digits and the underscore. */
function isWord(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x5f ||
    (byte >= 0x30 && byte <= 0x39)
  );
}
