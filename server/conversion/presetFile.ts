import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import schema from '../presets/schema.json' with { type: 'json' };
import { SourceText } from '../syntax/source.ts';
import type { TrackedField } from './field.ts';
import { completed, type GivenPreset, PRESETS } from './presets.ts';

/** A preset file that cannot be used; the message names the line. */
export class PresetError extends Error {
  override name = 'PresetError';
}

/**
 * Reads a preset from JSON with comments, as `server/presets/schema.json` describes it. Throws
 * PresetError with `name:line:` and one clear sentence.
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
  const given: unknown = getNodeValue(root);
  const base = isObject(given) && typeof given.extends === 'string' ? PRESETS.get(given.extends) : undefined;
  // what a preset inherits it need not say
  const whole = isObject(given) && base ? { ...base, ...given } : given;
  const wrong = new Validator(schema as Schema, '2019-09').validate(whole).errors.reduce(deeper, null);
  if (wrong) return fail(offsetOf(root, pathOf(wrong)), complaint(wrong));
  const preset = given as GivenPreset;
  if (preset.extends !== undefined && !base) {
    const ids = [...PRESETS.keys()].join(', ');
    return fail(offsetOf(root, ['extends']), `no preset is called "${preset.extends}" (there is ${ids})`);
  }
  return completed(preset, base);
}

/** Of the errors the one that says most: an error of a member repeats as one of all that is around it. */
function deeper(best: OutputUnit | null, each: OutputUnit): OutputUnit {
  return best && pathOf(best).length >= pathOf(each).length ? best : each;
}

function pathOf({ instanceLocation }: OutputUnit): (string | number)[] {
  return instanceLocation
    .split('/')
    .slice(1)
    .map((each) => decodeURIComponent(each).replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((each) => (/^\d+$/.test(each) ? Number(each) : each));
}

function complaint(wrong: OutputUnit): string {
  const path = pathOf(wrong);
  const where = path
    .map((each, i) => (typeof each === 'number' ? `[${each}]` : i > 0 ? `.${each}` : each))
    .join('');
  if (wrong.keyword === 'false') return `unknown key "${where}"`;
  if (wrong.keyword === 'required') {
    const missing = /"([^"]+)"/.exec(wrong.error)?.[1] ?? '';
    return where === '' ? `"${missing}" is missing` : `"${where}" lacks "${missing}"`;
  }
  return `"${where}" must be ${expected(path)}`;
}

interface SchemaNode {
  readonly $ref?: string;
  readonly title?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
}

/** What the schema calls the place at a path. */
function expected(path: readonly (string | number)[]): string {
  let node: SchemaNode = schema as SchemaNode;
  for (const step of path) {
    const { properties, items, additionalProperties: more } = resolved(node);
    const next =
      typeof step === 'number'
        ? items
        : (properties?.[step] ?? (typeof more === 'object' ? more : undefined));
    if (!next) break;
    node = next;
  }
  const { title, enum: values } = resolved(node);
  return values ? `one of ${values.join(', ')}` : (title ?? 'something else');
}

function resolved(node: SchemaNode): SchemaNode {
  const name = node.$ref?.split('/').at(-1);
  const definitions: Readonly<Record<string, SchemaNode>> = schema.definitions;
  return (name === undefined ? undefined : definitions[name]) ?? node;
}

/** Where a place stands in the file; of a key that must not be there, the key. */
function offsetOf(root: Node, path: (string | number)[]): number {
  const node = findNodeAtLocation(root, path);
  return (node?.parent?.type === 'property' ? node.parent.offset : node?.offset) ?? 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
