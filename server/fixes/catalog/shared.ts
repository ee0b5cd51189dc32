import type { CType } from '../../types/ctype.ts';
import { functionName, type Local } from '../../types/scope.ts';
import { type Edit, type Group, NOTHING, type Plan } from '../plan.ts';
import { isRefusal } from '../rewrite.ts';
import type { Place } from '../site.ts';
import type { FixSite, FunctionAt, UseOffer, Value } from './fix.ts';

/** What several fixes ask of a site. */

/** Why stage `helper` leaves the use alone; null where it does not. */
export function refusalOf(site: FixSite): string | null {
  return site.kind === 'use' && isRefusal(site.outcome) ? site.outcome.reason : null;
}

/** Whether the use is a truncation test that the plan has a helper for. */
export function isTruncationTest({ use, site, outcome }: UseOffer): boolean {
  const helper = site?.field.plan?.helpers[site.record]?.truncated ?? null;
  if (use.role !== 'truncation' || helper === null || isRefusal(outcome)) return false;
  return outcome.some((edit) => edit.text.includes(`${helper}(`));
}

export function placeOf(site: FixSite): Place | null {
  return site.kind === 'use' ? site.site : site.place;
}

/** The value to take: proved, or doubtful where nothing is; null where there is none, with what is against it. */
export function bestValue(site: FixSite): { readonly value: Value | null; readonly reason: string } {
  const values = site.values();
  const value =
    values.find((each) => each.verdict === 'proved') ?? values.find((each) => each.verdict === 'doubtful');
  if (value) return { value, reason: '' };
  const [refused] = values;
  const rule = refused?.rules[0];
  if (refused && rule)
    return { value: null, reason: `${refused.expression} is no value here: ${rule.reason}` };
  const field = placeOf(site)?.field;
  const none = site.kind === 'use' ? site.use.noSource : null;
  return { value: null, reason: none ?? `no ${field?.field ?? 'value'} is at hand in this function` };
}

/** Whether nothing better than a doubtful value is at hand. */
export function hasDoubtfulValue(site: FixSite): boolean {
  return bestValue(site).value?.verdict === 'doubtful';
}

/** Whether what stage `helper` makes of the use is only likely to be right. */
export function hasDoubtfulOutcome(site: FixSite): boolean {
  return (
    site.kind === 'use' &&
    !isRefusal(site.outcome) &&
    site.outcome.some(({ confidence }) => confidence === 'doubtful')
  );
}

/** What is said of an edit that a doubtful value makes. */
export function doubtOf({ verdict, rules }: Value): string {
  const against = rules.map(({ reason }) => reason).join('; ');
  return verdict === 'proved' || against === '' ? '' : `, if ${against}`;
}

/** A plan of one replacement in the site's file. */
export function replacement(
  place: Place,
  range: { readonly startIndex: number; readonly endIndex: number },
  text: string,
  said: { readonly reason: string; readonly confidence: Edit['confidence']; readonly group?: Group },
): Plan {
  const { startIndex: start, endIndex: end } = range;
  const group = said.group ?? (place.file.endsWith('.h') ? 'header' : 'body');
  return { ...NOTHING, edits: [{ ...said, file: place.file, start, end, text, group }] };
}

/** The function that a place stands in, by its definition. */
export function functionAt({ file, definition, function: name }: Place): FunctionAt {
  return { name, file, offset: functionName(definition)?.startIndex ?? definition.startIndex };
}

/**
 * The parameter of the place's function that its record is, or was reached from by a local; null where the
 * record comes from elsewhere: then no caller can know more.
 */
export function recordParameter(place: Place): string | null {
  const { scope, field, offset, pointer } = place;
  const seen = new Set<string>();
  for (let text: string | null = pointer; text !== null; ) {
    const local: Local | undefined = [...text.matchAll(/(?<![\w.>])[A-Za-z_]\w*\b(?!\s*\()/g)]
      .map(([name]) => scope.find(name, offset))
      .find((each) => each !== undefined && isRecord(each.type));
    if (!local || seen.has(local.name)) return null;
    if (local.parameter) return local.name;
    seen.add(local.name);
    text = local.value?.text ?? null;
  }
  return null;

  function isRecord(type: CType): boolean {
    return type.k === 'pointer' && type.to.k === 'record' && field.records.includes(type.to.name);
  }
}

/**
 * Whether the function should take the value from its callers: the record comes from its own parameter, and
 * nothing at hand is proved to be the value.
 */
export function needsParameter(site: FixSite): true | { readonly disabled: string } | null {
  const place = placeOf(site);
  const plan = place?.field.plan;
  if (!place || !plan || refusalOf(site) !== null) return null;
  // a comparison has its value, and so has a call that is given one
  if (
    site.kind === 'use' ? isTruncationTest(site) && site.site?.fact.access === 'compare' : !site.isPlaceholder
  )
    return null;
  const { value } = bestValue(site);
  if (value?.verdict === 'proved') return { disabled: `${value.expression} is at hand already` };
  if (place.scope.locals.some((local) => local.parameter && local.name === plan.parameter))
    return { disabled: `${place.function}() takes ${plan.parameter} already` };
  if (recordParameter(place) === null)
    return { disabled: `${place.pointer} does not come from a parameter of ${place.function}()` };
  const none = site.kind === 'use' && site.use.stage === 'no-source' ? site.use.noSource : null;
  return none === null ? true : { disabled: none };
}

/** An expression in the place of `page->mapping`, before which and behind which an operator may stand. */
export function asOperand(expression: string): string {
  return /^[\w.>()[\]-]+$/.test(expression.replaceAll(/\s/g, '')) && !/[^-]>|--|\s-\s/.test(expression)
    ? expression
    : `(${expression})`;
}
