import type { Value } from '../../fixes/catalog/fix.ts';
import { recordParameter } from '../../fixes/catalog/shared.ts';
import type { Refusal } from '../../fixes/plan.ts';
import type { Place } from '../../fixes/site.ts';
import { answer } from '../../paths/answer.ts';
import { callsOf } from '../../paths/graph.ts';
import { namesEvent } from '../eventNames.ts';
import { typeTakingAt } from '../signature/pointers.ts';
import { findSlot } from '../signature/slots.ts';
import { findType } from '../signature/types.ts';
import type { ConversionTree } from '../tree.ts';
import { argumentPlace, enclosing, meantIn, mentionsOf } from './callers.ts';
import type { ParsedFiles } from './sources.ts';
import { planOf } from './stage.ts';
import { isSubstitute } from './substitute.ts';

/** A function that would gain the parameter, or a slot or typedef with all its implementations. */
export interface Node {
  readonly kind: 'function' | 'slot' | 'type';
  readonly key: string;
  /** the function's, the slot's member, or the typedef */
  readonly name: string;
  /** of its definition; for a slot or typedef of one implementation */
  readonly file: string;
  readonly offset: number;
  /** which parameter is the record, and its type */
  readonly index: number;
  readonly record: string;
  /** the slot's record; else null */
  readonly table: string | null;
}

interface Known extends Node {
  /** some call has a value to pass */
  grounded: boolean;
  /** why no parameter can be added */
  blocked: Against | null;
  /** who would have to gain it to have a value to pass */
  readonly ups: Set<string>;
  /** slots and typedefs that it goes into, and that bring it along */
  readonly tables: Set<string>;
}

export interface Choice {
  /** what gains the parameter: a function in a slot or of a typedef is named by that */
  readonly targets: readonly Node[];
  readonly refusals: readonly Refusal[];
}

/** Chains of callers are not followed further than this. */
const MAX_LEVELS = 16;

/**
 * Which functions gain the parameter, so that a value can come down to `seeds`: those from which some way
 * up leads to a caller that has one. It goes up level by level, and reads each file once for a level.
 */
export class Chooser {
  readonly #nodes = new Map<string, Known>();
  readonly #asked = new Set<string>();

  constructor(
    private readonly tree: ConversionTree,
    private readonly files: ParsedFiles,
    private readonly valuesOf: (place: Place) => readonly Value[],
    private readonly progress: (line: string) => void = () => undefined,
  ) {}

  async choose(seeds: readonly Node[]): Promise<Choice> {
    for (const seed of seeds) this.#add(seed);
    let level = [...this.#nodes.values()];
    for (let depth = 0; depth < MAX_LEVELS && level.length > 0; depth++) {
      this.progress(`callers of ${level.length} functions`);
      await this.#callers(level.filter((each) => each.kind === 'function'));
      for (const slot of this.#of('slot')) await this.#slotCallers(slot);
      for (const type of this.#of('type')) await this.#typeCallers(type);
      level = [...this.#nodes.values()].filter((each) => !this.#asked.has(each.key));
    }
    const useful = this.#useful();
    const targets = new Map<string, Node>();
    const refusals: Refusal[] = [];
    const take = (key: string): void => {
      const node = this.#nodes.get(key);
      if (!node || targets.has(key) || !useful.has(key)) return;
      targets.set(key, node);
      for (const up of [...node.ups, ...node.tables]) take(up);
    };
    for (const seed of seeds) {
      take(seed.key);
      if (!useful.has(seed.key)) refusals.push(this.#refused(seed));
    }
    const covered = [...targets.values()].filter((each) => this.#nodes.get(each.key)?.tables.size === 0);
    return { targets: covered, refusals };
  }

  /** Leaves a target out from now on where the plan made for it says that it cannot be had; answers whether it does. */
  block({ key, name, kind, file, table }: Node, refusals: readonly Refusal[]): boolean {
    const node = this.#nodes.get(key);
    const said = kind === 'slot' ? `${table}.${name}` : name;
    const found = refusals.find(
      (each) => each.function === said && (kind !== 'function' || each.file === file),
    );
    if (!node || !found) return false;
    node.blocked = { rule: found.rule, reason: found.reason };
    return true;
  }

  #add(node: Node): Known {
    const known = this.#nodes.get(node.key);
    if (known) return known;
    const made: Known = { ...node, grounded: false, blocked: null, ups: new Set(), tables: new Set() };
    this.#nodes.set(node.key, made);
    return made;
  }

  /** All calls of some functions, in one pass over the files that name them. */
  async #callers(level: readonly Known[]): Promise<void> {
    for (const { key } of level) this.#asked.add(key);
    const names = [...new Set(level.map((each) => each.name))];
    if (names.length === 0) return;
    const keys = new Set(level.map((each) => each.key));
    for (const file of this.tree.naming(names)) {
      const text = this.tree.text(file) ?? '';
      const here = names.filter((name) => keys.has(meantIn(file, text, name)) && text.includes(name));
      if (here.length === 0) continue;
      await this.tree.rest();
      const sites = this.files.sites(file);
      if (!sites) continue;
      for (const [name, { calls, others }] of mentionsOf(sites, here)) {
        const node = this.#nodes.get(meantIn(file, text, name));
        if (!node) continue;
        for (const call of calls) this.#call(node, argumentPlace(sites, call, node.index, node.record));
        if (others.length > 0) this.#named(node, file, text);
      }
    }
  }

  #call(node: Known, place: Place | null): void {
    if (!place) return;
    const { parameter } = planOf(this.tree);
    const has = place.scope.locals.some((local) => local.parameter && local.name === parameter);
    if (has || this.valuesOf(place).some((value) => value.verdict === 'proved')) {
      node.grounded = true;
      return;
    }
    const caller = candidateAt(place);
    if (!('key' in caller) || caller.key === node.key) return;
    this.#add(caller);
    node.ups.add(caller.key);
  }

  /** The name stands in a table, or its address goes elsewhere. */
  #named(node: Known, file: string, text: string): void {
    for (const fact of answer(this.tree.parser, file, text, { ask: 'references', name: node.name })) {
      if (fact.kind !== 'reference' || fact.how.is === 'call') continue;
      const { how, spot } = fact;
      const line = text.slice(text.lastIndexOf('\n', spot.offset - 1) + 1, spot.offset);
      if (namesEvent(file, line)) continue;
      if (how.is === 'installed' && how.record !== null) {
        const key = `${how.record}.${how.member}`;
        const slot = this.#add({ ...node, kind: 'slot', key, name: how.member, table: how.record });
        if (slot.index !== node.index)
          slot.blocked = {
            rule: 'slot-differs',
            reason: `the functions in ${key} differ in their parameters`,
          };
        node.tables.add(key);
        continue;
      }
      const type = typeTakingAt(this.tree, file, spot.offset);
      if (type !== null) this.#intoType(node, type);
      else
        node.blocked ??= {
          rule: 'address-taken',
          reason: `the address of ${node.name}() is taken in ${file}:${spot.line}: who calls it there is not known`,
        };
    }
  }

  #intoType(node: Known, name: string): void {
    this.#add({ ...node, kind: 'type', key: name, name, table: null });
    node.tables.add(name);
  }

  #of(kind: Node['kind']): Known[] {
    return [...this.#nodes.values()].filter((each) => each.kind === kind);
  }

  async #slotCallers(slot: Known): Promise<void> {
    if (this.#asked.has(slot.key) || slot.table === null) return;
    this.#asked.add(slot.key);
    const calls = await this.tree.ask({ ask: 'slot-calls', member: slot.name });
    const facts = await this.tree.ask({ ask: 'record', record: slot.table });
    for (const { spot } of callsOf(calls, facts, slot.table)) await this.#callAt(slot, spot);
    const { tied } = await findSlot(this.tree, { record: slot.table, member: slot.name });
    for (const type of tied) this.#intoType(slot, type);
  }

  async #typeCallers(type: Known): Promise<void> {
    if (this.#asked.has(type.key)) return;
    this.#asked.add(type.key);
    const { calls } = await findType(this.tree, type.name);
    for (const spot of calls) await this.#callAt(type, spot);
  }

  async #callAt(
    node: Known,
    { file, offset }: { readonly file: string; readonly offset: number },
  ): Promise<void> {
    await this.tree.rest();
    const sites = this.files.sites(file);
    let call = sites?.syntax.root.descendantForIndex(offset) ?? null;
    while (call && call.type !== 'call_expression') call = call.parent;
    if (sites && call) this.#call(node, argumentPlace(sites, call, node.index, node.record));
  }

