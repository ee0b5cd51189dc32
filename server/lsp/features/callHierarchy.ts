import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  SymbolKind,
} from 'vscode-languageserver/node';
import type { CallGraph } from '../../host/callgraph.ts';
import type { CallEdge, CallNode } from '../../paths/graph.ts';
import { fieldOf } from '../../paths/nodes.ts';
import { recordAround } from '../../paths/records.ts';
import { tableAround } from '../../paths/references.ts';
import { slotCall } from '../../paths/slots.ts';
import type { Syntax, SyntaxNode } from '../../syntax/parser.ts';
import { cancellable } from '../cancel.ts';
import type { Feature } from '../feature.ts';
import type { Folder } from '../folder.ts';
import { functionAt } from '../functions.ts';
import { rangeFinder } from '../onDisk.ts';
import type { Session } from '../session.ts';
import { plural } from '../wording.ts';

/**
 * Who calls whom, through tables of callbacks too: a slot such as `a_ops->writepage` is one item with
 * the count of its implementations, which are its outgoing calls.
 */
export const callHierarchy: Feature = {
  capabilities: { callHierarchyProvider: true },
  register(session) {
    const { callHierarchy: server } = session.connection.languages;
    server.onPrepare((params, token) =>
      cancellable(token, async (signal) => {
        const view = await session.documents.view(params.textDocument.uri);
        const syntax = view?.engine.syntaxOf(view.file);
        if (!view?.folder.calls || !syntax) return null;
        const offset = view.document.offsetAt(params.position);
        const node = await nodeAt(view.folder.calls, syntax, view.file, offset, signal);
        return node ? [await itemOf(session, view.folder, node, '')] : null;
      }),
    );
    server.onIncomingCalls((params, token) =>
      cancellable(token, async (signal) => {
        const { folder, node } = back(session, params.item);
        if (!folder?.calls || !node) return null;
        const edges = await folder.calls.incoming(node, signal);
        return Promise.all(edges.map((edge) => incomingCall(session, folder, edge)));
      }),
    );
    server.onOutgoingCalls((params, token) =>
      cancellable(token, async (signal) => {
        const { folder, node } = back(session, params.item);
        if (!folder?.calls || !node) return null;
        const edges = await folder.calls.outgoing(node, signal);
        return Promise.all(edges.map((edge) => outgoingCall(session, folder, node, edge)));
      }),
    );
  },
};

interface ItemData {
  readonly folder: string;
  readonly node: CallNode;
}

/** What a client hands back of an item; anything else than what it was given leads nowhere. */
function back(session: Session, item: CallHierarchyItem): { folder?: Folder; node?: CallNode } {
  const data = item.data as Partial<ItemData> | undefined;
  const folder = session.folders.all.find((each) => each.uri === data?.folder);
  const node = data?.node;
  return { ...(folder && { folder }), ...(node?.spot && { node }) };
}

/**
 * The slot at the offset (called, filled in a table, or declared), else the function called there,
 * else the function around it.
 */
async function nodeAt(
  calls: CallGraph,
  syntax: Syntax,
  file: string,
  offset: number,
  signal: AbortSignal,
): Promise<CallNode | null> {
  const { source } = syntax;
  const spot = (at: number): CallNode['spot'] => ({ file, offset: at, ...source.position(at) });
  const node = syntax.root.descendantForIndex(offset);
  if (node?.type === 'field_identifier') {
    const slot = await slotAt(calls, node, spot, signal);
    if (slot) return slot;
  }
  const around = functionAt(syntax, offset);
  if (node?.type === 'identifier' && around?.nameOffset !== node.startIndex) {
    const definition = (await calls.definitions([node.text], file, signal)).get(node.text);
    if (definition) return { kind: 'function', name: node.text, spot: definition.spot };
  }
  return around ? { kind: 'function', name: around.name, spot: spot(around.nameOffset) } : null;
}

async function slotAt(
  calls: CallGraph,
  member: SyntaxNode,
  spot: (offset: number) => CallNode['spot'],
  signal: AbortSignal,
): Promise<CallNode | null> {
  const { parent } = member;
  if (parent?.type === 'field_designator' && parent.parent) {
    const { record } = tableAround(parent.parent);
    return record === null ? null : calls.slot(record, member.text, signal);
  }
  if (parent?.type === 'field_expression') {
    const call = parent.parent;
    const called = call?.type === 'call_expression' && fieldOf(call, 'function')?.id === parent.id;
    const found = called ? slotCall({ spot, enclosing: () => null }, parent, member) : null;
    return found && calls.slotOf(found, signal);
  }
  const record = recordAround(member);
  return record === null ? null : calls.slot(record, member.text, signal);
}

async function incomingCall(
  session: Session,
  folder: Folder,
  edge: CallEdge,
): Promise<CallHierarchyIncomingCall> {
  const from = await itemOf(session, folder, edge.node, edge.note);
  // ranges are relative to the caller's file; a table's entries stand in other files than its slot
  const inside = edge.spots.filter((spot) => spot.file === edge.node.spot.file);
  const rangeOf = await rangeFinder(session, folder, edge.node.spot.file);
  const fromRanges = inside.map((spot) => rangeOf(spot, 1));
  return { from, fromRanges: fromRanges.length > 0 ? fromRanges : [from.selectionRange] };
}

async function outgoingCall(
  session: Session,
  folder: Folder,
  caller: CallNode,
  edge: CallEdge,
): Promise<CallHierarchyOutgoingCall> {
  const to = await itemOf(session, folder, edge.node, edge.note);
  const inside = edge.spots.filter((spot) => spot.file === caller.spot.file);
  const rangeOf = await rangeFinder(session, folder, caller.spot.file);
  return { to, fromRanges: inside.map((spot) => rangeOf(spot, 1)) };
}

async function itemOf(
  session: Session,
  folder: Folder,
  node: CallNode,
  note: string,
): Promise<CallHierarchyItem> {
  const rangeOf = await rangeFinder(session, folder, node.spot.file);
  const range = rangeOf(node.spot, node.kind === 'slot' ? node.member.length : node.name.length);
  const data: ItemData = { folder: folder.uri, node };
  return { ...faceOf(node, note), uri: folder.uriOf(node.spot.file), range, selectionRange: range, data };
}

/** What a client shows of a node. */
export function faceOf(node: CallNode, note: string): Pick<CallHierarchyItem, 'name' | 'kind' | 'detail'> {
  switch (node.kind) {
    case 'function':
      return { name: node.name, kind: SymbolKind.Function, detail: withNote(node.spot.file, note) };
    case 'slot':
      return {
        name: `${node.pointer ?? node.record}->${node.member}`,
        kind: SymbolKind.Interface,
        detail: withNote(`${plural(node.implementations, 'implementation')} · struct ${node.record}`, note),
      };
    case 'place':
      return { name: node.name, kind: SymbolKind.Variable, detail: withNote(node.spot.file, note) };
  }
}

function withNote(text: string, note: string): string {
  return note === '' ? text : `${text} · ${note}`;
}
