// Runs that show what the stage can draw: each is found by the explorer, so that it stays a real run.
import { check } from '../../sim-core/explore/check.ts';
import type { Choice } from '../../sim-core/model/machine.ts';
import { machineFor } from '../../sim-core/scenario.ts';
import { scenarioOf } from '../../sim-core/scenarios/index.ts';
import type { RunShown } from './stageHost.ts';

/** The shortest run that breaks a rule, at its end or `back` steps before. */
export function badRun(id: string, scheme: string, variant: string, back = 0): RunShown {
  const setting = { scheme, variant, set: {} };
  const run = check(machineFor(scenarioOf(id), setting)).run;
  if (!run) throw new Error(`${id} ${scheme} ${variant} breaks no rule`);
  return { scenario: id, setting, choices: run.choices, at: Math.max(0, run.choices.length - back) };
}

/** A run by names of processes: each entry lets that process take its first open step so many times. */
export function runOf(
  id: string,
  scheme: string,
  variant: string,
  plan: readonly (readonly [process: string, times: number])[],
): RunShown {
  const setting = { scheme, variant, set: {} };
  const machine = machineFor(scenarioOf(id), setting);
  machine.load(machine.initial);
  const choices: Choice[] = [];
  for (const [name, times] of plan) {
    const process = machine.processes.findIndex((each) => each.name === name);
    if (process < 0) throw new Error(`${id} has no process ${name}`);
    for (let i = 0; i < times; i++) {
      const ways = machine.stepOf(process)?.ways ?? 0;
      const way = Array.from({ length: ways }, (_, at) => at).find(
        (at) => machine.apply({ process, way: at }) === 'ran',
      );
      if (way === undefined) break;
      choices.push({ process, way });
    }
  }
  return { scenario: id, setting, choices, at: choices.length };
}
