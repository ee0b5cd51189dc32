// Decision tables: what a step does (or whether a rule holds) depends on the few fields that it reads, so
// that each combination of their values has to be worked out once. A table is a tree: a node names a
// field and has one slot for each of its values; at the end hangs an answer. Trees grow as states ask.
import type { Field } from '../model/layout.ts';
import type { Machine } from '../model/machine.ts';
import { packed, type Watcher } from '../model/views.ts';

/** Numbers in the tables of one model; what is asked beyond is worked out each time. */
const MOST_NUMBERS = 1 << 23;

/** Lets a step run on the machine's words, and notes which fields it read before it wrote them. */
class Reads implements Watcher {
  /** In the order in which they were read first. */
  readonly order: Field[] = [];
  readonly written = new Set<Field>();
  private readonly known = new Set<Field>();

  constructor(private readonly machine: Machine) {}

  /** Fields whose values the caller knows: reading them is not noted. */
  begin(known: readonly Field[]): void {
    this.order.length = 0;
    this.written.clear();
    this.known.clear();
    for (const field of known) this.known.add(field);
  }

  read(field: Field): number {
    if (!this.known.has(field) && !this.written.has(field)) {
      this.known.add(field);
      this.order.push(field);
    }
    return ((this.machine.words[field.word] as number) >>> field.shift) & field.mask;
  }

  write(field: Field, value: number): void {
    const { words } = this.machine;
    const { word, shift, mask } = field;
    words[word] = ((words[word] as number) & ~(mask << shift)) | (value << shift);
    this.written.add(field);
  }
}

export class Decisions {
  /**
   * Slots, nodes and answers. A slot holds 0 (not known yet), a node's place, or ~ an answer's place. A
   * node is a packed field, then a slot for each of its values. Moves when it grows.
   */
  code: Int32Array;
  protected readonly reads: Reads;
  private used: number;
  private readonly answers = new Map<string, number>();
  /** Where an answer is put that does not fit any more. */
  private readonly spill: number;

  /** The first `slots` numbers are slots; no answer is longer than `longest`. */
  constructor(
    readonly machine: Machine,
    slots: number,
    longest: number,
  ) {
    this.reads = new Reads(machine);
    // place 0 is no node's, so that 0 can stand for "not known"
    this.spill = Math.max(1, slots);
    this.used = this.spill + longest;
    this.code = new Int32Array(Math.max(1 << 12, 2 * this.used));
  }

  get bytes(): number {
    return this.code.byteLength;
  }

  /** From a slot to the answer for these words: its place, or 0 when it is not known. */
  find(slot: number, words: Int32Array): number {
    const { code } = this;
    let to = code[slot] as number;
    while (to > 0) {
      const at = code[to] as number;
      to = code[to + 1 + (((words[at & 255] as number) >>> ((at >>> 8) & 31)) & (at >>> 16))] as number;
    }
    return to === 0 ? 0 : ~to;
  }

  /** Hangs an answer behind the fields that were read, at their values in `words`; its place. */
  protected add(slot: number, words: Int32Array, answer: readonly number[]): number {
    const needed = answer.length + this.reads.order.reduce((sum, { mask }) => sum + mask + 2, 0);
    if (this.used + needed > MOST_NUMBERS) {
      this.code.set(answer, this.spill);
      return this.spill;
    }
    let at = slot;
    for (const field of this.reads.order) {
      const name = packed(field);
      let node = this.code[at] as number;
      if (node === 0) {
        node = this.take(field.mask + 2);
        this.code[node] = name;
        this.code[at] = node;
      }
      if (this.code[node] !== name) throw new Error(`what is read before ${field.name} is not all fields`);
      at = node + 1 + (((words[field.word] as number) >>> field.shift) & field.mask);
    }
    const key = answer.join();
    let place = this.answers.get(key);
    if (place === undefined) {
      place = this.take(answer.length);
      this.code.set(answer, place);
      this.answers.set(key, place);
    }
    this.code[at] = ~place;
    return place;
  }

  private take(count: number): number {
    const place = this.used;
    this.used += count;
    if (this.used > this.code.length) {
      const bigger = new Int32Array(2 * this.used);
      bigger.set(this.code);
      this.code = bigger;
    }
    return place;
  }
}
