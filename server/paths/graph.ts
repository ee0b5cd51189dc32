import type { Fact, Installed, Reference, SlotCall, Spot } from './model.ts';

/** Something that calls or is called. Plain data: a client may hand it back later. */
export type CallNode =
  | { readonly kind: 'function'; readonly name: string; readonly spot: Spot }
  /** a slot of a table of functions, for all its implementations at once */
  | {
      readonly kind: 'slot';
      readonly record: string;
      readonly member: string;
      /** the member that calls go through: the `a_ops` of `mapping->a_ops->writepage` */
      readonly pointer: string | null;
      readonly implementations: number;
      readonly spot: Spot;
    }
  /** a place that leads no further: a table of unknown type, a name without a definition */
  | { readonly kind: 'place'; readonly name: string; readonly spot: Spot };

/** A neighbour in the call graph, with where the calls stand and how they go. */
export interface CallEdge {
  readonly node: CallNode;
  readonly spots: readonly Spot[];
  /** how the call goes where it is no plain call; empty otherwise */
  readonly note: string;
}

/** Puts edges to the same node together, in order of first appearance. */
export function mergeEdges(edges: readonly CallEdge[]): CallEdge[] {
  const merged = new Map<string, { node: CallNode; spots: Spot[]; note: string }>();
  for (const edge of edges) {
    const { node } = edge;
    const where = `${node.spot.file}:${node.spot.offset}`;
    const key = node.kind === 'slot' ? `${node.record}.${node.member}` : `${node.kind} ${node.name} ${where}`;
    const known = merged.get(key);
    if (known) known.spots.push(...edge.spots);
    else merged.set(key, { node, spots: [...edge.spots], note: edge.note });
  }
  return [...merged.values()];
}

/**
 * The references that mean the function defined at `target`: a static function is meant only in its
 * own file, and a file with a static function of the same name means that one.
 */
export function meaning(facts: readonly Fact[], target: Spot): Reference[] {
  const own = facts.find(
    (fact) =>
      fact.kind === 'definition' && fact.spot.file === target.file && fact.spot.offset === target.offset,
  );
  const onlyHere = own?.kind === 'definition' && own.local;
  const hidden = new Set(
    facts.flatMap((fact) =>
      fact.kind === 'definition' && fact.local && fact.spot.file !== target.file ? [fact.spot.file] : [],
    ),
  );
  return facts.filter(
    (fact): fact is Reference =>
      fact.kind === 'reference' && (onlyHere ? fact.spot.file === target.file : !hidden.has(fact.spot.file)),
  );
}

/** The edge that a plain call or a taken address makes towards its user; null for a table's entry. */
export function userEdge(reference: Reference): CallEdge | null {
  const { how, within, spot, name } = reference;
  if (how.is === 'installed' && how.record !== null) return null;
  const note =
    how.is === 'call'
      ? ''
      : how.is === 'installed'
        ? `installed as .${how.member}`
        : how.into !== null
          ? `handed to ${how.into}`
          : 'its address is taken';
  if (within) return { node: { kind: 'function', ...within }, spots: [spot], note };
  const table = how.is === 'installed' ? how.table : null;
  return { node: { kind: 'place', name: table ?? name, spot }, spots: [spot], note };
}

/** Functions in the slot, one edge each; several tables may name the same function. */
export function implementationEdges(facts: readonly Fact[], member: string): CallEdge[] {
  const installed = facts.filter(
    (fact): fact is Installed => fact.kind === 'installed' && fact.member === member,
  );
  return mergeEdges(
    installed.map((fact) => ({
      node: { kind: 'function', name: fact.name, spot: fact.definition ?? fact.spot },
      spots: [fact.spot],
      note: fact.table === null ? '' : `in ${fact.table}`,
    })),
  );
}

/** What a record's facts say about one of its slots; null when it has no such slot. */
export function slotNode(facts: readonly Fact[], record: string, member: string): CallNode | null {
  const declared = facts.find((fact) => fact.kind === 'slot' && fact.member === member);
  const spot =
    declared?.spot ?? facts.find((fact) => fact.kind === 'installed' && fact.member === member)?.spot;
  if (!spot) return null;
  return {
    kind: 'slot',
    record,
    member,
    pointer: usualPointer(facts),
    implementations: implementationEdges(facts, member).length,
    spot,
  };
}

/** Calls through a member of the name that go through a table of this record. */
export function callsOf(calls: readonly Fact[], facts: readonly Fact[], record: string): SlotCall[] {
  const pointers = new Set(facts.flatMap((fact) => (fact.kind === 'pointer-member' ? [fact.member] : [])));
  return calls.filter(
    (fact): fact is SlotCall =>
      fact.kind === 'slot-call' && (fact.record === null ? pointers.has(fact.base) : fact.record === record),
  );
}

/** The name that most records give to a pointer to the table. */
function usualPointer(facts: readonly Fact[]): string | null {
  const counts = new Map<string, number>();
  for (const fact of facts)
    if (fact.kind === 'pointer-member') counts.set(fact.member, (counts.get(fact.member) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
