// Keeps the timelines of the runs shown. Stepping along a run costs nothing, and a fork shares the part
// before it.
import type { Choice, Machine } from '../../../../sim-core/model/machine.ts';
import { machineFor, type Scenario, type Setting } from '../../../../sim-core/scenario.ts';
import { scenarioOf } from '../../../shared/panel/playable.ts';
import type { Play, RunState } from '../../../shared/panel/run.ts';
import { Timeline } from './timeline.ts';

const KEPT = 8;

interface Stage {
  readonly play: Play;
  readonly setting: Setting;
  readonly scenario: Scenario;
  readonly machine: Machine;
  line: Timeline;
}

export class Player {
  private stages: Stage[] = [];

  scenario(play: Play): Scenario {
    return this.stages.find((stage) => samePlay(stage.play, play))?.scenario ?? scenarioOf(play);
  }

  /** The run laid out. Throws RangeError with one clear line when it is not one of its scenario. */
  timeline({ play, setting, choices }: Pick<RunState, 'play' | 'setting' | 'choices'>): Timeline {
    const stage = this.stage(play, setting);
    const { line } = stage;
    if (line.choices === choices) return line;
    let same = 0;
    const most = Math.min(line.choices.length, choices.length);
    while (same < most && sameChoice(line.choices[same], choices[same])) same++;
    if (same < choices.length || same < line.length) stage.line = line.continued(same, choices.slice(same));
    return stage.line;
  }

  /** The run of those of the choices that can be made under a setting. */
  asFarAs(play: Play, setting: Setting, choices: readonly Choice[]): Timeline {
    const stage = this.stage(play, setting);
    stage.line = Timeline.asFarAs(stage.machine, choices);
    return stage.line;
  }

  machine(play: Play, setting: Setting): Machine {
    return this.stage(play, setting).machine;
  }

  private stage(play: Play, setting: Setting): Stage {
    const at = this.stages.findIndex(
      (each) => samePlay(each.play, play) && sameSetting(each.setting, setting),
    );
    const found = this.stages[at];
    if (found) {
      // the one used last stands first
      if (at > 0) this.stages = [found, ...this.stages.filter((each) => each !== found)];
      return found;
    }
    const scenario = this.scenario(play);
    const machine = machineFor(scenario, setting);
    const stage = { play, setting, scenario, machine, line: Timeline.start(machine) };
    this.stages = [stage, ...this.stages].slice(0, KEPT);
    return stage;
  }
}

export function samePlay(a: Play, b: Play): boolean {
  if ('program' in a) return 'program' in b && a.program === b.program;
  return 'scenario' in b && a.scenario === b.scenario;
}

export function sameSetting(a: Setting, b: Setting): boolean {
  if (a === b) return true;
  if (a.scheme !== b.scheme || a.variant !== b.variant) return false;
  const names = Object.keys(a.set);
  return names.length === Object.keys(b.set).length && names.every((name) => a.set[name] === b.set[name]);
}

function sameChoice(
  a: RunState['choices'][number] | undefined,
  b: RunState['choices'][number] | undefined,
): boolean {
  return a !== undefined && b !== undefined && a.process === b.process && a.way === b.way;
}
