// The same choices under another scheme: how far they can be made, and where the two runs part.
import type { Choice, Machine } from '../../../../sim-core/model/machine.ts';
import { Timeline, takeStep } from './timeline.ts';

export interface Parting {
  /** The step (from 1) at which the two differ. */
  readonly step: number;
  /** In one sentence. `there` names the scheme compared with. */
  readonly says: string;
}

export interface Compared {
  readonly other: Timeline;
  readonly parts?: Parting;
}

/** Replays the choices of `line` on `machine`, as far as that goes. Processes are matched by name. */
export function compare(line: Timeline, machine: Machine, here: string, there: string): Compared {
  const byName = new Map(machine.processes.map(({ name }, process) => [name, process]));
  const choices: Choice[] = [];
  let broke: string | undefined;
  machine.load(machine.initial);
  let parts: Parting | undefined;
  const part = (step: number, says: string): void => {
    parts ??= { step, says };
  };
  for (const [i, { name, fn, does, broken, choice }] of line.taken.entries()) {
    const number = i + 1;
    const process = byName.get(name);
    const step = process === undefined ? undefined : machine.stepOf(process);
    if (broke !== undefined) {
      part(number, `${there}: the run has ended, because a rule was broken`);
      break;
    }
    if (process === undefined || !step) {
      part(number, `${there}: ${name} has nothing left to do; ${here}: it runs ${fn}`);
      break;
    }
    if (step.fn !== fn || step.does !== does)
      part(number, `${here}: ${name} runs ${fn} (${does}); ${there}: it runs ${step.fn} (${step.does})`);
    try {
      const made = { process, way: choice.way };
      broke = takeStep(machine, made, number).broken;
      choices.push(made);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      part(number, `${there}: ${name} cannot run ${step.fn} here, it has to wait (${step.does})`);
      break;
    }
    if (broke !== broken)
      part(
        number,
        broke === undefined
          ? `${there}: the same step breaks no rule; ${here}: ${broken}`
          : `${there}: this step breaks a rule: ${broke}`,
      );
  }
  const other = Timeline.of(machine, choices);
  return parts ? { other, parts } : { other };
}
