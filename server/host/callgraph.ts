import { answer } from '../paths/answer.ts';
import { type Callee, calleesAt } from '../paths/callees.ts';
import {
  type CallEdge,
  type CallNode,
  callsOf,
  implementationEdges,
  meaning,
  mergeEdges,
  slotNode,
  userEdge,
} from '../paths/graph.ts';
import type { Definition, Fact, FieldDeclaration, Query, Reference, SlotCall } from '../paths/model.ts';
import { distance } from '../paths/nearness.ts';
import { eachStretch } from '../paths/stretch.ts';
import type { CParser } from '../syntax/parser.ts';
import { DiskTree } from './sourceTree.ts';
import { ThreadedTreeSearch, type TreeSearch } from './treeSearch.ts';
import { loadParser } from './wasm.ts';

export interface OpenText {
  readonly file: string;
  readonly text: string;
}

/** More candidates than this for one pointer's record, and the name says nothing. */
const MAX_RECORDS = 6;

/**
 * Who calls whom in a tree, found on demand: nothing is kept but answers already given. Open
 * documents count as they are in the editor, all other files as they are on disk.
 */
export class CallGraph {
  readonly #disk: DiskTree;
  #parser: Promise<CParser> | undefined;

  constructor(
    root: string,
    private readonly open: () => readonly OpenText[],
    private readonly search: TreeSearch = new ThreadedTreeSearch(root),
  ) {
    this.#disk = new DiskTree(root, (file) => open().find((each) => each.file === file)?.text);
  }

  /** Files changed on disk. */
  forget(): void {
    this.search.forget();
  }

  dispose(): void {
    this.search.dispose();
  }

  /**
   * Who calls a function, hands it on, or has it in a table; or who calls through a slot. `many`: more
   * such questions will follow, see `SearchRequest.indexed`.
   */
  async incoming(node: CallNode, signal?: AbortSignal, many = false): Promise<CallEdge[]> {
    if (node.kind === 'place') return [];
    if (node.kind === 'slot') {
      const [calls, facts] = [
        await this.#ask({ ask: 'slot-calls', member: node.member }, signal, undefined, many),
        await this.#ask({ ask: 'record', record: node.record }, signal, undefined, many),
      ];
      return mergeEdges(
        callsOf(calls, facts, node.record).map((call) => ({
          node: call.within
            ? { kind: 'function', ...call.within }
            : { kind: 'place', name: call.member, spot: call.spot },
          spots: [call.spot],
          note: '',
        })),
      );
    }
    const references = meaning(
      await this.#ask({ ask: 'references', name: node.name }, signal, undefined, many),
      node.spot,
    );
    const edges: CallEdge[] = [];
    for (const reference of references) {
      const { how } = reference;
      const slot =
        how.is === 'installed' && how.record !== null
          ? many
            ? uncounted(how.record, how.member, reference.spot)
            : await this.slot(how.record, how.member, signal)
          : null;
      const edge = slot
        ? { node: slot, spots: [reference.spot], note: '' }
        : (userEdge(reference) ?? {
            node: { kind: 'place' as const, name: node.name, spot: reference.spot },
            spots: [reference.spot],
            note: '',
          });
      edges.push(edge);
    }
    return mergeEdges(edges);
  }

  /** What a function calls; or the functions in a slot. */
  async outgoing(node: CallNode, signal?: AbortSignal): Promise<CallEdge[]> {
    if (node.kind === 'place') return [];
    if (node.kind === 'slot') {
      const facts = await this.#ask({ ask: 'record', record: node.record }, signal);
      return implementationEdges(facts, node.member);
    }
    const { file, offset } = node.spot;
    const callees = await this.#callees(file, offset);
    const names = [...new Set(callees.flatMap((callee) => (callee.kind === 'named' ? [callee.name] : [])))];
    const found = await this.definitions(names, file, signal);
    const edges: CallEdge[] = [];
    for (const callee of callees) {
      if (callee.kind === 'named') {
        const definition = found.get(callee.name);
        edges.push({
          node: definition
            ? { kind: 'function', name: callee.name, spot: definition.spot }
            : { kind: 'place', name: callee.name, spot: callee.spot },
          spots: [callee.spot],
          note: definition ? '' : 'no definition found',
        });
      } else {
        const slot = await this.slotOf(callee, signal);
        edges.push({
          node: slot ?? { kind: 'place', name: `${callee.base}->${callee.member}`, spot: callee.spot },
          spots: [callee.spot],
          note: slot ? '' : 'the table is not known',
        });
      }
    }
    return mergeEdges(unresolvedOnce(edges));
  }

