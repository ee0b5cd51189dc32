// A run laid out: every state from the start to the end, so that any of them can be shown at once.
import type { Change } from '../../../../sim-core/explore/trace.ts';
import type { Choice, Machine } from '../../../../sim-core/model/machine.ts';
import type { SourceSpot } from '../../../../sim-core/model/path.ts';

/** A step that was taken. */
export interface Taken {
  readonly choice: Choice;
  /** The process's number and name. */
  readonly process: number;
  readonly name: string;
  readonly fn: string;
  readonly does: string;
  readonly at?: SourceSpot;
  /** The rule that it broke: the run ends here. */
  readonly broken?: string;
}

export class Timeline {
  private constructor(
    readonly machine: Machine,
    readonly choices: readonly Choice[],
    readonly taken: readonly Taken[],
    /** State `i` is the one after `i` steps. */
    readonly states: readonly Int32Array[],
  ) {}

  static start(machine: Machine): Timeline {
    return new Timeline(machine, [], [], [machine.initial]);
  }

  /** Throws RangeError, with the step's number, where a choice cannot be made. */
  static of(machine: Machine, choices: readonly Choice[]): Timeline {
    return Timeline.start(machine).continued(0, choices);
  }

  get length(): number {
    return this.taken.length;
  }

  /** The rule that the last step broke. */
  get broken(): string | undefined {
    return this.taken.at(-1)?.broken;
  }

  /** Keeps the first `keep` steps and goes on with these. Throws RangeError where a choice cannot be made. */
  continued(keep: number, more: readonly Choice[]): Timeline {
    const { machine } = this;
    const taken = this.taken.slice(0, keep);
    const states = this.states.slice(0, keep + 1);
    let state = states[keep] ?? machine.initial;
    for (const choice of more) {
      const number = taken.length + 1;
      if (taken.at(-1)?.broken !== undefined)
        throw new RangeError(`step ${number - 1} breaks a rule, yet the run goes on`);
      machine.load(state);
      const step = takeStep(machine, choice, number);
      state = machine.words.slice();
      taken.push(step);
      states.push(state);
    }
    return new Timeline(machine, [...this.choices.slice(0, keep), ...more], taken, states);
  }

  /** The run of those of the choices that can be made, up to the first that cannot. */
  static asFarAs(machine: Machine, choices: readonly Choice[]): Timeline {
    machine.load(machine.initial);
    for (const [i, choice] of choices.entries()) {
      try {
        if (takeStep(machine, choice, i + 1).broken !== undefined)
          return Timeline.of(machine, choices.slice(0, i + 1));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return Timeline.of(machine, choices.slice(0, i));
      }
    }
    return Timeline.of(machine, choices);
  }

  /** What step `i` (from 0) changed, field by field. */
  changes(i: number): Change[] {
    const before = this.states[i];
    const after = this.states[i + 1];
    return before && after ? changesBetween(this.machine, before, after) : [];
  }

  /** The state after `at` steps, by name. */
  values(at: number): Map<string, string> {
    this.load(at);
    return this.machine.read();
  }

  load(at: number): void {
    this.machine.load(this.states[at] ?? this.machine.initial);
  }
}

/** Takes a step from the machine's current words. Throws RangeError when it cannot be taken. */
export function takeStep(machine: Machine, choice: Choice, number: number): Taken {
  const process = machine.processes[choice.process];
  const step = process && machine.stepOf(choice.process);
  if (!process || !step) throw new RangeError(`step ${number}: there is nobody who could take it`);
  const outcome = machine.apply(choice);
  if (outcome === 'blocked')
    throw new RangeError(`step ${number}: ${process.name} cannot run ${step.fn} here`);
  const broken = outcome === 'ran' ? machine.brokenRule() : outcome.broken;
  return {
    choice,
    process: choice.process,
    name: process.name,
    fn: step.fn,
    does: step.does,
    ...(step.at ? { at: step.at } : {}),
    ...(broken === undefined ? {} : { broken }),
  };
}

/** Fields that differ, but for where each process stands: the steps tell that. */
export function changesBetween(machine: Machine, before: Int32Array, after: Int32Array): Change[] {
  const pcs = new Set(machine.processes.map(({ fields }) => fields[0]));
  const found: Change[] = [];
  for (const field of machine.fields) {
    const { word, shift, mask, kind, name } = field;
    const was = ((before[word] as number) >>> shift) & mask;
    const is = ((after[word] as number) >>> shift) & mask;
    if (was !== is && !pcs.has(field))
      found.push({ field: name, before: kind.text(was), after: kind.text(is) });
  }
  return found;
}
