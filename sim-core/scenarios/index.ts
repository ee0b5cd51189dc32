// Every scenario, in the order in which a reader of the article meets them.
import type { Scenario } from '../scenario.ts';
import { deviceAtomic } from './deviceAtomic.ts';
import { deviceExclusive } from './deviceExclusive.ts';
import { findLockLivelock } from './findLockLivelock.ts';
import { ksmAttachment } from './ksmAttachment.ts';
import { ksmMerge } from './ksmMerge.ts';
import { ksmUnmerge } from './ksmUnmerge.ts';
import { lookupTruncate } from './lookupTruncate.ts';
import { tagCollision } from './tagCollision.ts';
import { waitInstall } from './waitInstall.ts';
import { xfsNullCheck } from './xfsNullCheck.ts';

export const scenarios: readonly Scenario[] = [
  lookupTruncate,
  xfsNullCheck,
  findLockLivelock,
  waitInstall,
  tagCollision,
  ksmMerge,
  ksmUnmerge,
  ksmAttachment,
  deviceAtomic,
  deviceExclusive,
];

/** Throws RangeError with one clear line when there is none of this id. */
export function scenarioOf(id: string): Scenario {
  const found = scenarios.find((s) => s.id === id);
  if (!found) throw new RangeError(`no scenario ${id}; there are ${scenarios.map((s) => s.id).join(', ')}`);
  return found;
}
