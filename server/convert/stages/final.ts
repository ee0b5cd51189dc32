import type { CallOffer } from '../../fixes/catalog/index.ts';
import { asOperand } from '../../fixes/catalog/shared.ts';
import { type Edit, joined, type Plan, type Refusal } from '../../fixes/plan.ts';
import { textOf } from '../../fixes/site.ts';
import { testedLater } from '../../fixes/testedLater.ts';
import { pairedParameter, valuesFor } from '../../fixes/values.ts';
import type { ConversionTree } from '../tree.ts';
import { callsWithValue, unreadPlaceholders } from './calls.ts';
import { headerPlan } from './header.ts';
import { onlyUse, workIn } from './lastUse.ts';
import { ParsedFiles } from './sources.ts';
import type { StageOptions } from './stage.ts';
import { unfilledFunctions } from './unfilled.ts';

/**
 * The helper's calls that are given a proved value go, and the value stays: the field is not read there any more.
 * Truncation tests keep their helper: the field is what tells truncation.
 */
export async function final(tree: ConversionTree, options: StageOptions): Promise<Plan> {
  const header = headerPlan(tree, 'final');
  const files = new ParsedFiles(tree);
  const edits: Edit[] = [];
  const refusals: Refusal[] = [];
  const seen = new Set<string>();
  // callers everywhere count, also where only a part is converted
  const unfilled = await unfilledFunctions(tree, files, options.progress);
  // calls of one function that go together may take the last use of a local with them
  let going: { readonly definition: number; readonly file: string; readonly calls: CallOffer[] } | null =
    null;
  const decide = (): void => {
    const calls = going?.calls ?? [];
    going = null;
    for (const site of calls) {
      const kept = keptFor(site, calls);
      if (kept) refusals.push(refused(site, ...kept));
      else edits.push(dropped(site));
    }
  };
  try {
    for await (const site of callsWithValue(tree, files, options, valuesFor)) {
      const { file, definition, offset } = site.place;
      seen.add(`${file}:${offset}`);
      if (going && (going.file !== file || going.definition !== definition.id)) decide();
      if (site.helper === 'truncated') {
        const reason = 'the field is what tells truncation: this test is its last user';
        refusals.push(refused(site, 'truncation', reason));
      } else if (site.isPlaceholder) {
        const reason = `no ${site.place.field.field} is passed here: the helper reads the field`;
        refusals.push(refused(site, 'placeholder', reason));
      }
      if (site.helper !== 'value' || site.isPlaceholder) continue;
      const against = notFilled(site, unfilled) ?? notDroppable(site, options.doubtful ?? false);
      if (against) {
        refusals.push(refused(site, ...against));
        continue;
      }
      going ??= { definition: definition.id, file, calls: [] };
      going.calls.push(site);
    }
    decide();
  } finally {
    files.dispose();
  }
  refusals.push(...unreadPlaceholders(tree, seen, options));
  return joined([header, { edits, created: [], refusals }]);
}

/** A caller that passes none still would have its NULL followed. */
function notFilled({ place, argument }: CallOffer, unfilled: ReadonlyMap<string, string>): Against | null {
  const where = unfilled.get(place.function);
  return where === undefined || argument.text !== place.field.plan?.parameter
    ? null
    : ['not-filled', `${place.function}() is given none by ${where}: the helper reads the field then`];
}

type Against = readonly [rule: string, reason: string];

function notDroppable(site: CallOffer, doubtful: boolean): Against | null {
  const { place, call, argument } = site;
  const given = textOf(place.syntax, argument).replace(/\s+/g, ' ');
  const tested = testedLater(call, place.definition, place.field);
  if (tested !== null) return ['tested-later', tested];
  if (pairedParameter(place) !== given) {
    const known = site.values().find(({ expression }) => expression === given);
    if (!known)
      return ['not-known', `nothing says that ${given} is the ${place.field.field} of ${place.pointer}`];
    const [rule] = known.rules;
    if (known.verdict === 'refused' || (known.verdict === 'doubtful' && !doubtful))
      return [rule?.rule ?? 'not-proved', `${given}: ${rule?.reason ?? 'it is only likely'}`];
  }
  const work = workIn(site);
  return work === null ? null : ['side-effect', `${work} would not be evaluated any more`];
}

/** With the other calls of the function gone, does a local stay that nobody uses? */
function keptFor(site: CallOffer, calls: readonly CallOffer[]): Against | null {
  const name = onlyUse(site, calls);
  return name === null
    ? null
    : ['last-use', `${name} is used for nothing else: without this call the compiler would warn`];
}

function dropped({ place, call, argument }: CallOffer): Edit {
  const given = textOf(place.syntax, argument);
  return {
    file: place.file,
    start: call.startIndex,
    end: call.endIndex,
    text: asOperand(given),
    group: place.file.endsWith('.h') ? 'header' : 'body',
    reason: `${given} was passed and checked: the field is not read any more`,
    confidence: 'proved',
  };
}

function refused({ place }: CallOffer, rule: string, reason: string): Refusal {
  return { file: place.file, offset: place.offset, function: place.function, rule, reason };
}
