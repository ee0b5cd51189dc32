import type { Plan } from '../plan.ts';
import { joined } from '../plan.ts';
import { addParameter } from './addParameter.ts';
import { checkField } from './checkField.ts';
import { dropField } from './dropField.ts';
import { explain } from './explain.ts';
import type { Fix, FixSite, FixTools } from './fix.ts';
import { hostToInode } from './hostToInode.ts';
import { passMapping } from './passMapping.ts';
import { rewriteTruncationTest } from './rewriteTruncationTest.ts';
import { threadMapping } from './threadMapping.ts';
import { useHelper } from './useHelper.ts';
import { useScope } from './useScope.ts';

/** Every quick fix, in the order in which they are offered. */
export const FIXES: readonly Fix[] = [
  rewriteTruncationTest,
  passMapping,
  useScope,
  hostToInode,
  useHelper,
  checkField,
  dropField,
  addParameter,
  threadMapping,
  explain,
];

/** One fix at all of these places at once. Only edits that are proved are in the plan. */
export async function fixAll(fix: Fix, sites: readonly FixSite[], tools: FixTools): Promise<Plan> {
  if (!fix.fixAll) throw new Error(`${fix.id} is not made for many places at once`);
  const plans: Plan[] = [];
  for (const site of sites) if (fix.applies(site) === true) plans.push(await fix.plan(site, tools));
  const { edits, ...rest } = joined(plans);
  return { ...rest, edits: edits.filter(({ confidence }) => confidence === 'proved') };
}

export type { CallOffer, Fix, FixSite, FixTools, FunctionAt, UseOffer, Value } from './fix.ts';
export { extentOf, Offers, type ValuesOf } from './offers.ts';
