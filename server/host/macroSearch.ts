import type { FileFacts } from '../conversion/facts.ts';
import { type MacroCall, mayCall, untypedMacros } from '../conversion/macroCalls.ts';
import type { Scanner } from './scan.ts';
import type { Slice } from './slice.ts';

/** Where to search, and with what. */
export interface MacroSearch {
  readonly scanner: Scanner;
  readonly files: Iterable<string>;
  readonly slice: Slice;
}

/** Calls of the macros that reach the field through a parameter, looked for only in files that can call them. */
export function findMacroCalls(
  facts: ReadonlyMap<string, FileFacts>,
  search: MacroSearch,
): Promise<MacroCall[]> {
  return find(macroHomes(facts), search);
}

/**
 * The calls after files have changed, from those `known` before; null when they are as they were. The
 * whole tree is searched only when there are other macros to look for.
 */
export async function refreshMacroCalls(
  known: readonly MacroCall[],
  {
    changed,
    before,
    after,
  }: {
    readonly changed: ReadonlySet<string>;
    readonly before: ReadonlyMap<string, FileFacts>;
    readonly after: ReadonlyMap<string, FileFacts>;
  },
  search: MacroSearch,
): Promise<MacroCall[] | null> {
  const homes = macroHomes(after);
  if (keysOf(homes) !== keysOf(macroHomes(before))) return find(homes, search);
  const fresh = await find(homes, { ...search, files: changed });
  const old = known.filter(({ file }) => changed.has(file));
  if (JSON.stringify(fresh) === JSON.stringify(old)) return null;
  return [...known.filter(({ file }) => !changed.has(file)), ...fresh];
}

/** A macro that reaches the field through a parameter, and the file whose facts say so. */
interface MacroHome {
  readonly name: string;
  readonly home: string;
}

function macroHomes(facts: ReadonlyMap<string, FileFacts>): MacroHome[] {
  return [...facts].flatMap(([home, fact]) => untypedMacros(fact).map((name) => ({ home, name })));
}

function keysOf(homes: readonly MacroHome[]): string {
  return homes
    .map(({ home, name }) => `${home}\0${name}`)
    .sort()
    .join('\n');
}

async function find(
  homes: readonly MacroHome[],
  { scanner, files, slice }: MacroSearch,
): Promise<MacroCall[]> {
  const calls: MacroCall[] = [];
  if (homes.length === 0) return calls;
  for (const file of files) {
    const names = homes.filter(({ home }) => mayCall(home, file)).map(({ name }) => name);
    if (names.length > 0) calls.push(...scanner.macroCalls(file, names));
    await slice.rest();
  }
  return calls;
}
