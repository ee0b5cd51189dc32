// Reads a Program (a code path sliced from C) that came over the wire or out of a kept state.
import {
  type Instruction,
  type LeftOut,
  type Operation,
  PROGRAM_VERSION,
  type Program,
  type SourceSpot,
} from '../../../sim-core/slice/program.ts';
import { isObject, list, oneOf, optional, text, whole } from './check.ts';

const MOST_INSTRUCTIONS = 2000;
const LONGEST = 1000;

// a record, so that the compiler notices an operation that is missing here
const OPERATIONS: Readonly<Record<Operation, true>> = {
  find: true,
  'get-unless-zero': true,
  get: true,
  put: true,
  lock: true,
  trylock: true,
  unlock: true,
  'wait-locked': true,
  wake: true,
  'invalidate-lock': true,
  'invalidate-lock-shared': true,
  'invalidate-unlock': true,
  'invalidate-unlock-shared': true,
  'read-field': true,
  'follow-field': true,
  'field-set': true,
  'field-is-mapping': true,
  'write-field-null': true,
  'write-field-mapping': true,
  'test-uptodate': true,
  'set-uptodate': true,
  'test-dirty': true,
  'set-dirty': true,
  'clear-dirty': true,
  'test-writeback': true,
  'start-writeback': true,
  'end-writeback': true,
  'wait-writeback': true,
  unmap: true,
  mkclean: true,
  map: true,
  'map-writable': true,
  freeze: true,
  unfreeze: true,
  'add-to-cache': true,
  'delete-from-cache': true,
  'use-data': true,
  'write-data': true,
  'within-size': true,
  either: true,
  goto: true,
  return: true,
};
const NAMES = Object.keys(OPERATIONS) as Operation[];
const KINDS: readonly LeftOut['kind'][] = ['call', 'branch', 'loop', 'macro', 'pointer', 'state'];

/** A place in a tree: a relative path without `..`, and a line from 1. */
export function parseSpot(value: unknown): SourceSpot | null {
  if (!isObject(value)) return null;
  const file = text(value.file, LONGEST);
  const line = whole(value.line, 1, 10_000_000);
  if (!file || line === null || !isRelative(file)) return null;
  return { file, line };
}

function isRelative(file: string): boolean {
  return !/^[/\\]|^[A-Za-z]:|[\0\\]/.test(file) && !file.split('/').includes('..');
}

function parseInstruction(value: unknown, length: number): Instruction | null {
  if (!isObject(value)) return null;
  const op = oneOf(value.op, NAMES);
  const at = parseSpot(value.at);
  const fn = text(value.fn, LONGEST);
  const source = text(value.text, LONGEST);
  const via = list(value.via, 64, (each) => text(each, LONGEST));
  const otherwise = optional(value.otherwise, (each) => whole(each, 0, length));
  const guess = optional(value.guess, (each) => text(each, LONGEST));
  if (!op || !at || fn === null || source === null || !via || otherwise === null || guess === null)
    return null;
  return {
    op,
    at,
    fn,
    text: source,
    via,
    ...(otherwise === undefined ? {} : { otherwise }),
    ...(guess === undefined ? {} : { guess }),
  };
}

function parseLeftOut(value: unknown): LeftOut | null {
  if (!isObject(value)) return null;
  const at = parseSpot(value.at);
  const kind = oneOf(value.kind, KINDS);
  const what = text(value.what, LONGEST);
  const why = text(value.why, LONGEST);
  return at && kind && what !== null && why !== null ? { at, kind, what, why } : null;
}

export function parseProgram(value: unknown): Program | null {
  if (!isObject(value) || value.version !== PROGRAM_VERSION || !isObject(value.given)) return null;
  const entry = text(value.entry, 200);
  const at = parseSpot(value.at);
  const release = value.release === null ? null : text(value.release, 100);
  if (value.release !== null && release === null) return null;
  const { page, referenced, locked } = value.given;
  const why = list(value.given.why, 100, (each) => text(each, LONGEST));
  const length = Array.isArray(value.instructions) ? value.instructions.length : 0;
  const instructions = list(value.instructions, MOST_INSTRUCTIONS, (each) => parseInstruction(each, length));
  const leftOut = list(value.leftOut, 5000, parseLeftOut);
  if (!entry || !at || !why || !instructions || !leftOut) return null;
  if (typeof page !== 'boolean' || typeof referenced !== 'boolean' || typeof locked !== 'boolean')
    return null;
  return {
    version: PROGRAM_VERSION,
    entry,
    at,
    release,
    given: { page, referenced, locked, why },
    instructions,
    leftOut,
  };
}
