import type { FileFacts } from '../conversion/facts.ts';
import { type MacroCall, mayCall, untypedMacros } from '../conversion/macroCalls.ts';
import type { Scanner } from './scan.ts';
import type { Slice } from './slice.ts';

/** A macro that reaches the field through a parameter, and the file whose facts say so. */
interface MacroHome {
  readonly name: string;
  readonly home: string;
}

export function macroHomes(facts: ReadonlyMap<string, FileFacts>): MacroHome[] {
  return [...facts].flatMap(([home, fact]) => untypedMacros(fact).map((name) => ({ home, name })));
}

/** Calls of the macros, looked for only in files that can call them. */
export async function searchMacroCalls(
  scanner: Scanner,
  homes: readonly MacroHome[],
  files: Iterable<string>,
  slice: Slice,
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
