import { joined, type Plan, type Refusal } from '../../fixes/plan.ts';
import { valuesFor } from '../../fixes/values.ts';
import { type Target, widen } from '../signature/widen.ts';
import type { ConversionTree } from '../tree.ts';
import { callsWithValue, unreadPlaceholders } from './calls.ts';
import { Chooser, candidateAt, type Node } from './choose.ts';
import { headerPlan } from './header.ts';
import { ParsedFiles } from './sources.ts';
import type { StageOptions } from './stage.ts';

/**
 * Functions that are to know the value, and cannot by themselves, gain a parameter for it, and so do their
 * callers, up to those that do know it. Everybody passes the placeholder still.
 */
export async function parameter(tree: ConversionTree, options: StageOptions): Promise<Plan> {
  const header = headerPlan(tree, 'parameter');
  const files = new ParsedFiles(tree);
  try {
    const { seeds, refusals } = await seedsOf(tree, files, options);
    const plan = await widened(tree, files, seeds, options);
    return joined([header, plan, { edits: [], created: [], refusals }]);
  } finally {
    files.dispose();
  }
}

/** Functions with a helper's call that passes the placeholder still, for a record of their own parameter. */
async function seedsOf(
  tree: ConversionTree,
  files: ParsedFiles,
  options: StageOptions,
): Promise<{ readonly seeds: readonly Node[]; readonly refusals: readonly Refusal[] }> {
  const seeds = new Map<string, Node>();
  const refusals: Refusal[] = [];
  const seen = new Set<string>();
  for await (const site of callsWithValue(tree, files, options, valuesFor)) {
    const { place } = site;
    seen.add(`${place.file}:${place.offset}`);
    if (site.helper === null || !site.isPlaceholder) continue;
    if (site.values().some(({ verdict }) => verdict === 'proved')) continue;
    const found = candidateAt(place);
    if ('key' in found) seeds.set(found.key, found);
    else refusals.push({ file: place.file, offset: place.offset, function: place.function, ...found });
  }
  refusals.push(...unreadPlaceholders(tree, seen, options));
  return { seeds: [...seeds.values()], refusals };
}

/** Each round leaves out what the one before could not widen: its callees may have lost their only way up. */
const MAX_ROUNDS = 8;

/** The plan that gives `seeds` the parameter, and whoever must hand it down to them. */
export async function widened(
  tree: ConversionTree,
  files: ParsedFiles,
  seeds: readonly Node[],
  options: Pick<StageOptions, 'progress'>,
): Promise<Plan> {
  const chooser = new Chooser(tree, files, valuesFor, options.progress);
  for (let round = 0; ; round++) {
    const { targets, refusals } = await chooser.choose(seeds);
    options.progress?.(`${targets.length} signatures`);
    const plan = await widen(tree, targets.map(targetOf), options);
    const refused = targets.filter((target) => chooser.block(target, plan.refusals));
    if (refused.length === 0 || round === MAX_ROUNDS)
      return { ...plan, refusals: [...refusals, ...plan.refusals] };
  }
}

export function targetOf({ kind, name, file, offset, table, index }: Node): Target {
  if (kind === 'type') return { kind, name };
  return kind === 'slot' && table !== null
    ? { kind: 'slot', record: table, member: name }
    : { kind: 'function', name, file, offset, index };
}
