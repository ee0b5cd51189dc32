// What the panel's page and its host say to each other. Both sides pass whatever arrives through the
// parsers below, which give null for anything that is not one of these messages.
import type { Choice } from '../../../sim-core/model/machine.ts';
import type { Setting } from '../../../sim-core/scenario.ts';
import { isObject, numbers, optional, text, whole } from './check.ts';
import { type Outcome, parseOutcome, parseQuestion, type Question } from './exploration.ts';
import { parseSpot } from './program.ts';
import {
  type Play,
  parseChoices,
  parseName,
  parsePlay,
  parseRun,
  parseSetting,
  type RunState,
} from './run.ts';

/** What to show. A play without a setting starts with the scenario's first scheme and variant. */
export type Opening =
  | {
      readonly play: Play;
      readonly setting?: Setting;
      readonly choices?: readonly Choice[];
      readonly at?: number;
    }
  /** A stop of the guided tour; '' is the list of stops. */
  | { readonly tour: string }
  | { readonly workload: string; readonly set?: Readonly<Record<string, number>> };

/** Host to page. */
export type HostMessage =
  | { readonly type: 'open'; readonly what: Opening }
  /** The debugger or another view moved along the run, or changed it. */
  | { readonly type: 'go'; readonly choices: readonly Choice[]; readonly at: number }
  /** Of an exploration that the page asked for. */
  | { readonly type: 'report'; readonly job: number; readonly outcome: Outcome }
  /** Text of a trace that the user opened. */
  | { readonly type: 'trace'; readonly text: string };

/** Where a step leads in the editor: a line of the tree, or a kernel function by name. */
export type Target = { readonly file: string; readonly line: number } | { readonly name: string };

/** Page to host. */
export type PageMessage =
  | { readonly type: 'ready' }
  /** The run shown, after every change; null while no run is shown (the list of the tour, a workload). */
  | { readonly type: 'moved'; readonly run: RunState | null }
  | { readonly type: 'reveal'; readonly target: Target }
  | { readonly type: 'copy'; readonly text: string }
  /** Write a file: its text, or its bytes in base 64. The name has no directory. */
  | {
      readonly type: 'save';
      readonly name: string;
      readonly content: { readonly text: string } | { readonly base64: string };
    }
  /** Let the user choose a trace; the host answers with `trace`. */
  | { readonly type: 'openTrace' }
  | { readonly type: 'explore'; readonly job: number; readonly question: Question }
  | { readonly type: 'cancel'; readonly job: number }
  /** Start a debug session on this run. */
  | { readonly type: 'debug'; readonly run: RunState }
  /** One line for the log. */
  | { readonly type: 'fault'; readonly text: string };

/** The longest text that goes to the clipboard or comes as a trace, in UTF-16 units. */
export const LONGEST_TEXT = 1_000_000;
/** The largest file that the page may ask to save, in UTF-16 units of its text or base 64. */
export const LARGEST_FILE = 32_000_000;

export function parseHostMessage(message: unknown): HostMessage | null {
  if (!isObject(message)) return null;
  switch (message.type) {
    case 'open': {
      const what = parseOpening(message.what);
      return what && { type: 'open', what };
    }
    case 'go': {
      const choices = parseChoices(message.choices);
      const at = choices && whole(message.at, 0, choices.length);
      return choices && at !== null ? { type: 'go', choices, at } : null;
    }
    case 'report': {
      const job = parseJob(message.job);
      const outcome = parseOutcome(message.outcome);
      return job !== null && outcome ? { type: 'report', job, outcome } : null;
    }
    case 'trace': {
      const trace = text(message.text, LONGEST_TEXT);
      return trace === null ? null : { type: 'trace', text: trace };
    }
    default:
      return null;
  }
}

export function parseOpening(value: unknown): Opening | null {
  if (!isObject(value)) return null;
  if (value.tour !== undefined) {
    const tour = value.tour === '' ? '' : parseName(value.tour);
    return tour === null ? null : { tour };
  }
  if (value.workload !== undefined) {
    const workload = parseName(value.workload);
    const set = optional(value.set, numbers);
    return workload === null || set === null ? null : { workload, ...(set ? { set } : {}) };
  }
  const play = parsePlay(value.play);
  const setting = optional(value.setting, parseSetting);
  const choices = optional(value.choices, parseChoices);
  if (!play || setting === null || choices === null) return null;
  const at = optional(value.at, (each) => whole(each, 0, choices?.length ?? 0));
  if (at === null) return null;
  return {
    play,
    ...(setting ? { setting } : {}),
    ...(choices ? { choices } : {}),
    ...(at === undefined ? {} : { at }),
  };
}

export function parsePageMessage(message: unknown): PageMessage | null {
  if (!isObject(message)) return null;
  switch (message.type) {
    case 'ready':
    case 'openTrace':
      return { type: message.type };
    case 'moved':
    case 'debug': {
      if (message.type === 'moved' && message.run === null) return { type: 'moved', run: null };
      const run = parseRun(message.run);
      return run && { type: message.type, run };
    }
    case 'reveal': {
      const target = parseTarget(message.target);
      return target && { type: 'reveal', target };
    }
    case 'copy': {
      const copied = text(message.text, LONGEST_TEXT);
      return copied === null ? null : { type: 'copy', text: copied };
    }
    case 'save':
      return parseSave(message);
    case 'explore': {
      const job = parseJob(message.job);
      const question = parseQuestion(message.question);
      return job !== null && question ? { type: 'explore', job, question } : null;
    }
    case 'cancel': {
      const job = parseJob(message.job);
      return job === null ? null : { type: 'cancel', job };
    }
    case 'fault': {
      const fault = text(message.text, 2000);
      return fault === null ? null : { type: 'fault', text: fault };
    }
    default:
      return null;
  }
}

const parseJob = (value: unknown): number | null => whole(value, 0, Number.MAX_SAFE_INTEGER);

function parseTarget(value: unknown): Target | null {
  if (!isObject(value)) return null;
  if (value.name === undefined) return parseSpot(value);
  return typeof value.name === 'string' && /^[A-Za-z_]\w{0,199}$/.test(value.name)
    ? { name: value.name }
    : null;
}

function parseSave(message: Readonly<Record<string, unknown>>): PageMessage | null {
  const { name, content } = message;
  if (typeof name !== 'string' || !/^[\w-][\w.-]{0,99}$/.test(name) || !isObject(content)) return null;
  const plain = text(content.text, LARGEST_FILE);
  if (plain !== null) return { type: 'save', name, content: { text: plain } };
  const base64 = text(content.base64, LARGEST_FILE);
  if (base64 === null || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return null;
  return { type: 'save', name, content: { base64 } };
}
