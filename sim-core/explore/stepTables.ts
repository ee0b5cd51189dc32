// What each process can do next, as tables: one look-up gives every way of its step that can run, each as
// bits to keep and bits to set in each word. Exploring then calls no step a second time.
import type { Field } from '../model/layout.ts';
import type { Machine } from '../model/machine.ts';
import { Oops } from '../model/views.ts';
import { Decisions } from './decisions.ts';

/** A process's pc and the local variables beside it are one index of at most so many bits. */
const INDEX_BITS = 12;

/** How many ways run; then how many break a rule. Behind them, for each way that runs and each word: bits to keep, bits to set. */
export const RAN = 0;
export const BROKEN = 1;
export const EFFECTS = 2;
/** Behind the effects: the number of each way that runs. Then for each that breaks a rule: its number, and the rule's in `rules`. */
export function waysAt(answer: number, ran: number, width: number): number {
  return answer + EFFECTS + ran * 2 * width;
}

interface Prefix {
  readonly fields: readonly Field[];
  readonly mask: number;
}

/** The fields that a process is looked up by: its pc, and what lies right behind it. */
function prefixOf(fields: readonly Field[]): Prefix {
  const pc = fields[0] as Field;
  const known = [pc];
  let mask = pc.mask;
  for (const field of fields.slice(1)) {
    if (field.word !== pc.word) break;
    const wider = (mask | (field.mask << (field.shift - pc.shift))) >>> 0;
    if (field.shift < pc.shift || wider >= 1 << INDEX_BITS) break;
    mask = wider;
    known.push(field);
  }
  return { fields: known, mask };
}

const tables = new WeakMap<Machine, StepTables>();

export class StepTables extends Decisions {
  /** Per process: word, shift and mask of the index, and the place of its first slot. */
  readonly word: Int32Array;
  readonly shift: Int32Array;
  readonly mask: Int32Array;
  readonly slots: Int32Array;
  readonly rules: string[] = [];
  private readonly prefixes: readonly Prefix[];

  /** The tables of a machine: they are shared by all that explore it. */
  static of(machine: Machine): StepTables {
    const known = tables.get(machine);
    if (known) return known;
    const made = new StepTables(machine);
    tables.set(machine, made);
    return made;
  }

  private constructor(machine: Machine) {
    const prefixes = machine.processes.map(({ fields }) => prefixOf(fields));
    let slots = 1;
    const starts = prefixes.map(({ mask }) => {
      slots += mask + 1;
      return slots - mask - 1;
    });
    const ways = machine.processes.flatMap(({ steps }) => steps.map((step) => step.ways));
    super(machine, slots, EFFECTS + Math.max(1, ...ways) * (2 * machine.words.length + 3));
    this.prefixes = prefixes;
    const pcs = machine.processes.map(({ fields }) => fields[0] as Field);
    this.word = Int32Array.from(pcs, ({ word }) => word);
    this.shift = Int32Array.from(pcs, ({ shift }) => shift);
    this.mask = Int32Array.from(prefixes, ({ mask }) => mask);
    this.slots = Int32Array.from(starts);
  }

  /** What a process can do in the state `words`: the place of the answer in `code`. */
  ask(process: number, words: Int32Array): number {
    return this.find(this.slotOf(process, words), words) || this.learn(process, words);
  }

  private slotOf(process: number, words: Int32Array): number {
    const value = (words[this.word[process] as number] as number) >>> (this.shift[process] as number);
    return (this.slots[process] as number) + (value & (this.mask[process] as number));
  }

  /** Runs the step of a process in every way, and keeps what it did. */
  learn(process: number, words: Int32Array): number {
    const { machine, reads } = this;
    const from = words.slice(0, machine.words.length);
    machine.load(from);
    reads.begin(this.prefixes[process]?.fields ?? []);
    const pc = machine.pcOf(process);
    const step = machine.stepOf(process);
    const effects: number[] = [];
    const ran: number[] = [];
    const broken: number[] = [];
    for (let way = 0; way < (step?.ways ?? 0); way++) {
      if (step === undefined) break;
      machine.load(from);
      reads.written.clear();
      try {
        if (!machine.watched(reads, () => machine.run(process, step, pc, way))) continue;
        effects.push(...this.effect(process));
        ran.push(way);
      } catch (error) {
        if (!(error instanceof Oops)) throw error;
        if (!this.rules.includes(error.message)) this.rules.push(error.message);
        broken.push(way, this.rules.indexOf(error.message));
      }
    }
    machine.load(from);
    const answer = [ran.length, broken.length / 2, ...effects, ...ran, ...broken];
    return this.add(this.slotOf(process, from), from, answer);
  }

  /** Per word what the run just made keeps, and what it sets. */
  private effect(process: number): number[] {
    const { machine } = this;
    const own = machine.processes[process];
    const fields = new Set(this.reads.written);
    if (own) {
      // a path that ended has forgotten its local variables
      const ended = machine.pcOf(process) === own.steps.length;
      for (const field of ended ? own.fields : own.fields.slice(0, 1)) fields.add(field);
    }
    const effect: number[] = [];
    for (let w = 0; w < machine.words.length; w++) {
      let changed = 0;
      for (const { word, shift, mask } of fields) if (word === w) changed |= mask << shift;
      effect.push(~changed, (machine.words[w] as number) & changed);
    }
    return effect;
  }
}
