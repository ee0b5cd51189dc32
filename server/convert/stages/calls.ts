import type { Value } from '../../fixes/catalog/fix.ts';
import { type CallOffer, Offers, type ValuesOf } from '../../fixes/catalog/index.ts';
import type { Refusal } from '../../fixes/plan.ts';
import { checkerFile } from '../header/checkText.ts';
import type { ConversionTree } from '../tree.ts';
import type { ParsedFiles } from './sources.ts';
import { planOf, type StageOptions } from './stage.ts';

/**
 * Every call of the tree that takes a value of the field: of the plan's helpers, and of functions that
 * gained the parameter. Nodes are of a parsed file that is kept for a while only: read what is needed and go on.
 */
export async function* callsWithValue(
  tree: ConversionTree,
  files: ParsedFiles,
  options: StageOptions,
  valuesOf: ValuesOf,
): AsyncGenerator<CallOffer> {
  const plan = planOf(tree);
  const own = [plan.header, checkerFile(plan)];
  for (const report of tree.reports()) {
    const { file, rungs } = report;
    if (rungs.length === 0 || own.includes(file) || options.within?.(file) === false) continue;
    await tree.rest();
    options.progress?.(file);
    const sites = files.sites(file);
    if (!sites) continue;
    for (const site of new Offers(sites, report, valuesOf).all()) if (site.kind === 'call') yield site;
  }
}

/** Where no parser can help: a placeholder in a macro's body, in damaged code, at file scope. */
export function* unreadPlaceholders(
  tree: ConversionTree,
  seen: ReadonlySet<string>,
  options: StageOptions,
): Generator<Refusal> {
  const plan = planOf(tree);
  const { placeholder, ladder } = tree.field;
  for (const { file, rungs } of tree.reports()) {
    if (file === plan.header || file === checkerFile(plan) || options.within?.(file) === false) continue;
    for (const { name, stage, offset, function: name_ } of rungs) {
      const isCall = name === placeholder || ladder.some(({ call }) => call === name);
      if (!isCall || stage !== 'parameter' || seen.has(`${file}:${offset}`)) continue;
      const reason = 'it stands in a macro, beside code that cannot be read, or before no record';
      yield { file, offset, function: name_, rule: 'not-readable', reason };
    }
  }
}

/** A place where the placeholder stays, with the first thing that is against the best value. */
export function left(site: CallOffer, values: readonly Value[]): Refusal {
  const { file, function: name, offset } = site.place;
  const [best] = values;
  const [against] = best?.rules ?? [];
  const at = { file, offset, function: name };
  if (!best) {
    const reason = `no ${site.place.field.field} of ${site.place.pointer} is at hand in ${name}()`;
    return { ...at, rule: 'no-value', reason };
  }
  return {
    ...at,
    rule: against?.rule ?? 'not-proved',
    reason: `${best.expression}: ${against?.reason ?? `it is only likely (${best.from})`}`,
  };
}
