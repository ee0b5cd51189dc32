// Stepping through a model by hand: what can happen next, what cannot and where it waits, one step on,
// one step back. Nothing is explored beyond the state at hand.
import type { Choice, Machine } from '../model/machine.ts';
import type { SourceSpot } from '../model/path.ts';
import { eachSuccessor } from './graph.ts';
import { replay, type TraceStep } from './trace.ts';

/** A step that can be taken. */
export interface Open {
  readonly choice: Choice;
  readonly process: string;
  readonly fn: string;
  readonly does: string;
  /** The line of C that it was taken from, where it was. */
  readonly at?: SourceSpot;
  /** The rule that it would break. */
  readonly breaks?: string;
}

/** A process that cannot go on here. */
export interface Waiting {
  readonly process: string;
  readonly fn: string;
  readonly does: string;
  readonly at?: SourceSpot;
}

export interface Position {
  /** Every field by name. */
  readonly values: ReadonlyMap<string, string>;
  readonly open: readonly Open[];
  readonly waiting: readonly Waiting[];
  readonly ended: readonly string[];
  /** The rule that the last step broke: the run is over. */
  readonly broken?: string;
  /** Nobody can go on, and somebody should. */
  readonly stuck: boolean;
}

export class Player {
  private taken: Choice[] = [];

  constructor(readonly machine: Machine) {}

  get choices(): readonly Choice[] {
    return this.taken;
  }

  /** The steps so far, each with what it changed. */
  get steps(): TraceStep[] {
    return replay(this.machine, this.taken);
  }

  get position(): Position {
    const { machine } = this;
    const broken = this.steps.at(-1)?.broken;
    const here = machine.words.slice();
    const values = machine.read();
    const next = machine.processes.map((_, p) => machine.stepOf(p));
    const open: Open[] = [];
    if (broken === undefined) {
      eachSuccessor(machine, here, (process, way, breaks) => {
        const step = next[process];
        const info = {
          choice: { process, way },
          process: machine.processes[process]?.name ?? '',
          fn: step?.fn ?? '',
          does: step?.does ?? '',
          ...(step?.at ? { at: step.at } : {}),
        };
        open.push(breaks === undefined ? info : { ...info, breaks });
      });
    }
    machine.load(here);
    const canGo = new Set(open.map(({ choice }) => choice.process));
    const waiting: Waiting[] = [];
    const ended: string[] = [];
    for (const [p, { name }] of machine.processes.entries()) {
      const step = next[p];
      if (step === undefined) ended.push(name);
      else if (!canGo.has(p))
        waiting.push({ process: name, fn: step.fn, does: step.does, ...(step.at ? { at: step.at } : {}) });
    }
    const stuck = broken === undefined && open.length === 0 && !machine.allEnded();
    return { values, open, waiting, ended, stuck, ...(broken === undefined ? {} : { broken }) };
  }

  /** Takes a step. Throws RangeError when it cannot be taken here. */
  take(choice: Choice): void {
    replay(this.machine, [...this.taken, choice]);
    this.taken.push(choice);
  }

  /** One step back; false at the start. */
  back(): boolean {
    return this.taken.pop() !== undefined;
  }

  /** Starts from a run. Throws RangeError when it is not one of this machine. */
  load(choices: readonly Choice[]): void {
    replay(this.machine, choices);
    this.taken = [...choices];
  }
}
