// From the arguments of a launch to the run that it asks for.
import { isObject, type Known, numbers, optional, text } from '../shared/panel/check.ts';
import { firstSetting, scenarioOf } from '../shared/panel/playable.ts';
import { type Play, parseName, parseRun, type RunState } from '../shared/panel/run.ts';
import { readRun } from '../webview/panel/core/share.ts';

/**
 * `run` (as the panel keeps it), or `trace` (JSON or the short form), or `scenario` with `scheme`, `variant` and
 * `set`, of which each has the scenario's own default. Throws RangeError or TraceError with one clear line.
 */
export function runOfLaunch(args: unknown): RunState {
  if (!isObject(args)) throw new RangeError('the launch has no arguments');
  if (args.run !== undefined) {
    const run = parseRun(args.run);
    if (!run) throw new RangeError('the run cannot be read');
    return run;
  }
  if (typeof args.trace === 'string') return { ...readRun(args.trace), at: 0 };
  const id = parseName(args.scenario);
  if (id === null) throw new RangeError('the launch names no scenario');
  return runOf({ scenario: id }, args);
}

/** The start of a play, with what `args` says of scheme, variant and parameters. Throws RangeError with one clear line. */
export function runOf(play: Play, args: Known): RunState {
  const first = firstSetting(scenarioOf(play));
  const scheme = optional(args.scheme, (each) => text(each, 100));
  const variant = optional(args.variant, (each) => text(each, 200));
  const set = optional(args.set, numbers);
  if (scheme === null || variant === null || set === null)
    throw new RangeError('scheme and variant are names, set holds numbers by name');
  const setting = { scheme: scheme ?? first.scheme, variant: variant ?? first.variant, set: set ?? {} };
  return { play, setting, choices: [], at: 0 };
}
