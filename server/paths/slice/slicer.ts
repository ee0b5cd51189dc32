// From a function of the tree to a Program: loads what it calls, walks, and says what the play begins with and
// what it leaves out.

import { type LeftOut, PROGRAM_VERSION, type Program } from '../../../sim-core/slice/program.ts';
import type { TrackedField } from '../../conversion/field.ts';
import type { CParser } from '../../syntax/parser.ts';
import { withoutEndless } from './endless.ts';
import { END, type Graph } from './graph.ts';
import type { Lowered } from './ir.ts';
import { laidOut } from './layout.ts';
import { type Cancellation, load, type SliceSource } from './load.ts';
import type { FunctionText } from './lower.ts';
import { minimised, reachable } from './minimise.ts';
import { CONTRACTS } from './table.ts';
import { walk } from './walk.ts';
import { TooMany } from './writer.ts';

export interface SliceOptions {
  readonly parser: CParser;
  readonly field: TrackedField;
  /** `v6.1`, or null */
  readonly release: string | null;
  readonly signal?: Cancellation;
}

/** Functions are entered so deep below the entry. */
const DEPTH = 4;
const MAX_NODES = 8000;
/** How deep, and whether what is known of locals is forgotten: the first that gives a program of bearable size. */
const ATTEMPTS: readonly (readonly [number, boolean])[] = [
  [DEPTH, false],
  [2, false],
  [1, false],
  [2, true],
  [0, false],
  [1, true],
  [0, true],
];
/** A longer program is no help to anybody: less deep, then. */
const MAX_INSTRUCTIONS = 250;

/** The steps of a function that the model knows. Rejects with the signal's reason when cancelled. */
export async function slice(
  entry: FunctionText,
  source: SliceSource,
  options: SliceOptions,
): Promise<Program> {
  const loaded = await load(entry, source, options, DEPTH);
  for (const [depth, coarse] of ATTEMPTS) {
    let graph: Graph | null = null;
    try {
      const limits = { depth, coarse, nodes: MAX_NODES };
      graph = minimised(withoutEndless(minimised(walk(loaded.entry, loaded, limits))));
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
    }
    if (graph !== null && reachable(graph.nodes, graph.start).length <= MAX_INSTRUCTIONS) {
      const more = [...loaded.leftOut, ...lessThanAll(loaded.entry, depth, coarse)];
      return programOf(loaded.entry, graph, more, loaded.functions, options);
    }
    options.signal?.throwIfAborted();
  }
  const more = [
    ...loaded.leftOut,
    { ...nameOf(loaded.entry), why: 'too many ways through it: nothing of it is played' },
  ];
  return programOf(loaded.entry, { nodes: [], start: END, leftOut: [], locked: [] }, more, [], options);
}

/** What was given up so that the program stays of a size that a person can follow. */
function lessThanAll(entry: Lowered, depth: number, coarse: boolean): LeftOut[] {
  const why = 'too many ways through the function';
  return [
    ...(depth < DEPTH ? [{ ...nameOf(entry), what: `calls more than ${depth} deep`, why }] : []),
    ...(coarse
      ? [{ ...nameOf(entry), what: 'values of locals', why: `${why}: some of those shown cannot be taken` }]
      : []),
  ];
}

function nameOf({ name, file, at }: Lowered): LeftOut {
  return { at: { file, line: at.line }, kind: 'call', what: name, why: '' };
}

