// Finds the runs of a stop.
import type { Setting } from '../../../../sim-core/scenario.ts';
import type { Findings, Question } from '../../../shared/panel/exploration.ts';
import { passingWalk } from '../../../shared/panel/passing.ts';
import type { RunState } from '../../../shared/panel/run.ts';
import type { Player } from '../core/player.ts';
import type { Found, SameChoices, Stop } from './stop.ts';

export type Ask = (question: Question) => Promise<Findings>;
export type Takes = ReadonlyMap<string, RunState>;

const MOST_STATES = 500_000;
const WALKS = 12;

/** Every take of a stop, in their order. Throws RangeError with one clear line for a take that is not there. */
export async function findTakes(player: Player, { id, takes }: Stop, ask: Ask): Promise<Takes> {
  const found = new Map<string, RunState>();
  for (const [name, take] of Object.entries(takes)) {
    const run = 'as' in take ? sameChoices(player, take, found) : await explored(take, ask);
    if (!run) throw new RangeError(`${id}: the run "${name}" was not found`);
    found.set(name, run);
  }
  return found;
}

async function explored({ scenario, scheme, variant, goal }: Found, ask: Ask): Promise<RunState | undefined> {
  const play = { scenario };
  const setting: Setting = { scheme, variant, set: {} };
  const { run } = await ask({ play, setting, options: { goal, states: MOST_STATES } });
  return run && { play, setting, choices: run.choices, at: 0 };
}

function sameChoices(player: Player, take: SameChoices, found: Takes): RunState | undefined {
  const other = found.get(take.as);
  if (!other) return undefined;
  const { scheme, variant, set } = other.setting;
  const setting = { scheme: take.scheme ?? scheme, variant: take.variant ?? variant, set };
  const line = player.asFarAs(other.play, setting, other.choices);
  const from = line.states[line.length];
  const rest = line.broken === undefined ? passingWalk(line.machine, from, WALKS) : [];
  return { play: other.play, setting, choices: [...line.choices, ...(rest ?? [])], at: 0 };
}
