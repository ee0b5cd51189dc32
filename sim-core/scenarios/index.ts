// Every scenario, in the order in which a reader of the article meets them.
import type { Scenario } from '../scenario.ts';
import { bioTwoFiles } from './bioTwoFiles.ts';
import { deviceAtomic } from './deviceAtomic.ts';
import { deviceExclusive } from './deviceExclusive.ts';
import { deviceMemory } from './deviceMemory.ts';
import { duplicateGpus } from './duplicateGpus.ts';
import { findLockLivelock } from './findLockLivelock.ts';
import { inodeEmbedsSpace } from './inodeEmbedsSpace.ts';
import { ksmAttachment } from './ksmAttachment.ts';
import { ksmMerge } from './ksmMerge.ts';
import { ksmUnmerge } from './ksmUnmerge.ts';
import { lookupTruncate } from './lookupTruncate.ts';
import { migrateWaiters } from './migrateWaiters.ts';
import { mismatchCheck } from './mismatchCheck.ts';
import { oldProgram } from './oldProgram.ts';
import { pageFlag } from './pageFlag.ts';
import { pageTwoFiles } from './pageTwoFiles.ts';
import { privateField } from './privateField.ts';
import { reclaimAttachment } from './reclaimAttachment.ts';
import { splicePipe } from './splicePipe.ts';
import { tagCollision } from './tagCollision.ts';
import { textReplicas } from './textReplicas.ts';
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
  migrateWaiters,
  reclaimAttachment,
  splicePipe,
  inodeEmbedsSpace,
  textReplicas,
  deviceMemory,
];

/** Throws RangeError with one clear line when there is none of this id. */
export function scenarioOf(id: string): Scenario {
  const found = scenarios.find((s) => s.id === id);
  if (!found) throw new RangeError(`no scenario ${id}; there are ${scenarios.map((s) => s.id).join(', ')}`);
  return found;
}