function programOf(
  entry: Lowered,
  graph: Graph,
  more: readonly LeftOut[],
  functions: readonly Lowered[],
  { release }: SliceOptions,
): Program {
  const instructions = laidOut(graph);
  const at = { file: entry.file, line: entry.at.line };
  const ids = reachable(graph.nodes, graph.start);
  const drafts = ids.flatMap((id) => graph.nodes[id]?.draft ?? []);
  const handed = entry.parameters.some(({ page }) => page) && !drafts.some(({ op }) => op === 'find');
  const page = handed || drafts.some(({ given }) => given);
  const locks = page ? locked(entry, graph) : [];
  const leftOut: LeftOut[] = [...more, ...graph.leftOut];
  for (const draft of drafts)
    if (draft.op === 'either')
      leftOut.push({ at: draft.at, kind: 'branch', what: draft.text, why: 'both ways are kept' });
  for (const fn of functions) {
    for (const { file, from, to, at: where, why } of fn.loops) {
      const inside = (spot: { file: string; line: number }): boolean =>
        spot.file === file && spot.line >= from && spot.line <= to;
      if (!drafts.some((draft) => inside(draft.at) || draft.calls.some(inside))) continue;
      const kind = /^\S+ is taken as/.test(why) ? ('macro' as const) : ('loop' as const);
      leftOut.push({ at: { file, line: where.line }, kind, what: where.text, why });
    }
    const entered = fn === entry || drafts.some(({ via }) => via.includes(fn.name));
    if (fn.damaged !== null && entered)
      leftOut.push({
        at: { file: fn.file, line: fn.at.line },
        kind: 'macro',
        what: fn.name,
        why: fn.damaged,
      });
  }
  const why = [
    page
      ? handed
        ? 'the caller hands the page in'
        : 'the page is at hand when the function begins'
      : 'it looks its page up itself',
    ...locks,
    ...(page && locks.length === 0 ? ['nothing says that the caller holds the page lock'] : []),
  ];
  return {
    version: PROGRAM_VERSION,
    entry: entry.name,
    at,
    release,
    given: { page, referenced: page, locked: locks.length > 0, why },
    instructions,
    leftOut: distinct(leftOut),
  };
}

const SAYS_LOCKED =
  /(?:must|should|has to|have to|caller|called|with|holds?|holding)[^.]{0,80}?(?:(?:page|folio) lock\b|(?:page|folio) (?:be |is |must be |to be )?locked|locked (?:page|folio))/i;

/** Why the page is locked when the function begins; none where nothing says so. */
function locked(entry: Lowered, graph: Graph): string[] {
  const reasons: string[] = [];
  for (const slot of entry.slots) {
    const contract = Object.hasOwn(CONTRACTS, slot) ? CONTRACTS[slot] : undefined;
    if (contract !== undefined) reasons.push(contract);
  }
  const comment = entry.comment.replace(/[\s*]+/g, ' ');
  const said = SAYS_LOCKED.exec(comment);
  if (
    said &&
    !/\b(?:most|many|some|few|usually|normally|not|without|never|unlock\w*)\b[^.]*$/i.test(
      comment.slice(Math.max(0, said.index - 40), said.index) + said[0],
    )
  )
    reasons.push(`its comment says: “${said[0]}”`);
  reasons.push(...graph.locked);
  const spot = unlocksUnlocked(graph);
  if (spot) reasons.push(`it unlocks the page without having locked it (line ${spot.line})`);
  // a function that takes the lock first cannot be called with it
  return locksFirst(graph) ? [] : [...new Set(reasons)];
}

/** A step that every way starts with, before anything else about the lock. */
function locksFirst({ nodes, start }: Graph): boolean {
  const seen = new Set<number>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodes[id];
    if (id === END || !node || seen.has(id)) continue;
    seen.add(id);
    const op = node.draft?.op;
    if (op === 'lock' || op === 'trylock') return true;
    if (op === 'unlock') continue;
    open.push(node.next);
    if (node.other !== null) open.push(node.other);
  }
  return false;
}

function unlocksUnlocked({ nodes, start }: Graph): { line: number } | null {
  const seen = new Set<number>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = nodes[id];
    if (id === END || !node || seen.has(id)) continue;
    seen.add(id);
    const op = node.draft?.op;
    if (op === 'unlock') return node.draft?.at ?? null;
    // from here on the lock, or the page, is the function's own
    if (op === 'lock' || op === 'find' || op === 'add-to-cache') continue;
    if (op === 'trylock') {
      if (node.other !== null) open.push(node.other);
      continue;
    }
    open.push(node.next);
    if (node.other !== null) open.push(node.other);
  }
  return null;
}

function distinct(leftOut: readonly LeftOut[]): LeftOut[] {
  const seen = new Map<string, LeftOut>();
  for (const each of leftOut) {
    const key = `${each.at.file}:${each.at.line} ${each.kind} ${each.what}`;
    if (!seen.has(key)) seen.set(key, each);
  }
  return [...seen.values()];
}
