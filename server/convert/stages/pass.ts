import type { Value } from '../../fixes/catalog/fix.ts';
import type { CallOffer } from '../../fixes/catalog/index.ts';
import { type Edit, joined, type Plan, type Refusal } from '../../fixes/plan.ts';
import { pairedParameter, valuesFor } from '../../fixes/values.ts';
import type { ConversionTree } from '../tree.ts';
import { callsWithValue, left, unreadPlaceholders } from './calls.ts';
import { headerPlan } from './header.ts';
import { ParsedFiles } from './sources.ts';
import type { StageOptions } from './stage.ts';

/** Calls that pass the placeholder pass what their function knows: its own parameter, or a value proved to be the same. */
export async function pass(tree: ConversionTree, options: StageOptions): Promise<Plan> {
  const header = headerPlan(tree, 'pass');
  const files = new ParsedFiles(tree);
  const edits: Edit[] = [];
  const refusals: Refusal[] = [];
  const seen = new Set<string>();
  try {
    for await (const site of callsWithValue(tree, files, options, valuesFor)) {
      seen.add(`${site.place.file}:${site.place.offset}`);
      if (!site.isPlaceholder) continue;
      const found = chosen(site, options.doubtful ?? false);
      if ('expression' in found) edits.push(passing(site, found));
      else refusals.push(found);
    }
  } finally {
    files.dispose();
  }
  refusals.push(...unreadPlaceholders(tree, seen, options));
  return joined([header, { edits, created: [], refusals }]);
}

/** The value to pass, or why there is none. */
export function chosen(site: CallOffer, doubtful: boolean): Value | Refusal {
  const own = pairedParameter(site.place);
  if (own !== null) return { expression: own, verdict: 'proved', from: `parameter ${own}`, rules: [] };
  const values = site.values();
  const value =
    values.find(({ verdict }) => verdict === 'proved') ??
    (doubtful ? values.find(({ verdict }) => verdict === 'doubtful') : undefined);
  return value ?? left(site, values);
}

/** The edit that puts a value in the placeholder's place. */
export function passing({ place, argument, helper }: CallOffer, value: Value): Edit {
  const { field, file, record, pointer } = place;
  const against = value.rules.map(({ reason }) => reason).join('; ');
  const doubt = value.verdict === 'proved' || against === '' ? '' : `, if ${against}`;
  return {
    file,
    start: argument.startIndex,
    end: argument.endIndex,
    text: value.expression,
    group: helper === null ? 'caller' : file.endsWith('.h') ? 'header' : 'body',
    reason: `${value.expression} is the ${field.field} of the ${record} ${pointer} (${value.from})${doubt}`,
    confidence: value.verdict === 'proved' ? 'proved' : 'doubtful',
  };
}