  /** The nodes with a way up to a value. */
  #useful(): Set<string> {
    const useful = new Set<string>();
    const open = (key: string): boolean => this.#nodes.get(key)?.blocked == null;
    for (let more = true; more; ) {
      more = false;
      for (const [key, node] of this.#nodes) {
        if (useful.has(key) || !open(key) || ![...node.tables].every(open)) continue;
        if (!node.grounded && ![...node.ups, ...node.tables].some((up) => useful.has(up))) continue;
        useful.add(key);
        more = true;
      }
    }
    return useful;
  }

  #refused({ key, name, file, offset }: Node): Refusal {
    const node = this.#nodes.get(key);
    const table = [...(node?.tables ?? [])]
      .map((each) => this.#nodes.get(each))
      .find((each) => each?.blocked);
    const { rule, reason } = node?.blocked ??
      table?.blocked ?? {
        rule: 'no-caller-knows',
        reason: `no way up from ${name}() leads to a caller that has a proved ${this.tree.field.field}`,
      };
    return { file, offset, function: name, rule, reason };
  }
}

/** Why a function cannot gain the parameter. */
export type Against = Pick<Refusal, 'rule' | 'reason'>;

/** The function around a place as one that could gain the parameter, or why it cannot. */
export function candidateAt(place: Place): Node | Against {
  const { field, file, function: name, pointer, record } = place;
  const owner = field.owners[name];
  if (owner !== undefined) return { rule: 'owner', reason: owner };
  const path = Object.keys(field.noSource.paths).find((each) => file.startsWith(each)) ?? '';
  const none = field.noSource.functions[name] ?? field.noSource.paths[path];
  if (none !== undefined) return { rule: 'no-source', reason: none };
  if (field.accessors.includes(name) || field.ladder.some((step) => step.call === name))
    return { rule: 'accessor-body', reason: `${name}() reads the field for its callers` };
  const own = place.scope.locals.find((local) => local.parameter && isSubstitute(local.type, field));
  if (own) {
    const reason = `${name}() takes ${own.name} already, and nothing shows that it is that of ${pointer}`;
    return { rule: 'has-parameter', reason };
  }
  const parameter = recordParameter(place);
  const at = parameter === null ? null : enclosing(place, parameter);
  if (at) return { kind: 'function', name, file, table: null, ...at };
  const reason = `the ${record} ${pointer} comes from no parameter of ${name}(): its callers do not know it either`;
  return { rule: 'not-from-parameter', reason };
}
