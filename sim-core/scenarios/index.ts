// Every scenario, in the order in which a reader of the article meets them.
import type { Scenario } from '../scenario.ts';
import { findLockLivelock } from './findLockLivelock.ts';
import { lookupTruncate } from './lookupTruncate.ts';
import { waitInstall } from './waitInstall.ts';
import { xfsNullCheck } from './xfsNullCheck.ts';

export const scenarios: readonly Scenario[] = [lookupTruncate, xfsNullCheck, findLockLivelock, waitInstall];

/** Throws RangeError with one clear line when there is none of this id. */
export function scenarioOf(id: string): Scenario {
  const found = scenarios.find((s) => s.id === id);
  if (!found) throw new RangeError(`no scenario ${id}; there are ${scenarios.map((s) => s.id).join(', ')}`);
  return found;
}
