// A built model: the packed current state and what can happen in it. Explorers load a state into
// `words`, run a step, and read the words back.
import type { Field, Layout } from './layout.ts';
import { PRESENT } from './layout.ts';
import type { Rule, Sort } from './model.ts';
import { BLOCK, type CompiledStep } from './path.ts';
import { Oops, type Tap, type View, type Watcher, type Words } from './views.ts';

export interface ProcessInfo {
  readonly name: string;
  readonly steps: readonly CompiledStep[];
  readonly daemon: boolean;
  /** Processes of the same kin run the same path and are identical. */
  readonly kin: number;
  readonly view: View;
}

export interface Process extends ProcessInfo {
  /** `pc` first, then the local variables. */
  readonly fields: readonly Field[];
}

/** A thing (or process) and the fields it owns; things of a sort are renamed together. */
export interface Owned {
  readonly fields: readonly Field[];
  readonly sort: string;
  readonly index: number;
  /** Things declared together trade places with each other only. */
  readonly family: number;
}

interface Parts {
  readonly words: Words;
  readonly layout: Layout;
  readonly processes: readonly Process[];
  readonly things: readonly Owned[];
  readonly sorts: readonly Sort[];
  readonly rules: readonly Rule[];
  readonly start: () => void;
  readonly tap: Tap;
}

/** One thing that may happen next: process `process` runs its step, going `way`. */
export interface Choice {
  readonly process: number;
  readonly way: number;
}

/** What a choice led to. */
export type Outcome = 'ran' | 'blocked' | { readonly broken: string };

export class Machine {
  readonly words: Words;
  readonly layout: Layout;
  readonly processes: readonly Process[];
  readonly things: readonly Owned[];
  readonly sorts: readonly Sort[];
  readonly rules: readonly Rule[];
  readonly fields: readonly Field[];
  readonly initial: Words;
  /** Per process: word, shift and mask of its pc, and what wipes its locals when it ends. */
  readonly pcWord: Int32Array;
  readonly pcShift: Int32Array;
  readonly pcMask: Int32Array;
  readonly wipe: readonly Words[];
  private readonly views: readonly object[];
  private readonly tap: Tap;
  /** The pc of each ended process. */
  private readonly ends: Int32Array;

  constructor({ words, layout, processes, things, sorts, rules, start, tap }: Parts) {
    this.words = words;
    this.layout = layout;
    this.processes = processes;
    this.things = things;
    this.sorts = sorts;
    this.rules = rules;
    this.tap = tap;
    this.fields = things.flatMap(({ fields }) => fields);
    const pcs = processes.map(({ fields }) => fields[0] as Field);
    this.pcWord = Int32Array.from(pcs, ({ word }) => word);
    this.pcShift = Int32Array.from(pcs, ({ shift }) => shift);
    this.pcMask = Int32Array.from(pcs, ({ mask }) => mask);
    this.views = processes.map(({ view }) => view);
    this.ends = Int32Array.from(processes, ({ steps }) => steps.length);
    this.wipe = processes.map(({ fields }) => {
      const keep = new Int32Array(words.length).fill(-1);
      for (const { word, shift, mask } of fields) keep[word] = (keep[word] ?? 0) & ~(mask << shift);
      return keep;
    });
    words.fill(0);
    words[0] = PRESENT;
    start();
    this.initial = words.slice();
  }

  pcOf(process: number): number {
    return (
      ((this.words[this.pcWord[process] as number] as number) >>> (this.pcShift[process] as number)) &
      (this.pcMask[process] as number)
    );
  }

  /** The step that a process would run next; undefined when its path has ended. */
  stepOf(process: number): CompiledStep | undefined {
    return this.processes[process]?.steps[this.pcOf(process)];
  }

  /**
   * Runs one step on the current words. False: it cannot run here, and the words may be left half
   * changed (the caller holds the state before). Throws Oops when the step breaks a rule.
   */
  run(process: number, step: CompiledStep, pc: number, way: number): boolean {
    const next = step.body(this.views[process] as object, way);
    let to = pc + 1;
    if (next !== undefined) {
      if (next === BLOCK) return false;
      if (next !== step.lastLabel) this.remember(step, next);
      to = step.lastTarget;
    }
    this.setPc(process, to);
    return true;
  }

  private remember(step: CompiledStep, label: string): void {
    const target = step.jumps.get(label);
    if (target === undefined) throw new Error(`${step.fn}: no label ${label}`);
    step.lastLabel = label;
    step.lastTarget = target;
  }

  private setPc(process: number, to: number): void {
    const words = this.words;
    if (to === this.ends[process]) {
      // an ended path's locals mean nothing: forgetting them keeps states that differ only there together
      const keep = this.wipe[process] as Words;
      for (let w = 0; w < words.length; w++) words[w] = (words[w] as number) & (keep[w] as number);
    }
    const word = this.pcWord[process] as number;
    const shift = this.pcShift[process] as number;
    words[word] = ((words[word] as number) & ~((this.pcMask[process] as number) << shift)) | (to << shift);
  }

  /** Applies a choice to the current words; on anything but `ran` the words are put back. */
  apply({ process, way }: Choice): Outcome {
    const step = this.stepOf(process);
    if (step === undefined || way < 0 || way >= step.ways) return 'blocked';
    const before = this.words.slice();
    try {
      if (this.run(process, step, this.pcOf(process), way)) return 'ran';
    } catch (error) {
      if (!(error instanceof Oops)) throw error;
      this.words.set(before);
      return { broken: error.message };
    }
    this.words.set(before);
    return 'blocked';
  }

  /** The first rule that the current state breaks. */
  brokenRule(): string | undefined {
    for (const { text, holds } of this.rules) {
      try {
        if (!holds()) return text;
      } catch (error) {
        if (!(error instanceof Oops)) throw error;
        return error.message;
      }
    }
    return undefined;
  }

  /** Does some work during which every view reads from and writes to the watcher, not the words. */
  watched<T>(watcher: Watcher, work: () => T): T {
    this.tap.watcher = watcher;
    try {
      return work();
    } finally {
      this.tap.watcher = undefined;
    }
  }

  load(words: ArrayLike<number>): void {
    for (let w = 0; w < this.words.length; w++) this.words[w] = words[w] as number;
  }

  /** Has every process that must end, ended? */
  allEnded(): boolean {
    return this.processes.every(
      ({ daemon, steps }, process) => daemon || this.pcOf(process) === steps.length,
    );
  }

  /** The current state by name: every field's value as people read it; a pc as the function it stands at. */
  read(): Map<string, string> {
    const values = new Map<string, string>();
    const owners = new Map(this.processes.map((process) => [process.fields[0], process]));
    for (const field of this.fields) {
      const value = ((this.words[field.word] as number) >>> field.shift) & field.mask;
      const owner = owners.get(field);
      values.set(field.name, owner ? (owner.steps[value]?.fn ?? 'ended') : field.kind.text(value));
    }
    return values;
  }
}
