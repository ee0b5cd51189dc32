// From what a run names to the scenario that is played.
import { type Scenario, type Setting, valuesFor } from '../../../sim-core/scenario.ts';
import { scenarioOf as registered } from '../../../sim-core/scenarios/index.ts';
import { sliceScenario } from '../../../sim-core/slice/scenario.ts';
import type { Play } from './run.ts';

/** Throws RangeError with one clear line for a scenario that is not there. */
export function scenarioOf(play: Play): Scenario {
  if ('program' in play) return sliceScenario(play.program);
  return registered(play.scenario);
}

/** The scenario's own first choices. */
export function firstSetting(scenario: Scenario): Setting {
  return { scheme: scenario.schemes[0] ?? '', variant: scenario.variants[0]?.id ?? '', set: {} };
}

/** The setting if the scenario has it. Throws RangeError with one clear line. */
export function checkedSetting(scenario: Scenario, setting: Setting | undefined): Setting {
  const wanted = setting ?? firstSetting(scenario);
  valuesFor(scenario, wanted);
  return wanted;
}

/** A name for headings and files: the scenario's id, or the function that the slice begins with. */
export function nameOf(play: Play): string {
  return 'program' in play ? play.program.entry : play.scenario;
}
