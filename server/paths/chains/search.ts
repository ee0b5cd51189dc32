// Goes from a function up to the entry points that reach it, breadth first and within limits.
import type { CallEdge, CallNode } from '../graph.ts';
import { entryOfFunction, entryOfNote, entryOfSlot } from './entries.ts';
import type { Chain, ChainStep, Chains, EntryKind } from './model.ts';

/** The tree as the search asks it; given from outside. */
export interface ChainSource {
  /** who calls, installs or hands on; rejects when cancelled */
  incoming(node: CallNode): Promise<readonly CallEdge[]>;
  /** the line on which a function's name stands */
  head(node: CallNode): string;
  /** what gives the mapping at a call */
  sourcesAt(file: string, line: number, offset: number): ChainStep['sources'];
}

export interface ChainLimits {
  /** functions between an entry and the end */
  readonly depth: number;
  /** functions whose callers are asked for */
  readonly functions: number;
  /** callers of one function that are followed */
  readonly callers: number;
  readonly chains: number;
}

export const LIMITS: ChainLimits = { depth: 14, functions: 400, callers: 60, chains: 60 };

/** A function on the way up: the way down from it is `next`. */
interface Link {
  readonly node: CallNode;
  readonly call: { readonly file: string; readonly line: number; readonly offset: number } | null;
  readonly note: string;
  readonly next: Link | null;
  readonly depth: number;
}

/**
 * `place` is the line asked about inside the function; null when the function itself is meant. Each function is
 * followed once, on the shortest way found, so an entry point is told with its shortest chain.
 */
export async function findChains(
  start: CallNode,
  place: { readonly file: string; readonly line: number; readonly offset: number } | null,
  source: ChainSource,
  limits: ChainLimits = LIMITS,
): Promise<Chains> {
  const chains: Chain[] = [];
  const cut = new Set<string>();
  const seen = new Set([keyOf(start)]);
  let level: Link[] = [{ node: start, call: place, note: '', next: null, depth: 0 }];
  let asked = 0;
  while (level.length > 0) {
    const above: Link[] = [];
    for (const link of level) {
      if (chains.length >= limits.chains) {
        cut.add(`the first ${limits.chains} entry points are told; there are more`);
        return done();
      }
      const own = entryOfFunction(nameOf(link.node), source.head(link.node));
      if (own) {
        add(link, own.kind, own.why);
        continue;
      }
      if (link.depth >= limits.depth) {
        cut.add(`${nameOf(link.node)}: more than ${limits.depth} calls away, not followed further`);
        continue;
      }
      if (asked >= limits.functions) {
        cut.add(`callers of ${limits.functions} functions were looked at; those of the others are not known`);
        return done();
      }
      asked++;
      above.push(...(await callersOf(link)));
    }
    level = above;
  }
  return done();

  async function callersOf(link: Link): Promise<Link[]> {
    const edges = await source.incoming(link.node);
    const links: Link[] = [];
    let followed = 0;
    let reached = false;
    for (const { node, spots, note } of edges) {
      reached = true;
      if (node.kind === 'slot') {
        const entry = entryOfSlot(node.record, node.member);
        if (entry) add(link, entry.kind, entry.why);
        else push(node, `through ${node.record}.${node.member}`);
        continue;
      }
      const entry = entryOfNote(note);
      if (entry) {
        add(link, entry.kind, `${entry.why} in ${node.name}`);
        continue;
      }
      if (node.kind === 'place') {
        if (note !== '') add(link, 'callback', note);
        continue;
      }
      push(node, note);

      function push(to: CallNode, says: string): void {
        const key = keyOf(to);
        if (seen.has(key)) return;
        if (++followed > limits.callers) {
          cut.add(
            `${nameOf(link.node)} has more than ${limits.callers} callers: the others are not followed`,
          );
          return;
        }
        seen.add(key);
        const [spot] = spots;
        const call = to.kind === 'slot' ? link.call : (spot ?? null);
        links.push({ node: to, call, note: says, next: link, depth: link.depth + 1 });
      }
    }
    if (!reached) add(link, 'no caller', 'nobody in the tree calls it by name');
    return links;
  }

  function add(link: Link, kind: EntryKind, why: string): void {
    const steps: ChainStep[] = [];
    for (let at: Link | null = link; at; at = at.next) {
      // a slot is no function: what goes through it is told with the call below
      if (at.node.kind === 'slot') continue;
      const { file, line } = at.node.spot;
      const { call } = at;
      const through = at.next?.node.kind === 'slot' ? at.next.note : at.note;
      steps.push({
        function: nameOf(at.node),
        file,
        line,
        call: call && { file: call.file, line: call.line },
        note: through,
        sources: call ? source.sourcesAt(call.file, call.line, call.offset) : [],
      });
    }
    const known = steps.findLastIndex(({ sources }) => sources.length > 0);
    const entry = steps[0]?.function ?? '';
    if (chains.some((each) => each.entry === entry && each.why === why)) return;
    chains.push({ entry, kind, why, steps, known: known < 0 ? null : known });
  }

  function done(): Chains {
    chains.sort((a, b) => a.steps.length - b.steps.length || (a.entry < b.entry ? -1 : 1));
    return { chains, cut: [...cut] };
  }
}

function nameOf(node: CallNode): string {
  return node.kind === 'slot' ? `${node.record}.${node.member}` : node.name;
}

function keyOf(node: CallNode): string {
  return node.kind === 'slot' ? nameOf(node) : `${node.name} ${node.spot.file}`;
}
