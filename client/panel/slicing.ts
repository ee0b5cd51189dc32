// The server's answer to a question for a code path. It is read like a stranger's: a program is checked
// before it is played.
import type { Program } from '../../sim-core/slice/program.ts';
import { isObject, list } from '../shared/panel/check.ts';
import { firstSetting, scenarioOf } from '../shared/panel/playable.ts';
import { parseProgram } from '../shared/panel/program.ts';
import { parseName, type RunState } from '../shared/panel/run.ts';

export interface Sliced {
  readonly program: Program;
  /** Ids of scenarios of the registry that the path takes part in, the nearest first. */
  readonly scenarios: readonly string[];
}

/** null: there is no function here, or what came is no program. */
export function readSlice(answer: unknown): Sliced | null {
  if (!isObject(answer)) return null;
  const program = parseProgram(answer.program);
  const proposed = list(answer.proposals, 200, (each) => (isObject(each) ? parseName(each.scenario) : null));
  return program && { program, scenarios: [...new Set(proposed ?? [])] };
}

/** A program at its start, beside the first adversary there is. Throws RangeError when it cannot be played. */
export function firstRun(program: Program): RunState {
  const play = { program };
  const scenario = scenarioOf(play);
  const setting = firstSetting(scenario);
  // the first variant is the path alone, which shows little
  const beside = scenario.variants[1]?.id ?? setting.variant;
  return { play, setting: { ...setting, variant: beside }, choices: [], at: 0 };
}
