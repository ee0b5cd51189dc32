// Makes the graph of a walk small: what does nothing goes, ways that do the same become one, and an unknown
// condition whose ways do the same vanishes.

import { END, type Graph, type Node } from './graph.ts';

/** Tests of what does not change anything: gone when both answers go on alike. */
const PURE = /^(?:either|within-size|test-uptodate|test-dirty|test-writeback)$/;

export function minimised({ nodes: original, start: first, ...rest }: Graph): Graph {
  let nodes: Node[] = original.map((node) => ({ ...node }));
  let start = first;
  for (;;) {
    const before = nodes.length;
    start = withoutSkips(nodes, start);
    const merged = withoutTwins(nodes, start);
    nodes = merged.nodes;
    start = merged.start;
    if (!simplify(nodes) && nodes.length === before) break;
  }
  return { nodes, start, ...rest };
}

/** Leads every arrow past nodes where nothing happens; a ring of those is the end. */
function withoutSkips(nodes: readonly Node[], start: number): number {
  const real = (id: number): number => {
    const seen = new Set<number>();
    let at = id;
    for (let node = nodes[at]; at !== END && node && node.draft === null; node = nodes[at]) {
      if (seen.has(at)) return END;
      seen.add(at);
      at = node.next;
    }
    return at;
  };
  for (const node of nodes) {
    node.next = real(node.next);
    if (node.other !== null) node.other = real(node.other);
  }
  return real(start);
}

/** True when something changed. */
function simplify(nodes: readonly Node[]): boolean {
  let changed = false;
  for (const node of nodes) {
    const { draft } = node;
    if (draft === null) continue;
    if (node.other === node.next && PURE.test(draft.op)) {
      node.draft = null;
      node.other = null;
      changed = true;
    } else if (node.other === node.next && draft.op === 'field-set') {
      node.draft = { ...draft, op: 'read-field' };
      node.other = null;
      changed = true;
    } else if (draft.op === 'either' && shorten(node, nodes)) changed = true;
  }
  return changed;
}

/** `a || b`, both unknown, with one way in common: one choice between the two ways. */
function shorten(node: Node, nodes: readonly Node[]): boolean {
  for (const side of ['next', 'other'] as const) {
    const inner = nodes[node[side] ?? END];
    const rest = side === 'next' ? node.other : node.next;
    if (!inner || inner === node || inner.draft?.op !== 'either') continue;
    if (inner.next === rest && inner.other !== node[side]) {
      node[side] = inner.other ?? END;
      return true;
    }
    if (inner.other === rest && inner.next !== node[side]) {
      node[side] = inner.next;
      return true;
    }
  }
  return false;
}

/** Nodes that do the same and lead to the same become one (partition refinement); what is not reached goes. */
function withoutTwins(nodes: readonly Node[], start: number): { nodes: Node[]; start: number } {
  const reached = reachable(nodes, start);
  let classes = new Map<number, number>();
  let count = 0;
  for (;;) {
    const keys = new Map<string, number>();
    const next = new Map<number, number>();
    const classOf = (id: number | null): number =>
      id === null ? -2 : id === END ? -1 : (classes.get(id) ?? 0);
    for (const id of reached) {
      const node = nodes[id];
      if (!node) continue;
      const key = `${classOf(id)} ${label(node)} ${classOf(node.next)} ${classOf(node.other)}`;
      const known = keys.get(key) ?? keys.size;
      keys.set(key, known);
      next.set(id, known);
    }
    classes = next;
    if (keys.size === count) break;
    count = keys.size;
  }
  const renumber = (id: number): number => (id === END ? END : (classes.get(id) ?? END));
  const merged: Node[] = [];
  for (const id of reached) {
    const node = nodes[id];
    const to = classes.get(id);
    if (!node || to === undefined || merged[to]) continue;
    merged[to] = {
      draft: node.draft,
      next: renumber(node.next),
      other: node.other === null ? null : renumber(node.other),
    };
  }
  return { nodes: merged, start: renumber(start) };
}

function label({ draft }: Node): string {
  if (!draft) return '';
  const { op, at, fn, via, guess, calls } = draft;
  return `${op} ${at.file}:${at.line} ${fn} ${via.join()} ${calls.map((call) => call.line).join()} ${guess ?? ''}`;
}

/** In order of a search that follows true answers first. */
export function reachable(nodes: readonly Node[], start: number): number[] {
  const seen = new Set<number>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodes[id];
    if (id === END || !node || seen.has(id)) continue;
    seen.add(id);
    if (node.other !== null) open.push(node.other);
    open.push(node.next);
  }
  return [...seen];
}
