// A run: what is played, with what, which choices were made, and how far it has come. Everything else
// that the panel shows is computed from it, so this is what is kept, sent and shared.
import type { Choice } from '../../../sim-core/model/machine.ts';
import type { Setting } from '../../../sim-core/scenario.ts';
import type { Program } from '../../../sim-core/slice/program.ts';
import { isObject, list, numbers, text, whole } from './check.ts';
import { parseProgram } from './program.ts';

/** A scenario of the registry by its id, or a code path sliced from C. */
export type Play = { readonly scenario: string } | { readonly program: Program };

export interface RunState {
  readonly play: Play;
  readonly setting: Setting;
  readonly choices: readonly Choice[];
  /** How many of the choices have been made at the state shown: 0 … choices.length. */
  readonly at: number;
}

export const MOST_CHOICES = 20_000;
const NAME = /^[\w.-]{1,100}$/;

export function parseName(value: unknown): string | null {
  return typeof value === 'string' && NAME.test(value) ? value : null;
}

export function parsePlay(value: unknown): Play | null {
  if (!isObject(value)) return null;
  if (value.program !== undefined) {
    const program = value.scenario === undefined ? parseProgram(value.program) : null;
    return program && { program };
  }
  const scenario = parseName(value.scenario);
  return scenario === null ? null : { scenario };
}

export function parseSetting(value: unknown): Setting | null {
  if (!isObject(value)) return null;
  const scheme = text(value.scheme, 100);
  const variant = text(value.variant, 200);
  const set = numbers(value.set);
  return scheme === null || variant === null || !set ? null : { scheme, variant, set };
}

export function parseChoice(value: unknown): Choice | null {
  if (!isObject(value)) return null;
  const process = whole(value.process, 0, 255);
  const way = whole(value.way, 0, 255);
  return process === null || way === null ? null : { process, way };
}

export function parseChoices(value: unknown): readonly Choice[] | null {
  return list(value, MOST_CHOICES, parseChoice);
}

/** Whether the scenario exists and can take the choices is for the player to find out. */
export function parseRun(value: unknown): RunState | null {
  if (!isObject(value)) return null;
  const play = parsePlay(value.play);
  const setting = parseSetting(value.setting);
  const choices = parseChoices(value.choices);
  if (!play || !setting || !choices) return null;
  const at = whole(value.at, 0, choices.length);
  return at === null ? null : { play, setting, choices, at };
}
