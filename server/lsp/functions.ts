import { functionAround, functionName } from '../paths/nodes.ts';
import type { Syntax } from '../syntax/parser.ts';

/** Where a function stands in an open document; UTF-16 offsets, the end exclusive. */
export interface FunctionSpan {
  readonly name: string;
  readonly nameOffset: number;
  readonly start: number;
  readonly end: number;
}

/** The function whose definition holds the offset. */
export function functionAt(syntax: Syntax, offset: number): FunctionSpan | undefined {
  const node = syntax.root.descendantForIndex(offset);
  const definition = node && functionAround(node);
  const name = definition && functionName(definition);
  if (!definition || !name) return undefined;
  return {
    name: name.text,
    nameOffset: name.startIndex,
    start: definition.startIndex,
    end: definition.endIndex,
  };
}
