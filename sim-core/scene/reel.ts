// A whole run, ready to be looked at from any point: the words of every state, who held what, and the
// stretches that the lanes draw.
import type { Choice, Machine } from '../model/machine.ts';
import { sceneOf } from './build.ts';
import { type Holders, NOBODY, nextHolders } from './holders.ts';
import { planOf } from './plan.ts';
import type { LaneHead, LaneSpan, LaneStep, Scene } from './scene.ts';
import { spansOf } from './spans.ts';

export interface Reel {
  readonly heads: readonly LaneHead[];
  readonly steps: readonly LaneStep[];
  readonly spans: readonly LaneSpan[];
  /** The state after `at` steps, 0 to `steps.length`. Leaves the machine in that state. Throws RangeError beyond. */
  sceneAt(at: number): Scene;
}

/** Plays choices from the start. Throws RangeError where a choice is impossible. */
export function reelOf(machine: Machine, choices: readonly Choice[]): Reel {
  const width = machine.words.length;
  const states = new Int32Array(width * (choices.length + 1));
  const holders: Holders[] = [NOBODY];
  const steps: LaneStep[] = [];
  machine.load(machine.initial);
  states.set(machine.words, 0);
  for (const [at, choice] of choices.entries()) {
    const { process } = choice;
    const step = machine.processes[process] && machine.stepOf(process);
    if (!step) throw new RangeError(`step ${at + 1}: no process can take it`);
    const outcome = machine.apply(choice);
    if (outcome === 'blocked') throw new RangeError(`step ${at + 1}: ${step.fn} cannot run here`);
    const broken = outcome === 'ran' ? machine.brokenRule() : outcome.broken;
    const { fn, does } = step;
    steps.push({
      process,
      fn,
      does,
      ...(step.at ? { at: step.at } : {}),
      ...(broken === undefined ? {} : { broken }),
    });
    holders.push(
      nextHolders(machine, states.subarray(at * width, (at + 1) * width), process, holders[at] ?? NOBODY),
    );
    states.set(machine.words, (at + 1) * width);
    if (outcome !== 'ran' && at < choices.length - 1)
      throw new RangeError(`step ${at + 1} breaks a rule, yet the run goes on`);
  }
  const load = (at: number): void => machine.load(states.subarray(at * width, (at + 1) * width));
  return {
    heads: planOf(machine).processes.map(({ name, badge }) => ({ name, badge })),
    steps,
    spans: spansOf(machine, steps.length, holders, load),
    sceneAt: (at) => {
      if (!Number.isInteger(at) || at < 0 || at > steps.length)
        throw new RangeError(`the run has states 0 to ${steps.length}, not ${at}`);
      load(at);
      const last = steps[at - 1];
      return sceneOf(machine, { holders: holders[at] ?? NOBODY, moved: last?.process, broken: last?.broken });
    },
  };
}
