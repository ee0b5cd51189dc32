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
import { argumentAt, calleeAt, closeAfter, isMemberCall, openBefore } from './cocciText.ts';
import { normalised } from './compareTokens.ts';

/** One way to say what a rule matches; how often it does so in the edit's function. */
interface Pattern {
  readonly name: string;
  readonly declarations: readonly string[];
  /** alternatives of a rule, one for all it takes */
  readonly alternatives: readonly string[];
  readonly matches: number;
}

interface Chosen {
  readonly site: Sited;
  readonly function: string;
  /** from the most general to the most particular */
  readonly patterns: readonly Pattern[];
}

/**
 * Stages `pass` and `final`: an argument, or a whole call, gives way to a value. A rule is as general as its
 * functions allow: one that would match more places of a function than the plan changes there gives way to a more
 * particular one, and in the end to none.
 */
export function valueRules(field: TrackedField, text: string, sited: readonly Sited[]): Made {
  const left: Sited[] = [];
  let open: Chosen[] = [];
  for (const site of sited) {
    const patterns = site.function === null ? [] : patternsOf(field, text, site);
    if (site.function === null || patterns.length === 0) left.push(site);
    else open.push({ site, function: site.function, patterns });
  }
  const rules: RuleText[] = [];
  while (open.length > 0) {
    const next: Chosen[] = [];
    const fitting: Chosen[] = [];
    for (const same of grouped(open, (each) => `${each.function}\0${keyOf(each)}`).values()) {
      const [first] = same;
      if (first?.patterns[0]?.matches === same.length) fitting.push(...same);
      else
        for (const each of same) {
          if (each.patterns.length > 1) next.push({ ...each, patterns: each.patterns.slice(1) });
          else left.push(each.site);
        }
    }
    for (const group of grouped(fitting, keyOf).values()) {
      const pattern = group[0]?.patterns[0];
      if (!pattern) continue;
      const functions = group.map((each) => each.function);
      rules.push(insideFunctions(pattern.name, functions, pattern.declarations, pattern.alternatives));
    }
    open = next;
  }
  return { rules, left: left.map(({ edit }) => edit) };
}

function keyOf({ patterns: [first] }: Chosen): string {
  return first ? [first.name, ...first.declarations, ...first.alternatives].join('\0') : '';
}

function patternsOf(field: TrackedField, text: string, { edit, body }: Sited): Pattern[] {
  const { start, end } = edit;
  const old = oneLine(text.slice(start, end));
  const written = oneLine(edit.text);
  if (old === '' || clashes(`${old} ${written}`)) return [];
  const callee = old === field.placeholder ? calleeAt(text, start) : null;
  if (callee === null) return taken(text, body, start, end, written);
  const index = argumentAt(text, start);
  const isMember = isMemberCall(text, start);
  const before = index === 0 ? '' : 'before,';
  const call = (base: string): string => ` ${base}${callee}(${before}\n${instead(old, written)}\n , after)`;
  const general: Pattern = {
    name: `to_${callee}`,
    declarations: [
      ...(index === 0 ? [] : [`expression list[${index}] before;`]),
      'expression list after;',
      ...(isMember ? ['expression E;'] : []),
      ...symbolsOf([old, written]),
    ],
    alternatives: isMember ? [call('E->'), call('E.')] : [call('')],
    matches: [...body.matchAll(new RegExp(`\\b${old}\\b`, 'g'))].filter(
      ({ index: at }) => calleeAt(body, at) === callee && argumentAt(body, at) === index,
    ).length,
  };
  const open = openBefore(text, start);
  const close = open === null ? null : closeAfter(text, open);
  const from = open === null ? -1 : text.lastIndexOf(callee, open);
  if (isMember || close === null || from < 0) return [general];
  const changed = text.slice(from, start) + edit.text + text.slice(end, close);
  return [general, ...taken(text, body, from, close, changed)];
}

/** The code itself, and with the member that is taken of it. */
function taken(text: string, body: string, start: number, end: number, written: string): Pattern[] {
  const member = /^\s*(?:->|\.)\s*\w+/.exec(text.slice(end))?.[0];
  const quoted = (old: string, by: string): Pattern[] =>
    clashes(`${old} ${by}`)
      ? []
      : [
          {
            name: 'taken',
            declarations: symbolsOf([old, by]),
            alternatives: [instead(old, by)],
            matches: occurrences(body, old),
          },
        ];
  const plain = text.slice(start, end);
  return [
    ...quoted(plain, written),
    ...(member === undefined ? [] : quoted(plain + member, written + member)),
  ];
}

/** How often some code stands in a function's, whatever the blanks. */
function occurrences(body: string, code: string): number {
  return ` ${normalised(body)} `.split(` ${normalised(code)} `).length - 1;
}
