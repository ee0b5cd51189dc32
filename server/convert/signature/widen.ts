import type { Edit, Plan, Refusal } from '../../fixes/plan.ts';
import { planOf } from '../stages/stage.ts';
import type { ConversionTree } from '../tree.ts';
import type { Finding, Obstacle } from './finding.ts';
import { ForwardDeclarations } from './forward.ts';
import { findFunction, subjectIn } from './functions.ts';
import { findSlot, type Implementation } from './slots.ts';
import { findType } from './types.ts';

/** What gains the parameter. */
export type Target =
  | {
      readonly kind: 'function';
      readonly name: string;
      /** of its definition */
      readonly file: string;
      /** of the name in its definition */
      readonly offset: number;
      /** which parameter is the record, where it has several; counted from 0 */
      readonly index?: number;
    }
  /** a slot of a table of functions, with all functions in it */
  | { readonly kind: 'slot'; readonly record: string; readonly member: string }
  /** a typedef of functions, with all functions that go into a variable of it */
  | { readonly kind: 'type'; readonly name: string };

export interface WidenOptions {
  readonly progress?: (line: string) => void;
}

/**
 * Adds the plan's parameter to functions and slots, right before the record: heads, prototypes, kernel-doc, the
 * types of slots with all their implementations, and every call, which passes the placeholder. All of a target
 * is changed or nothing: then a refusal says what is in the way, with the target's name as its `function`
 * (`record.member` for a slot). A function that stands in a slot brings the slot along, and the reverse; so does one
 * that goes into a variable of a typedef. What has the parameter already is left alone. Nothing of the tree is written.
 */
export async function widen(
  tree: ConversionTree,
  targets: readonly Target[],
  { progress }: WidenOptions = {},
): Promise<Plan> {
  const found = findingsOf(tree);
  const wanted = new Map<string, Target>();
  for (const target of targets) wanted.set(keyOf(tree, target), target);
  let count = 0;
  for (const [key, target] of wanted) {
    progress?.(`${++count} of ${targets.length} signatures: ${saidOf(target)}`);
    await found.reach(key, target);
  }
  const edits: Edit[] = [];
  const refusals: Refusal[] = [];
  for (const group of found.groups([...wanted.keys()])) {
    const obstacle = group.map((key) => found.of(key)?.obstacles[0]).find((each) => each !== undefined);
    if (obstacle) {
      for (const key of group) {
        const target = wanted.get(key);
        if (target) refusals.push({ ...obstacle, ...placeOf(target, obstacle), function: saidOf(target) });
      }
      continue;
    }
    const tie = tieOf(group);
    for (const key of group)
      for (const change of found.of(key)?.changes ?? []) edits.push({ ...change, confidence: 'proved', tie });
  }
  return { edits: [...declarations(tree, edits), ...edits], created: [], refusals };
}

/** What was found of the functions and slots of one tree, whose texts do not change meanwhile. */
class Findings {
  readonly #found = new Map<string, Finding>();

  constructor(private readonly tree: ConversionTree) {}

  of(key: string): Finding | undefined {
    return this.#found.get(key);
  }

  /** Finds a target and all that is tied to it. */
  async reach(first: string, target: Target): Promise<void> {
    const open: { readonly key: string; readonly target: Target; readonly implements: boolean }[] = [
      { key: first, target, implements: false },
    ];
    for (let next = open.pop(); next; next = open.pop()) {
      if (this.#found.has(next.key)) continue;
      const { finding, more } =
        next.target.kind === 'slot'
          ? await this.#slot(next.target)
          : next.target.kind === 'type'
            ? await this.#type(next.target.name)
            : await this.#function(next.target, next.implements);
      this.#found.set(next.key, finding);
      for (const each of more) {
        const key = keyOf(this.tree, each);
        finding.tied.add(key);
        open.push({ key, target: each, implements: each.kind === 'function' });
      }
    }
  }

  /** The targets and what is tied to them, together where they change together. */
  groups(keys: readonly string[]): string[][] {
    const seen = new Set<string>();
    const neighbours = new Map<string, Set<string>>();
    for (const [key, { tied }] of this.#found)
      for (const other of tied) {
        neighbourOf(key).add(other);
        neighbourOf(other).add(key);
      }
    const groups: string[][] = [];
    for (const key of keys) {
      if (seen.has(key)) continue;
      const group: string[] = [];
      const open = [key];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (seen.has(next)) continue;
        seen.add(next);
        group.push(next);
        open.push(...(neighbours.get(next) ?? []));
      }
      groups.push(group);
    }
    return groups;

    function neighbourOf(key: string): Set<string> {
      let set = neighbours.get(key);
      if (!set) {
        set = new Set();
        neighbours.set(key, set);
      }
      return set;
    }
  }

  async #slot(
    slot: Extract<Target, { kind: 'slot' }>,
  ): Promise<{ finding: Finding; more: readonly Target[] }> {
    const { implementations, index, ...finding } = await findSlot(this.tree, slot);
    const types = [...finding.tied].map(tableOf);
    return { finding, more: [...implementationsOf(implementations, index), ...types] };
  }

