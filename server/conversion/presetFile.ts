import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { SourceText } from '../syntax/source.ts';
import { PAGE_MAPPING, type TrackedField } from './field.ts';

/** A preset file that cannot be used; the message names the line. */
export class PresetError extends Error {
  override name = 'PresetError';
}

type Check = (value: unknown) => string | null;

const strings: Check = (value) =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')
    ? null
    : 'must be a list of strings';
const name: Check = (value) => (typeof value === 'string' && /^\w+$/.test(value) ? null : 'must be a name');
const names: Check = (value) =>
  Array.isArray(value) && value.every((each) => name(each) === null) ? null : 'must be a list of names';
const word: Check = (value) =>
  typeof value === 'string' && /^\w[\w-]*$/.test(value) ? null : 'must be a word';
const text: Check = (value) => (typeof value === 'string' && value.length > 0 ? null : 'must be a text');
const reasons: Check = (value) =>
  isObject(value) && Object.values(value).every((each) => typeof each === 'string')
    ? null
    : 'must map names to reasons';
const list =
  (check: (each: Record<string, unknown>) => boolean, what: string): Check =>
  (value) =>
    Array.isArray(value) && value.every((each) => isObject(each) && check(each)) ? null : what;

const CHECKS: Readonly<Record<keyof TrackedField, Check>> = {
  id: word,
  title: text,
  records: (value) =>
    names(value) ?? ((value as string[]).length > 0 ? null : 'must name at least one struct'),
  field: name,
  substitute: text,
  tells: text,
  transparentMacros: names,
  conditionMacros: names,
  storeMacros: names,
  tagMasks: names,
  poison: names,
  accessors: names,
  ladder: list(
    (each) =>
      name(each.call) === null &&
      Number.isInteger(each.argument) &&
      Number(each.argument) >= 0 &&
      ['helper', 'parameter'].includes(String(each.without)) &&
      ['passed', 'checked', 'converted'].includes(String(each.with)),
    'each step needs "call", "argument" (a number), "without" (helper or parameter) and "with" (passed, checked or converted)',
  ),
  placeholder: name,
  unusedParameters: names,
  locks: names,
  batchLookups: names,
  truncationFunctions: names,
  notTruncation: reasons,
  bounceWords: strings,
  owners: reasons,
  noSource: (value) =>
    isObject(value) && !reasons(value.functions) && !reasons(value.paths)
      ? null
      : 'needs "functions" and "paths", each mapping names to reasons',
  sources: list(
    (each) =>
      typeof each.type === 'string' &&
      typeof each.expression === 'string' &&
      each.expression.includes('$') &&
      ['certain', 'likely', 'guess'].includes(String(each.confidence)) &&
      !strings(each.caveats),
    'each source needs "type", "expression" (with $ for the variable), "confidence" and "caveats"',
  ),
  plan: (value) =>
    value === null ||
    (isObject(value) &&
      text(value.header) === null &&
      text(value.includedBy) === null &&
      name(value.parameter) === null &&
      text(value.placeholderValue) === null &&
      isObject(value.helpers) &&
      Object.values(value.helpers).every(
        (each) =>
          isObject(each) &&
          name(each.value) === null &&
          (each.truncated === null || name(each.truncated) === null),
      ))
      ? null
      : 'needs "header", "includedBy", "parameter", "placeholderValue" and "helpers" (for each record "value" and "truncated")',
};

const REQUIRED: readonly (keyof TrackedField)[] = ['id', 'records', 'field', 'substitute'];

/** Macros that mean the same whatever the field is: a preset that is silent about them gets these. */
const COMMON = {
  transparentMacros: PAGE_MAPPING.transparentMacros,
  conditionMacros: PAGE_MAPPING.conditionMacros,
  storeMacros: PAGE_MAPPING.storeMacros,
};

const EMPTY: Omit<TrackedField, 'id' | 'records' | 'field' | 'substitute' | 'title' | 'tells'> = {
  ...COMMON,
  tagMasks: [],
  poison: [],
  accessors: [],
  ladder: [],
  placeholder: 'MAPPING_NULL',
  unusedParameters: [],
  locks: [],
  batchLookups: [],
  truncationFunctions: [],
  notTruncation: {},
  bounceWords: [],
  owners: {},
  noSource: { functions: {}, paths: {} },
  sources: [],
  plan: null,
};

/**
 * Reads a preset from JSON with comments. Throws PresetError with `name:line:` and one clear sentence.
 */
export function parsePreset(content: string, name: string): TrackedField {
  const source = new SourceText(content);
  const fail = (offset: number, message: string): never => {
    throw new PresetError(`${name}:${source.position(offset).line}: ${message}`);
  };
  const errors: ParseError[] = [];
  const root = parseTree(content, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first) return fail(first.offset, `not valid JSON: ${printParseErrorCode(first.error)}`);
  if (root?.type !== 'object') return fail(0, 'a preset must be a JSON object');
  for (const property of root.children ?? []) {
    const key = property.children?.[0];
    const value = property.children?.[1];
    if (!key || !value) continue;
    if (key.value === '$schema') continue;
    const check = Object.hasOwn(CHECKS, key.value) ? CHECKS[key.value as keyof TrackedField] : undefined;
    if (!check) return fail(key.offset, `unknown key "${key.value}"`);
    const message = check(getNodeValue(value));
    if (message) return fail(offsetOf(root, key.value), `"${key.value}" ${message}`);
  }
  const given = getNodeValue(root) as Partial<TrackedField>;
  for (const key of REQUIRED) if (given[key] === undefined) return fail(0, `"${key}" is missing`);
  return {
    title: `${given.records?.join(', ')}: ${given.field}`,
    tells: `the {record}'s ${given.field}`,
    ...EMPTY,
    ...given,
  } as TrackedField;
}

function offsetOf(root: Node, key: string): number {
  return findNodeAtLocation(root, [key])?.offset ?? 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
