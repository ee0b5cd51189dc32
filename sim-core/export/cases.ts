// What the steps and rules of a model did, for each combination of values that they read in the states
// that a run meets.
import type { Field } from '../model/layout.ts';
import type { Machine } from '../model/machine.ts';
import { Oops, type Watcher } from '../model/views.ts';

interface Value {
  readonly field: Field;
  readonly value: number;
}

/** One case: what was read, and what came of it. */
export interface Met {
  readonly assumed: readonly Value[];
  readonly writes: readonly Value[];
  /** The rule that it breaks. */
  readonly broken?: string;
  /** The step cannot run here. */
  readonly blocked?: boolean;
}

/** Notes what is read before it is written. */
class Notes implements Watcher {
  readonly assumed: Value[] = [];
  readonly written = new Set<Field>();
  private readonly known = new Set<Field>();

  constructor(private readonly words: Int32Array) {}

  read(field: Field): number {
    const value = valueIn(this.words, field);
    if (!this.known.has(field) && !this.written.has(field)) {
      this.known.add(field);
      this.assumed.push({ field, value });
    }
    return value;
  }

  write(field: Field, value: number): void {
    const { word, shift, mask } = field;
    this.written.add(field);
    this.words[word] = ((this.words[word] as number) & ~(mask << shift)) | (value << shift);
  }
}

export class Cases {
  private readonly byStep = new Map<string, Map<string, Met>>();
  private readonly byRule: Map<string, Met>[];

  constructor(readonly machine: Machine) {
    this.byRule = machine.rules.map(() => new Map());
  }

  /** The cases of a step of a process. */
  steps(process: number, at: number): readonly Met[] {
    return [...(this.byStep.get(`${process} ${at}`)?.values() ?? [])];
  }

  /** The cases of each rule. */
  get rules(): readonly (readonly Met[])[] {
    return this.byRule.map((cases) => [...cases.values()]);
  }

  /** Runs every step that can be next in a state, in every way, and every rule. */
  meet(state: Int32Array): void {
    const { machine } = this;
    for (const [rule, { holds }] of machine.rules.entries()) {
      machine.load(state);
      const notes = new Notes(machine.words);
      let fine = false;
      try {
        fine = machine.watched(notes, holds);
      } catch (error) {
        if (!(error instanceof Oops)) throw error;
      }
      const met = { assumed: notes.assumed, writes: [] };
      keep(
        this.byRule[rule] ?? new Map(),
        0,
        fine ? met : { ...met, broken: machine.rules[rule]?.text ?? '' },
      );
    }
    for (let process = 0; process < machine.processes.length; process++) {
      machine.load(state);
      const step = machine.stepOf(process);
      for (let way = 0; way < (step?.ways ?? 0); way++) this.run(process, way, state);
    }
    machine.load(state);
  }

  private run(process: number, way: number, state: Int32Array): void {
    const { machine } = this;
    machine.load(state);
    const step = machine.stepOf(process);
    const at = machine.pcOf(process);
    const notes = new Notes(machine.words);
    let ran = false;
    let broken: string | undefined;
    try {
      if (step) ran = machine.watched(notes, () => machine.run(process, step, at, way));
    } catch (error) {
      if (!(error instanceof Oops)) throw error;
      broken = error.message;
    }
    const writes = ran ? this.writes(process, notes) : [];
    const key = `${process} ${at}`;
    const cases = this.byStep.get(key) ?? new Map<string, Met>();
    this.byStep.set(key, cases);
    keep(cases, way, {
      assumed: notes.assumed,
      writes,
      ...(broken === undefined ? {} : { broken }),
      ...(ran || broken !== undefined ? {} : { blocked: true }),
    });
  }

  /** What the run just made left behind: what it stored, the next pc, and nothing of a path that ended. */
  private writes(process: number, { assumed, written }: Notes): Value[] {
    const { machine } = this;
    const own = machine.processes[process];
    const fields = new Set(written);
    if (own) {
      const ended = machine.pcOf(process) === own.steps.length;
      for (const field of ended ? own.fields : own.fields.slice(0, 1)) fields.add(field);
    }
    const before = new Map(assumed.map(({ field, value }) => [field, value]));
    return [...fields]
      .map((field) => ({ field, value: valueIn(machine.words, field) }))
      .filter(({ field, value }) => before.get(field) !== value);
  }
}

function keep(cases: Map<string, Met>, way: number, met: Met): void {
  const key = `${way}: ${met.assumed.map(({ field, value }) => `${field.name}=${value}`).join()}`;
  if (!cases.has(key)) cases.set(key, met);
}

function valueIn(words: Int32Array, { word, shift, mask }: Field): number {
  return ((words[word] as number) >>> shift) & mask;
}
