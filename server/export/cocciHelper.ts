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
import { grouped, type Kept, type Sited } from './cocciSites.ts';

/** What a helper's call took the place of, as far as rules tell it apart. */
interface Shape {
  readonly site: Sited;
  readonly function: string;
  readonly old: string;
  readonly text: string;
  readonly record: string;
  readonly kind: 'null' | 'compare' | 'positive' | 'value' | 'literal';
}

/**
 * Stage `helper`: tests first, since what is left of the field afterwards is a value. A base that is a variable
 * declared as a pointer to the record in its function is matched by type; any other is quoted, because spatch
 * reads no headers here and could not type it.
 */
export function helperRules(
  field: TrackedField,
  text: string,
  sited: readonly Sited[],
  kept: readonly Kept[],
): Made {
  const left: Sited[] = [];
  const shapes: Shape[] = [];
  for (const site of sited) {
    const shape = site.function === null ? null : shapeOf(field, text, site, site.function);
    if (shape) shapes.push(shape);
    else left.push(site);
  }
  const rules: RuleText[] = [];
  // quoted code first: a rule by type would take parts of it
  rules.push(...quotedRules(shapes.filter(({ kind }) => kind === 'literal')));
  for (const [record, helpers] of Object.entries(field.plan?.helpers ?? {})) {
    const of = (kind: Shape['kind']): Shape[] =>
      shapes.filter((each) => each.record === record && each.kind === kind);
    const names = (kind: Shape['kind']): string[] => of(kind).map((each) => each.function);
    const access = `P->${field.field}`;
    const pointer = [`struct ${record} *P;`];
    const { truncated } = helpers;
    if (truncated !== null) {
      const isNull = `${truncated}(P, ${field.placeholder})`;
      if (of('null').length > 0)
        rules.push(
          insideFunctions(`${record}_null`, names('null'), pointer, [
            instead(`${access} == NULL`, isNull),
            instead(`NULL == ${access}`, isNull),
            instead(`${access} != NULL`, `!${isNull}`),
            instead(`NULL != ${access}`, `!${isNull}`),
            instead(`!${access}`, isNull),
          ]),
        );
      if (of('compare').length > 0)
        rules.push(
          insideFunctions(
            `${record}_compared`,
            names('compare'),
            [...pointer, 'expression M;'],
            [
              // isomorphisms would make comparisons of these, in the wrong sense
              `${access} == NULL`,
              `${access} != NULL`,
              instead(`${access} != M`, `${truncated}(P, M)`),
              instead(`M != ${access}`, `${truncated}(P, M)`),
              instead(`${access} == M`, `!${truncated}(P, M)`),
              instead(`M == ${access}`, `!${truncated}(P, M)`),
            ],
          ),
        );
      if (of('positive').length > 0)
        rules.push(...positive(record, names('positive'), names('value'), access, isNull));
    }
    if (of('value').length > 0) {
      const call = `${helpers.value}(P, ${field.placeholder})`;
      const wrappers = new Set(of('value').flatMap(({ old }) => /^(\w+)\s*\(/.exec(old)?.[1] ?? []));
      const inThese = kept.filter(
        ({ function: name, text }) => names('value').includes(name) && !clashes(text),
      );
      const quoted = [...new Set(inThese.map((each) => oneLine(each.text)))];
      rules.push(
        insideFunctions(
          `${record}_read`,
          names('value'),
          [...pointer, 'expression E;', ...symbolsOf(quoted)],
          [
            ...quoted.map((each) => ` ${each}`),
            `${access} = E`,
            ` &${access}`,
            ...[...wrappers].map((wrapper) => instead(`${wrapper}(${access})`, call)),
            instead(access, call),
          ],
        ),
      );
    }
  }
  return { rules, left: left.map(({ edit }) => edit) };
}

/** Code as it stands, one rule for functions in which the same is to be done. */
function quotedRules(shapes: readonly Shape[]): RuleText[] {
  const byFunction = [...grouped(shapes, (each) => each.function)].map(([name, list]) => {
    const texts = grouped(list, ({ old }) => old);
    // what is both tested and read is tested first, where it is a condition
    const both = [...texts.values()].flatMap((same) =>
      new Set(same.map(({ text }) => text)).size > 1 ? same.filter(({ text }) => text.startsWith('!')) : [],
    );
    const plain = [...texts.values()].flatMap((same) => same.filter((each) => !both.includes(each)));
    return { name, both, plain };
  });
  const key = (list: readonly Shape[]): string =>
    [...new Set(list.map(({ old, text }) => `${old}\0${text}`))].sort().join('\n');
  const rules: RuleText[] = [];
  for (const group of grouped(byFunction, ({ both, plain }) => `${key(both)}\n\n${key(plain)}`).values()) {
    const names = group.map(({ name }) => name);
    const [first] = group;
    for (const { old, text } of unique(first?.both ?? []))
      rules.push(...tested('quoted', names, symbolsOf([old, text]), old, text));
    const plain = unique(first?.plain ?? []).sort((a, b) => b.old.length - a.old.length);
    if (plain.length === 0) continue;
    const symbols = symbolsOf(plain.flatMap(({ old, text }) => [old, text]));
    rules.push(
      insideFunctions(
        'quoted',
        names,
        symbols,
        plain.map(({ old, text }) => instead(old, text)),
      ),
    );
  }
  return rules;
}

function unique(shapes: readonly Shape[]): Shape[] {
  return [...new Map(shapes.map((each) => [`${each.old}\0${each.text}`, each])).values()];
}

/** `if (page->mapping)`: where the function reads the value as well, only what is a condition is a test. */
function positive(
  record: string,
  functions: readonly string[],
  reading: readonly string[],
  access: string,
  isNull: string,
): RuleText[] {
  const name = `${record}_set`;
  const pointer = `struct ${record} *P;`;
  if (functions.some((each) => reading.includes(each)))
    return tested(name, functions, [pointer], access, `!${isNull}`);
  return [
    insideFunctions(
      name,
      functions,
      [pointer, 'expression E;'],
      [`${access} = E`, ` &${access}`, `${access} == E`, `${access} != E`, instead(access, `!${isNull}`)],
    ),
  ];
}

/** Something in another's place where it is a condition, or part of one. */
function tested(
  name: string,
  functions: readonly string[],
  declarations: readonly string[],
  old: string,
  text: string,
): RuleText[] {
  const test = instead(old, text);
  const joined = [`${test}\n && E`, `E &&\n${test}`, `${test}\n || E`, `E ||\n${test}`];
  return [
    insideFunctions(name, functions, [...declarations, 'expression E;'], joined),
    insideFunctions(
      name,
      functions,
      [...declarations, 'statement S1, S2;'],
      [`if (\n${test}\n ) S1 else S2`],
    ),
  ];
}

function shapeOf(field: TrackedField, text: string, site: Sited, name: string): Shape | null {
  const old = oneLine(text.slice(site.edit.start, site.edit.end));
  const written = oneLine(site.edit.text);
  for (const [record, { value, truncated }] of Object.entries(field.plan?.helpers ?? {})) {
    const call = new RegExp(
      `^!?(${[value, ...(truncated === null ? [] : [truncated])].join('|')})\\((.*)\\)$`,
    ).exec(written);
    if (!call) continue;
    const base = (call[2] ?? '').split(',')[0]?.trim() ?? '';
    const kind = isTyped(site.body, record, base) ? kindOf(field, old, base, call[1] === value) : 'literal';
    if (kind === 'literal' && clashes(`${old} ${written}`)) return null;
    return { site, function: name, old, text: written, record, kind };
  }
  return clashes(`${old} ${written}`)
    ? null
    : { site, function: name, old, text: written, record: '', kind: 'literal' };
}

function kindOf(field: TrackedField, old: string, base: string, isValue: boolean): Shape['kind'] {
  const access = `${base}->${field.field}`;
  const plain = old.replace(/[()\s]/g, '');
  if (isValue) {
    const wrapped = /^(\w+) ?\((.*)\)$/.exec(old);
    const inner = wrapped && field.transparentMacros.includes(wrapped[1] ?? '') ? (wrapped[2] ?? '') : old;
    return inner.replace(/[()\s]/g, '') === access ? 'value' : 'literal';
  }
  if (plain === access) return 'positive';
  const negated = plain.replace(/^!+/, '');
  if (plain === `!${access}`) return 'null';
  if (/\w\(/.test(old.replace(/\b(?:NULL)\b/g, '')) && /READ_ONCE/.test(old)) return 'literal';
  if ([`${access}==NULL`, `${access}!=NULL`, `NULL==${access}`, `NULL!=${access}`].includes(plain))
    return 'null';
  if (negated !== plain) return 'literal';
  return plain.startsWith(`${access}==`) || plain.startsWith(`${access}!=`) || plain.endsWith(`=${access}`)
    ? 'compare'
    : 'literal';
}

/** Whether spatch can see in the function itself that the base is a pointer to the record. */
function isTyped(body: string, record: string, base: string): boolean {
  if (!/^[A-Za-z_]\w*$/.test(base)) return false;
  return new RegExp(
    `\\bstruct\\s+${record}\\b(?:\\s*\\*\\s*|[\\w\\s,*=>()[\\].-]*?[*,\\s]\\*\\s*)${base}\\b(?!\\s*\\[)`,
  ).test(body);
}
