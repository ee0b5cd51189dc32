import type { TrackedField } from '../conversion/field.ts';
import {
  clashes,
  insideFunctions,
  instead,
  type Made,
  oneLine,
  type RuleText,
  symbolsOf,
} from './cocciRule.ts';
import { grouped, type Sited } from './cocciSites.ts';
import { argumentAt, calleeAt } from './cocciText.ts';

interface Value {
  readonly site: Sited;
  readonly function: string;
  readonly old: string;
  readonly text: string;
  readonly callee: string | null;
  readonly index: number;
}

/**
 * Stages `pass` and `final`: an argument, or a whole call, gives way to a value. Rules are by callee and value,
 * for all functions that pass the same.
 */
export function valueRules(field: TrackedField, text: string, sited: readonly Sited[]): Made {
  const left: Sited[] = [];
  const values: Value[] = [];
  for (const site of sited) {
    const { start, end, text: written } = site.edit;
    const old = oneLine(text.slice(start, end));
    if (site.function === null || old === '' || clashes(`${old} ${written}`)) {
      left.push(site);
      continue;
    }
    const callee = old === field.placeholder ? calleeAt(text, start) : null;
    values.push({
      site,
      function: site.function,
      old,
      text: oneLine(written),
      callee,
      index: callee === null ? 0 : argumentAt(text, start),
    });
  }
  const rules: RuleText[] = [];
  for (const group of grouped(values, ({ old, text, callee, index }) =>
    [old, text, callee, index].join('\0'),
  ).values()) {
    const [first] = group;
    if (!first) continue;
    const functions = group.map((each) => each.function);
    if (first.callee === null) {
      const symbols = symbolsOf([first.old, first.text]);
      rules.push(insideFunctions('taken', functions, symbols, [instead(first.old, first.text)]));
      continue;
    }
    const before = first.index === 0 ? '' : 'before,';
    const declarations = [
      ...(first.index === 0 ? [] : [`expression list[${first.index}] before;`]),
      'expression list after;',
      ...symbolsOf([first.old, first.text]),
    ];
    // `f(a, MAPPING_NULL)` has nothing behind, which an expression list matches too
    const call = ` ${first.callee}(${before}\n${instead(first.old, first.text)}\n , after)`;
    rules.push(insideFunctions(`to_${first.callee}`, functions, declarations, [call]));
  }
  return { rules, left: left.map(({ edit }) => edit) };
}
