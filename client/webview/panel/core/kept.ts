// What survives hiding, reload and restart: the run, the runs left, and how things are shown. All of it is
// checked when it is read, because anything may lie in the editor's storage.
import { isObject, list, numbers, whole } from '../../../shared/panel/check.ts';
import { parseChoices, parseName, parseRun } from '../../../shared/panel/run.ts';
import type { Player } from './player.ts';
import { reduce } from './reducer.ts';
import { FIRST_LOOK, FIRST_STATE, type Left, type Look, type PanelState, SPEEDS, VIEWS } from './state.ts';

const LONGEST_FILTER = 100;

export function toKeep({ run, left, look }: PanelState): unknown {
  return { version: 1, run, left, look };
}

/** The state to begin with; whatever cannot be used is left out. */
export function fromKept(player: Player, kept: unknown): PanelState {
  if (!isObject(kept) || kept.version !== 1) return FIRST_STATE;
  const look = parseLook(kept.look);
  const run = parseRun(kept.run);
  const state = { ...FIRST_STATE, look };
  if (!run) return state;
  const opened = reduce(player, state, { do: 'open', run });
  if (opened.run === null) return state;
  const schemes = player.scenario(run.play).schemes;
  const compare = schemes.includes(look.compare) && look.compare !== run.setting.scheme ? look.compare : '';
  const left = (list(kept.left, 20, parseLeft) ?? []).filter(({ choices }) =>
    isRun(player, { ...run, choices }),
  );
  return { ...opened, left, look: { ...look, compare } };
}

function isRun(player: Player, run: Parameters<Player['timeline']>[0]): boolean {
  try {
    player.timeline(run);
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}

function parseLeft(value: unknown): Left | null {
  if (!isObject(value)) return null;
  const choices = parseChoices(value.choices);
  const at = choices && whole(value.at, 0, choices.length);
  return choices && at !== null ? { choices, at } : null;
}

function parseLook(value: unknown): Look {
  if (!isObject(value)) return FIRST_LOOK;
  const name = (each: unknown, other: string): string => parseName(each) ?? other;
  return {
    view: VIEWS.find((each) => each === value.view) ?? FIRST_LOOK.view,
    speed: SPEEDS.find((each) => each === value.speed) ?? FIRST_LOOK.speed,
    filter: typeof value.filter === 'string' ? value.filter.slice(0, LONGEST_FILTER) : '',
    changedOnly: value.changedOnly === true,
    compare: name(value.compare, ''),
    tour: name(value.tour, ''),
    beat: whole(value.beat, 0, 1000) ?? 0,
    workload: name(value.workload, FIRST_LOOK.workload),
    sliders: numbers(value.sliders) ?? {},
  };
}
