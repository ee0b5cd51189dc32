import { assigned } from './assigned.ts';
import { elsewhere } from './elsewhere.ts';
import { inodeMapping } from './inodeMapping.ts';
import { mayBeNull } from './mayBeNull.ts';
import { otherBranch } from './otherBranch.ts';
import { reachable } from './reachable.ts';
import { rightObject } from './rightObject.ts';
import { rivals } from './rivals.ts';
import type { Rule } from './rule.ts';
import { sameField } from './sameField.ts';
import { shadowed } from './shadowed.ts';
import { sideEffects } from './sideEffects.ts';
import { taggedWord } from './taggedWord.ts';
import { tautology } from './tautology.ts';
import { unchanged } from './unchanged.ts';
import { unsequenced } from './unsequenced.ts';

/** Every rule that a value is judged by. */
export const RULES: readonly Rule[] = [
  rivals,
  sameField,
  tautology,
  elsewhere,
  assigned,
  unchanged,
  reachable,
  shadowed,
  mayBeNull,
  otherBranch,
  sideEffects,
  unsequenced,
  taggedWord,
  inodeMapping,
  rightObject,
];

export type { Rule } from './rule.ts';
