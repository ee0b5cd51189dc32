import type { CParser } from '../syntax/parser.ts';
import { type CType, pointer, SCALAR } from '../types/ctype.ts';
import { declaredInText } from '../types/snippet.ts';

const EVENT = /^(?:TRACE_EVENT|DECLARE_EVENT_CLASS)/;
const FIELD =
  /\b__(field|field_ext|field_struct|array|dynamic_array|string|bitmask|cpumask)\(\s*([^,()]+?)\s*(?:,\s*(\w+)\s*)?[,)]/g;

/**
 * What `__entry` is in a trace event, given as written: a pointer to the record whose members
 * TP_STRUCT__entry lists. Null when the text is no event.
 */
export function traceEntry(event: string, parser: CParser): CType | null {
  if (!EVENT.test(event)) return null;
  const members: Record<string, CType[]> = Object.create(null);
  const list = /TP_STRUCT__entry\s*\(([\s\S]*?)\)\s*,\s*TP_fast_assign/.exec(event)?.[1] ?? '';
  for (const [, kind = '', first = '', second] of list.matchAll(FIELD)) {
    // a string has a name and no type, the others a type and a name
    if (second === undefined || kind === 'string') members[first] = [SCALAR];
    else {
      const type = declaredInText(`${first} ${second}`, second, parser) ?? SCALAR;
      members[second] = [kind.endsWith('array') ? pointer(type) : type];
    }
  }
  return pointer({ k: 'anonymous', members });
}
