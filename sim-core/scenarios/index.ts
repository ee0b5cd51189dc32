// Every scenario, in the order in which a reader of the article meets them.
import type { Scenario } from '../scenario.ts';
import { bioTwoFiles } from './bioTwoFiles.ts';
import { deviceAtomic } from './deviceAtomic.ts';
import { deviceExclusive } from './deviceExclusive.ts';
import { duplicateGpus } from './duplicateGpus.ts';
import { findLockLivelock } from './findLockLivelock.ts';
import { ksmAttachment } from './ksmAttachment.ts';
import { ksmMerge } from './ksmMerge.ts';
import { ksmUnmerge } from './ksmUnmerge.ts';
import { lookupTruncate } from './lookupTruncate.ts';
import { mismatchCheck } from './mismatchCheck.ts';
import { oldProgram } from './oldProgram.ts';
import { pageFlag } from './pageFlag.ts';
import { pageTwoFiles } from './pageTwoFiles.ts';
import { privateField } from './privateField.ts';
import { tagCollision } from './tagCollision.ts';
import { unassigned } from './unassigned.ts';
import { waitInstall } from './waitInstall.ts';
import { wrongObject } from './wrongObject.ts';
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
  duplicateGpus,
  oldProgram,
  pageFlag,
  privateField,
  bioTwoFiles,
  pageTwoFiles,
  mismatchCheck,
  wrongObject,
  unassigned,
];

/** Throws RangeError with one clear line when there is none of this id. */
export function scenarioOf(id: string): Scenario {
  const found = scenarios.find((s) => s.id === id);
  if (!found) throw new RangeError(`no scenario ${id}; there are ${scenarios.map((s) => s.id).join(', ')}`);
  return found;
}