  async #type(name: string): Promise<{ finding: Finding; more: readonly Target[] }> {
    const { implementations, slots, index, ...finding } = await findType(this.tree, name);
    const tables = slots.map((slot): Target => ({ kind: 'slot', ...slot }));
    return { finding, more: [...implementationsOf(implementations, index), ...tables] };
  }

  async #function(
    { name, file, index }: Extract<Target, { kind: 'function' }>,
    isImplementation: boolean,
  ): Promise<{ finding: Finding; more: readonly Target[] }> {
    const own = subjectIn(this.tree, name, file);
    const subject = { ...own, index: index ?? null, implements: isImplementation };
    const finding = await findFunction(this.tree, subject);
    const more = [...finding.tied].map(tableOf);
    return { finding, more };
  }
}

/** A slot by `record.member`, or a typedef by its name. */
function tableOf(key: string): Target {
  const [record = '', member] = key.split('.');
  return member === undefined ? { kind: 'type', name: record } : { kind: 'slot', record, member };
}

function implementationsOf(found: readonly Implementation[], index: number | null): Target[] {
  return found.map(({ name, file }) => ({
    kind: 'function',
    name,
    file,
    offset: 0,
    ...(index === null ? {} : { index }),
  }));
}

const FINDINGS = new WeakMap<ConversionTree, Findings>();

function findingsOf(tree: ConversionTree): Findings {
  planOf(tree);
  let found = FINDINGS.get(tree);
  if (!found) {
    found = new Findings(tree);
    FINDINGS.set(tree, found);
  }
  return found;
}

function keyOf(tree: ConversionTree, target: Target): string {
  if (target.kind !== 'function') return saidOf(target);
  const { name, home } = subjectIn(tree, target.name, target.file);
  return home === null ? `${name}()` : `${home}:${name}()`;
}

function saidOf(target: Target): string {
  return target.kind === 'slot' ? `${target.record}.${target.member}` : target.name;
}

/** A refusal stands at the target; a slot and a typedef have no place of their own. */
function placeOf(target: Target, { file, offset }: Obstacle): { file: string; offset: number } {
  return target.kind !== 'function' ? { file, offset } : { file: target.file, offset: target.offset };
}

/** What is tied together goes by its slot, which is what people know it by. */
function tieOf(group: readonly string[]): string {
  const sorted = [...group].sort();
  return sorted.find((key) => !key.endsWith('()')) ?? sorted[0] ?? '';
}

/** The type of the new parameter, in files whose prototypes name it first; with the tie of the first of them. */
function declarations(tree: ConversionTree, edits: readonly Edit[]): Edit[] {
  const first = new Map<string, Edit>();
  for (const edit of edits) {
    if (edit.group === 'caller' || edit.group === 'comment') continue;
    const known = first.get(edit.file);
    if (!known || edit.start < known.start) first.set(edit.file, edit);
  }
  const forward = new ForwardDeclarations((file) => tree.text(file), tree.field.substitute);
  const out: Edit[] = [];
  for (const [file, { start, tie }] of first) {
    const change = forward.needed(file, start);
    if (change) out.push({ ...change, confidence: 'proved', ...(tie !== undefined && { tie }) });
  }
  return out;
}
