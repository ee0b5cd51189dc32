// Which functions of a file are worth slicing, told cheaply: from its text and its tree alone, without a look
// at any other file.

import type { SyntaxNode } from '../../syntax/parser.ts';
import { functionAround, functionName } from '../nodes.ts';
import { CARRIERS } from './nonsteps.ts';
import { CALLS } from './table.ts';

export interface Playable {
  readonly name: string;
  /** UTF-16 offsets: of the name, and of the whole definition */
  readonly nameOffset: number;
  readonly start: number;
  readonly end: number;
}

const HANDLES_PAGES = new RegExp(`\\bstruct (?:${[...CARRIERS].join('|')})\\b`);
/** Reading a size or unwrapping a pointer is no reason to play anything. */
const STEPS: ReadonlySet<string> = new Set(
  Object.entries(CALLS).flatMap(([name, { ops, toPage }]) => (ops.length > 0 && !toPage ? [name] : [])),
);

/** Functions that do something to a page themselves, or call one in the same file that does. In order of the text. */
export function playableIn(root: SyntaxNode, text: string, useOffsets: readonly number[]): Playable[] {
  const functions = new Map<number, Playable>();
  const byName = new Map<string, Playable>();
  let last: Playable | undefined;
  const at = (offset: number): Playable | undefined => {
    // calls come in the order of the text: most stand in the function looked at last
    if (last && last.start <= offset && offset < last.end) return last;
    last = functionAt(offset);
    return last;
  };
  const functionAt = (offset: number): Playable | undefined => {
    const node = root.descendantForIndex(offset);
    const definition = node && functionAround(node);
    const name = definition && functionName(definition);
    if (!definition || !name) return undefined;
    const known = functions.get(name.startIndex);
    if (known) return known;
    const { startIndex: start, endIndex: end } = definition;
    const found = { name: name.text, nameOffset: name.startIndex, start, end };
    functions.set(name.startIndex, found);
    byName.set(found.name, found);
    return found;
  };
  const playable = new Set<Playable>();
  const add = (fn: Playable | undefined): void => {
    if (fn) playable.add(fn);
  };
  const calls: { name: string; offset: number }[] = [];
  for (const match of text.matchAll(/\b([A-Za-z_]\w{3,})[ \t]*\(/g))
    calls.push({ name: match[1] ?? '', offset: match.index });
  for (const offset of useOffsets) add(at(offset));
  for (const { name, offset } of calls) if (STEPS.has(name)) add(at(offset));
  // callers of what was found, as far as the file goes
  for (let fresh = new Set(playable); fresh.size > 0; ) {
    const names = new Set([...fresh].map(({ name }) => name));
    fresh = new Set();
    for (const { name, offset } of calls) {
      if (!names.has(name)) continue;
      const caller = at(offset);
      if (!caller || caller.name === name || playable.has(caller)) continue;
      if (!HANDLES_PAGES.test(text.slice(caller.start, caller.end))) continue;
      playable.add(caller);
      fresh.add(caller);
    }
  }
  return [...playable].sort((a, b) => a.nameOffset - b.nameOffset);
}
