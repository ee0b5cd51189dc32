// Loops that would go on for ever in the play although nobody disturbs the path: an unknown condition sends it
// back, and the model may say so every time. The kernel counts retries; the slice goes round once.

import type { LeftOut, Operation } from '../../../sim-core/slice/program.ts';
import { END, type Graph, type Node } from './graph.ts';

const WHY = 'the model does not know when these retries end: it is gone through once';

/** What a path alone knows of its page: each bit is `?` until something tells it. */
type Bits = Readonly<Record<Bit, '?' | '0' | '1'>>;
type Bit = 'cached' | 'field' | 'inside' | 'uptodate' | 'dirty' | 'writeback';

const NOTHING_KNOWN: Bits = {
  cached: '?',
  field: '1',
  inside: '?',
  uptodate: '?',
  dirty: '?',
  writeback: '?',
};

const ASKS: Readonly<Partial<Record<Operation, Bit>>> = {
  find: 'cached',
  'field-set': 'field',
  'field-is-mapping': 'field',
  'within-size': 'inside',
  'test-uptodate': 'uptodate',
  'test-dirty': 'dirty',
  'clear-dirty': 'dirty',
  'test-writeback': 'writeback',
};

const SETS: Readonly<Partial<Record<Operation, readonly [Bit, '0' | '1']>>> = {
  'add-to-cache': ['cached', '1'],
  'delete-from-cache': ['cached', '0'],
  'write-field-null': ['field', '0'],
  'write-field-mapping': ['field', '1'],
  'set-uptodate': ['uptodate', '1'],
  'set-dirty': ['dirty', '1'],
  'clear-dirty': ['dirty', '0'],
  'start-writeback': ['writeback', '1'],
  'end-writeback': ['writeback', '0'],
  'wait-writeback': ['writeback', '0'],
};

/** Cuts each such loop at the condition that sends the path back; says so. */
export function withoutEndless(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) => ({ ...node }));
  const leftOut: LeftOut[] = [...graph.leftOut];
  for (let rounds = 0; rounds <= nodes.length; rounds++) {
    const choice = endlessChoice(nodes, graph.start);
    if (choice === null) break;
    const node = nodes[choice.id];
    if (!node?.draft) break;
    if (choice.yes) node.next = node.other ?? END;
    else node.other = node.next;
    leftOut.push({ at: node.draft.at, kind: 'loop', what: node.draft.text, why: WHY });
  }
  return { ...graph, nodes, leftOut };
}

interface Visit {
  readonly id: number;
  readonly bits: Bits;
  /** ways not taken yet */
  readonly ways: Way[];
  taken: Way | null;
}

interface Way {
  readonly to: number;
  readonly bits: Bits;
  readonly yes: boolean;
}

/** The unknown condition that closes a circle of a path that is alone; null when there is none. */
function endlessChoice(nodes: readonly Node[], start: number): { id: number; yes: boolean } | null {
  const done = new Set<string>();
  const onPath = new Map<string, number>();
  const path: Visit[] = [];
  const visit = (id: number, bits: Bits): void => {
    onPath.set(key(id, bits), path.length);
    path.push({ id, bits, ways: waysFrom(nodes[id], bits), taken: null });
  };
  if (start !== END) visit(start, NOTHING_KNOWN);
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const way = top.ways.pop();
    if (!way) {
      path.pop();
      onPath.delete(key(top.id, top.bits));
      done.add(key(top.id, top.bits));
      continue;
    }
    top.taken = way;
    if (way.to === END) continue;
    const next = key(way.to, way.bits);
    const from = onPath.get(next);
    if (from !== undefined) {
      const found = lastChoice(path.slice(from), nodes);
      if (found) return found;
    } else if (!done.has(next)) visit(way.to, way.bits);
  }
  return null;
}

/** Of the conditions in a circle, the last in the text: that is where a retry is decided. */
function lastChoice(circle: readonly Visit[], nodes: readonly Node[]): { id: number; yes: boolean } | null {
  let best: { id: number; yes: boolean; deep: number; line: number } | null = null;
  for (const { id, taken } of circle) {
    const node = nodes[id];
    if (node?.draft?.op !== 'either' || node.other === node.next || !taken) continue;
    const { via, at } = node.draft;
    const better = !best || via.length < best.deep || (via.length === best.deep && at.line > best.line);
    if (better) best = { id, yes: taken.yes, deep: via.length, line: at.line };
  }
  return best && { id: best.id, yes: best.yes };
}

function waysFrom(node: Node | undefined, bits: Bits): Way[] {
  if (!node?.draft) return [];
  const { op } = node.draft;
  const sets = SETS[op];
  const after: Bits = sets ? { ...bits, [sets[0]]: sets[1] } : bits;
  const yes = (known: Bits): Way => ({ to: node.next, bits: known, yes: true });
  if (node.other === null) return [yes(after)];
  const no = (known: Bits): Way => ({ to: node.other ?? END, bits: known, yes: false });
  if (op === 'either') return [no(bits), yes(bits)];
  const asked = ASKS[op];
  // nobody else holds locks or references, and nobody is faster
  if (asked === undefined) return [yes(after)];
  const known = bits[asked];
  if (known !== '?') return known === '1' ? [yes(after)] : [no(bits)];
  return [no({ ...bits, [asked]: '0' }), yes(sets ? after : { ...bits, [asked]: '1' })];
}

function key(id: number, bits: Bits): string {
  return `${id} ${Object.values(bits).join('')}`;
}
