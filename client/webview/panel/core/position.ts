// What can happen next from a state, and who cannot go on.
import { eachSuccessor } from '../../../../sim-core/explore/graph.ts';
import type { Change } from '../../../../sim-core/explore/trace.ts';
import type { Choice } from '../../../../sim-core/model/machine.ts';
import type { SourceSpot } from '../../../../sim-core/model/path.ts';
import { changesBetween, type Timeline } from './timeline.ts';

/** A step that can be taken here. */
export interface Open {
  readonly choice: Choice;
  readonly process: number;
  readonly name: string;
  readonly fn: string;
  readonly does: string;
  readonly at?: SourceSpot;
  /** Which of several ways, from 1; undefined when there is one. */
  readonly way?: number;
  /** What it would change. */
  readonly changes: readonly Change[];
  /** The rule that it would break. */
  readonly breaks?: string;
  /** Is it the step that the run takes here? */
  readonly taken: boolean;
}

export interface Waiting {
  readonly process: number;
  readonly name: string;
  readonly fn: string;
  readonly does: string;
  readonly at?: SourceSpot;
}

export interface Position {
  readonly open: readonly Open[];
  readonly waiting: readonly Waiting[];
  readonly ended: readonly string[];
  /** The rule that the last step broke: the run is over. */
  readonly broken?: string;
  /** Nobody can go on, and somebody should. */
  readonly stuck: boolean;
  /** Everybody who must end has ended. */
  readonly over: boolean;
}

export function positionAt(line: Timeline, at: number): Position {
  const { machine } = line;
  const here = line.states[at] ?? machine.initial;
  const broken = line.taken[at - 1]?.broken;
  const chosen = line.choices[at];
  machine.load(here);
  const next = machine.processes.map((_, p) => machine.stepOf(p));
  const open: Open[] = [];
  if (broken === undefined) {
    eachSuccessor(machine, here, (process, way, oops) => {
      const step = next[process];
      if (!step) return;
      const breaks = oops ?? machine.brokenRule();
      open.push({
        choice: { process, way },
        process,
        name: machine.processes[process]?.name ?? '',
        fn: step.fn,
        does: step.does,
        ...(step.at ? { at: step.at } : {}),
        ...(step.ways > 1 ? { way: way + 1 } : {}),
        changes: oops === undefined ? changesBetween(machine, here, machine.words) : [],
        ...(breaks === undefined ? {} : { breaks }),
        taken: chosen?.process === process && chosen.way === way,
      });
    });
  }
  machine.load(here);
  const canGo = new Set(open.map(({ process }) => process));
  const waiting: Waiting[] = [];
  const ended: string[] = [];
  for (const [process, { name }] of machine.processes.entries()) {
    const step = next[process];
    if (!step) ended.push(name);
    else if (!canGo.has(process) && broken === undefined)
      waiting.push({ process, name, fn: step.fn, does: step.does, ...(step.at ? { at: step.at } : {}) });
  }
  const over = machine.allEnded();
  const stuck = broken === undefined && open.length === 0 && !over;
  return { open, waiting, ended, stuck, over, ...(broken === undefined ? {} : { broken }) };
}

/** The last step before state `at` that changed a field, from 1; undefined when none did. */
export function lastChangeOf(line: Timeline, field: string, at: number): number | undefined {
  const known = line.machine.fields.find(({ name }) => name === field);
  if (!known) return undefined;
  const value = (i: number) => ((line.states[i]?.[known.word] ?? 0) >>> known.shift) & known.mask;
  for (let i = at; i > 0; i--) if (value(i) !== value(i - 1)) return i;
  return undefined;
}
