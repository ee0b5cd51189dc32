import { argument } from '../expression.ts';
import type { Place } from '../site.ts';
import { flowOf, type Setting } from './flow.ts';

/** The variable that a record was reached from. */
export interface Root {
  readonly name: string;
  /** offset of its declaration, which tells it from others of the name */
  readonly declared: number;
  readonly parameter: boolean;
}

/**
 * The variable behind an expression of a record: `page` of `compound_head(page)` and of `&folio->page`, and of a
 * local that holds such. Null for what is no variable: `pages[i]`, `bh->b_page`.
 */
export function rootOf(place: Place, expression: string, offset: number): Root | null {
  const flow = flowOf(place);
  let text = stripped(expression, place);
  let at = offset;
  for (let steps = 0; steps < 8; steps++) {
    if (!/^\w+$/.test(text)) return null;
    const local = place.scope.find(text, at);
    if (!local) return null;
    const root = { name: local.name, declared: local.offset, parameter: local.parameter };
    const [only, ...more] = flow.of(local.name).filter((setting) => !isSameRecord(setting, place));
    if (local.parameter || !only || more.length > 0) return root;
    const behind = only.value ? stripped(flow.text(only.value), place) : '';
    if (behind === local.name || !place.scope.find(behind, only.node.startIndex)) return root;
    const harmless = (each: Setting): boolean => isSameRecord(each, place);
    if (!flow.dominates(only.node, offset) || flow.changes(behind, only.node.endIndex, offset, harmless))
      return root;
    text = behind;
    at = only.node.startIndex;
  }
  return null;
}

/** `page = compound_head(page)`: another page of the same record, which has the same value. */
export function isSameRecord(setting: Setting, place: Place): boolean {
  const flow = flowOf(place);
  return setting.value !== null && stripped(flow.text(setting.value), place) === setting.name;
}

/** Without the steps that lead from a record to one with the same value. */
export function stripped(expression: string, { field }: Pick<Place, 'field'>): string {
  let text = argument(expression.replace(/\s+/g, ' '));
  for (;;) {
    const call = /^(\w+)\s*\((.*)\)$/.exec(text);
    const member = /^&\(?(\w+)->(\w+)\)?$/.exec(text);
    const cast = /^\((?:const )?struct \w+ \*\)\s*(.*)$/.exec(text);
    let inner: string | undefined;
    if (call && field.evidence.sameRecord.includes(call[1] ?? '')) inner = call[2];
    else if (member && field.evidence.sameRecord.includes(`&->${member[2]}`)) inner = member[1];
    else if (cast) inner = cast[1];
    if (inner === undefined) return text;
    text = argument(inner);
  }
}

export function sameRoot(a: Root | null, b: Root | null): boolean {
  return a !== null && b !== null && a.name === b.name && a.declared === b.declared;
}
