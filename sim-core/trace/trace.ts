// A trace that can be kept and passed on: which scenario, with which values, and which process went
// which way at each step. JSON for files, one short line for a message; both are checked when loaded,
// by replaying them.

import { replay, type TraceStep } from '../explore/trace.ts';
import type { Choice, Machine } from '../model/machine.ts';
import { machineFor, type Scenario, type Setting } from '../scenario.ts';
import { checksum, digit, undigit } from './encode.ts';

export const TRACE_VERSION = 1;
/** Longer traces are refused, whoever sends them. */
const MOST_STEPS = 10_000;
const MOST_CHARACTERS = 100_000;

export interface Trace {
  readonly scenario: string;
  readonly setting: Setting;
  readonly choices: readonly Choice[];
}

/** What is wrong with a trace that was loaded, in one line. */
export class TraceError extends Error {}

/** A trace that was checked against its scenario. */
export interface LoadedTrace {
  readonly trace: Trace;
  readonly machine: Machine;
  readonly steps: readonly TraceStep[];
}

export type FindScenario = (id: string) => Scenario;

/** The JSON form. */
export function toJson({ scenario, setting, choices }: Trace): string {
  const { scheme, variant, set } = setting;
  const steps = choices.map(({ process, way }) => (way === 0 ? process : [process, way]));
  return JSON.stringify({
    format: 'mapshift-trace',
    version: TRACE_VERSION,
    scenario,
    scheme,
    variant,
    set,
    steps,
  });
}

/** The short form: `ms1~scenario~scheme~variant~k=v,…~steps~checksum`. Each step is the process, and the way where it is not the first (`2.1`). */
export function toShare({ scenario, setting, choices }: Trace): string {
  const set = Object.entries(setting.set).map(([k, v]) => `${k}=${v}`);
  const steps = choices.map(({ process, way }) => digit(process) + (way ? `.${digit(way)}` : '')).join('');
  const body = [`ms${TRACE_VERSION}`, scenario, setting.scheme, setting.variant, set.join(), steps].join('~');
  return `${body}~${checksum(body)}`;
}

/** Reads either form and replays it. Throws TraceError on anything that is not a run of a scenario that `find` knows. */
export function loadTrace(text: string, find: FindScenario): LoadedTrace {
  const trimmed = text.trim();
  if (trimmed.length > MOST_CHARACTERS) throw new TraceError('the trace is too long');
  const trace = trimmed.startsWith('{') ? fromJson(trimmed) : fromShare(trimmed);
  if (trace.choices.length > MOST_STEPS) throw new TraceError('the trace has too many steps');
  try {
    const machine = machineFor(find(trace.scenario), trace.setting);
    return { trace, machine, steps: replay(machine, trace.choices) };
  } catch (error) {
    throw error instanceof RangeError ? new TraceError(error.message) : error;
  }
}

function fromShare(text: string): Trace {
  const parts = text.split('~');
  const [mark, scenario, scheme, variant, set, steps, sum] = parts;
  if (parts.length !== 7 || mark === undefined || !/^ms\d+$/.test(mark))
    throw new TraceError('this is no trace of mapshift');
  if (mark !== `ms${TRACE_VERSION}`)
    throw new TraceError(`traces of version ${mark.slice(2)} are not known here`);
  if (checksum(parts.slice(0, 6).join('~')) !== sum)
    throw new TraceError('the trace is damaged or cut short');
  const values: Record<string, number> = {};
  for (const pair of (set ?? '').split(',').filter((p) => p !== '')) {
    const match = /^([A-Za-z]\w*)=(\d{1,6})$/.exec(pair);
    if (!match) throw new TraceError(`${pair.slice(0, 40)} is not name=number`);
    values[match[1] ?? ''] = Number(match[2]);
  }
  if (!/^([0-9a-z](\.[0-9a-z])?)*$/.test(steps ?? ''))
    throw new TraceError('the steps of the trace cannot be read');
  const choices = [...(steps ?? '').matchAll(/([0-9a-z])(?:\.([0-9a-z]))?/g)].map(([, process, way]) => ({
    process: undigit(process ?? ''),
    way: way === undefined ? 0 : undigit(way),
  }));
  return {
    scenario: scenario ?? '',
    setting: { scheme: scheme ?? '', variant: variant ?? '', set: values },
    choices,
  };
}

function fromJson(text: string): Trace {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new TraceError('the trace is not JSON, or is cut short');
  }
  const o = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  if (o.format !== 'mapshift-trace') throw new TraceError('this is no trace of mapshift');
  if (o.version !== TRACE_VERSION) throw new TraceError('a trace of this version is not known here');
  const word = (name: string): string => {
    const value = o[name];
    if (typeof value !== 'string' || value.length > 100) throw new TraceError(`the trace has no ${name}`);
    return value;
  };
  const set: Record<string, number> = {};
  if (typeof o.set !== 'object' || o.set === null || Array.isArray(o.set))
    throw new TraceError('the trace has no parameters');
  for (const [name, value] of Object.entries(o.set)) {
    if (typeof value !== 'number') throw new TraceError(`parameter ${name.slice(0, 40)} is not a number`);
    set[name] = value;
  }
  if (!Array.isArray(o.steps)) throw new TraceError('the trace has no steps');
  const choices = o.steps.map((step: unknown): Choice => {
    const [process, way] = Array.isArray(step) ? (step as unknown[]) : [step, 0];
    if (!Number.isInteger(process) || !Number.isInteger(way))
      throw new TraceError('a step of the trace cannot be read');
    return { process: process as number, way: way as number };
  });
  return {
    scenario: word('scenario'),
    setting: { scheme: word('scheme'), variant: word('variant'), set },
    choices,
  };
}