  /** The slot of a record's tables, with its implementations counted; null when there is none. */
  async slot(record: string, member: string, signal?: AbortSignal): Promise<CallNode | null> {
    return slotNode(await this.#ask({ ask: 'record', record }, signal), record, member);
  }

  /** The slot that a call goes through; null when its table's type cannot be told. */
  async slotOf(call: SlotCall, signal?: AbortSignal): Promise<CallNode | null> {
    if (call.record !== null) return this.slot(call.record, call.member, signal);
    const pointers = await this.#ask({ ask: 'pointer-member', member: call.base }, signal);
    const records = new Set(
      pointers.flatMap((fact) => (fact.kind === 'pointer-member' ? [fact.record] : [])),
    );
    if (records.size === 0 || records.size > MAX_RECORDS) return null;
    const slots: CallNode[] = [];
    for (const record of records) {
      const slot = await this.slot(record, call.member, signal);
      if (slot) slots.push(slot);
    }
    return slots.length === 1 ? (slots[0] ?? null) : null;
  }

  /** The definition that each name means in `file`; names without one are absent. */
  async definitions(
    names: readonly string[],
    file: string,
    signal?: AbortSignal,
  ): Promise<Map<string, Definition>> {
    const best = new Map<string, Definition>();
    if (names.length === 0) return best;
    const facts = await this.#ask({ ask: 'definitions', names }, signal, file);
    for (const fact of facts) {
      if (fact.kind !== 'definition' || (fact.local && fact.spot.file !== file)) continue;
      const known = best.get(fact.name);
      if (!known || distance(fact.spot.file, file) < distance(known.spot.file, file))
        best.set(fact.name, fact);
    }
    return best;
  }

  /** Every definition of a name in the tree. */
  async definitionsOf(name: string, signal?: AbortSignal): Promise<Definition[]> {
    const facts = await this.#ask({ ask: 'definitions', names: [name] }, signal);
    return facts.filter((fact) => fact.kind === 'definition');
  }

  /** Where records declare a field. */
  async fields(records: readonly string[], field: string, signal?: AbortSignal): Promise<FieldDeclaration[]> {
    const facts = await this.#ask({ ask: 'field', records, field }, signal);
    return facts.filter((fact) => fact.kind === 'field');
  }

  async #ask(query: Query, signal?: AbortSignal, near?: string, many = false): Promise<Fact[]> {
    const parser = await this.#loaded();
    const open = this.open();
    const overlaid = new Set(open.map((each) => each.file));
    const fresh = open.flatMap(({ file, text }) => answer(parser, file, text, query));
    const request = { query, ...(near !== undefined && { near }), ...(many && { indexed: true as const }) };
    const stored = await this.search.ask(request, signal);
    signal?.throwIfAborted();
    return [...fresh, ...stored.filter((fact) => !overlaid.has(fact.spot.file))];
  }

  async #callees(file: string, offset: number): Promise<Callee[]> {
    const text = this.#disk.read(file);
    if (text === null) return [];
    const callees: Callee[] = [];
    eachStretch(await this.#loaded(), file, text, [offset], (stretch, [inside]) => {
      if (inside !== undefined) callees.push(...calleesAt(stretch, inside));
    });
    return callees;
  }

  #loaded(): Promise<CParser> {
    this.#parser ??= loadParser();
    return this.#parser;
  }
}

/** A slot as far as one of its tables tells it: counting all the others takes reading them. */
function uncounted(record: string, member: string, spot: Reference['spot']): CallNode {
  return { kind: 'slot', record, member, pointer: null, implementations: 0, spot };
}

/** Places without a definition differ by where they stand; one of each name is enough. */
function unresolvedOnce(edges: readonly CallEdge[]): CallEdge[] {
  const first = new Map<string, CallNode>();
  return edges.map((edge) => {
    if (edge.node.kind !== 'place') return edge;
    const node = first.get(edge.node.name) ?? edge.node;
    first.set(edge.node.name, node);
    return { ...edge, node };
  });
}
