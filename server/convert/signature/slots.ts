import { callsOf } from '../../paths/graph.ts';
import type { Fact, Spot } from '../../paths/model.ts';
import { fieldOf } from '../../paths/nodes.ts';
import { eachStretch, type Stretch } from '../../paths/stretch.ts';
import type { SyntaxNode } from '../../syntax/parser.ts';
import type { ConversionTree } from '../tree.ts';
import { AS_IT_IS, type Finding, inserted, note, nothingFound, type Outcome } from './finding.ts';
import { placeInParameters, type Slotted } from './lists.ts';
import { argumentOf, type Wanted } from './mention.ts';
import { isAsked, outermost, typeTaking } from './pointers.ts';

export interface Slot {
  readonly record: string;
  readonly member: string;
}

/** A function that stands in a slot, by the name and the file that say so. */
export interface Implementation {
  readonly name: string;
  readonly file: string;
}

export interface SlotFinding extends Finding {
  readonly implementations: readonly Implementation[];
  /** which parameter is the record */
  readonly index: number | null;
}

/**
 * Everything that must change so that the functions in a slot of a table take the plan's parameter: the slot's
 * type and the calls through it. The functions themselves are `implementations`.
 */
export async function findSlot(tree: ConversionTree, { record, member }: Slot): Promise<SlotFinding> {
  const finding = nothingFound();
  const said = `${record}.${member}`;
  const facts = await tree.ask({ ask: 'record', record });
  const declared = facts.filter((fact) => fact.kind === 'slot' && fact.member === member);
  const shape: { index: number | null; count: number | null } = { index: null, count: null };
  for (const { spot } of declared)
    at(tree, spot, (stretch, node) => {
      const list = listOf(node);
      const found = list && placeInParameters(list, tree.field, null);
      if (found && 'at' in found) Object.assign(shape, { index: found.index, count: found.count });
      if (found && 'done' in found) finding.done = true;
      note(finding, typeOfSlot(tree, said, found, stretch), stretch, node.startIndex);
    });
  if (declared.length === 0) {
    const { file, offset } = facts[0]?.spot ?? { file: '', offset: 0 };
    finding.obstacles.push({
      file,
      offset,
      rule: 'no-slot',
      reason: `${said} is declared nowhere in the tree`,
    });
  }
  const implementations = facts.flatMap((fact) =>
    fact.kind === 'installed' && fact.member === member ? [{ name: fact.name, file: fact.spot.file }] : [],
  );
  if (!finding.done && finding.obstacles.length === 0)
    await callsThrough(tree, { record, member }, facts, shape, finding);
  return { ...finding, implementations, index: shape.index };
}

async function callsThrough(
  tree: ConversionTree,
  { record, member }: Slot,
  facts: readonly Fact[],
  shape: Pick<Wanted, 'index' | 'count'>,
  finding: Finding,
): Promise<void> {
  const wanted: Wanted = { ...shape, name: `->${member}`, implements: false, tree };
  const calls = await tree.ask({ ask: 'slot-calls', member });
  for (const { spot } of callsOf(calls, facts, record)) {
    await tree.rest();
    at(tree, spot, (stretch, node) => {
      let call: SyntaxNode | null = node;
      while (call && call.type !== 'call_expression') call = call.parent;
      if (call) note(finding, argumentOf(stretch, call, wanted), stretch, node.startIndex);
    });
  }
  const pointers = new Set(facts.flatMap((fact) => (fact.kind === 'pointer-member' ? [fact.member] : [])));
  const installed = new Set(facts.flatMap((fact) => (fact.kind === 'installed' ? [fact.name] : [])));
  for (const file of tree.naming([member])) {
    const text = tree.text(file) ?? '';
    const values = otherUses(text, member, pointers);
    if (values.length === 0) continue;
    await tree.rest();
    eachStretch(tree.parser, file, text, values, (stretch, inside) => {
      for (const offset of inside)
        note(finding, copied(tree, stretch, offset, member, installed, finding), stretch, offset);
    });
  }
}

function typeOfSlot(
  { field }: ConversionTree,
  said: string,
  found: Slotted | null,
  stretch: Stretch,
): Outcome {
  if (!found) return { rule: 'slot-typedef', reason: `the type of ${said} is named, not written out` };
  if ('rule' in found) return { rule: found.rule, reason: `${said}: ${found.reason}` };
  if ('done' in found) return AS_IT_IS;
  const reason = `every function in ${said} takes the ${field.field}`;
  return [inserted(stretch, found.at.startIndex, found.text, { group: 'ops-table', reason })];
}

/** Offsets of the member behind a pointer to the table, where it is not called. */
function otherUses(text: string, member: string, pointers: ReadonlySet<string>): number[] {
  const found: number[] = [];
  for (const match of text.matchAll(new RegExp(`\\b(\\w+)\\s*(?:->|\\.)\\s*(${member})\\b(?!\\s*\\()`, 'g')))
    if (pointers.has(match[1] ?? '')) found.push(match.index + match[0].length - member.length);
  return found;
}

/**
 * A slot that is read or set as a value is in the way, but where only its being there is asked, and where it goes
 * into a variable of a typedef, which gains the parameter too.
 */
function copied(
  tree: ConversionTree,
  stretch: Stretch,
  offset: number,
  member: string,
  installed: ReadonlySet<string>,
  finding: Finding,
): Outcome {
  const node = stretch.root.descendantForIndex(offset, offset + member.length);
  const value = node?.parent;
  if (node?.type !== 'field_identifier' || value?.type !== 'field_expression') return AS_IT_IS;
  const at = outermost(value);
  if (isAsked(at) || isGiven(at, installed)) return AS_IT_IS;
  const type = typeTaking(tree, stretch, value);
  if (type !== null) {
    finding.tied.add(type);
    return AS_IT_IS;
  }
  return {
    rule: 'slot-copied',
    reason: `the function in ${member} goes elsewhere: who calls it there is not known`,
  };
}

/** `ops.member = f`, of a function that changes along with the slot. */
function isGiven(at: SyntaxNode, installed: ReadonlySet<string>): boolean {
  const up = at.parent;
  if (up?.type !== 'assignment_expression' || fieldOf(up, 'left')?.id !== at.id) return false;
  const right = fieldOf(up, 'right')?.text ?? '';
  return right === 'NULL' || installed.has(right);
}

function listOf(node: SyntaxNode): SyntaxNode | null {
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === 'function_declarator') return fieldOf(up, 'parameters');
    if (up.type === 'field_declaration') return null;
  }
  return null;
}

function at(tree: ConversionTree, spot: Spot, visit: (stretch: Stretch, node: SyntaxNode) => void): void {
  const text = tree.text(spot.file) ?? '';
  eachStretch(tree.parser, spot.file, text, [spot.offset], (stretch, [offset = 0]) => {
    const node = stretch.root.descendantForIndex(offset);
    if (node) visit(stretch, node);
  });
}
