import type { Scope } from '../types/scope.ts';
import { type AccessFact, isWatched } from './access.ts';
import type { TrackedField } from './field.ts';
import type { Stage } from './model.ts';
import type { RoleFact } from './role.ts';

export interface StageContext {
  readonly field: TrackedField;
  readonly function: string | null;
  readonly scope: Scope | null;
  readonly offset: number;
  /** nothing but the page can be known here */
  readonly withoutSource: boolean;
}

/**
 * Where a use stands. The field stays where it is the subject: in its owners, where its bits are
 * decoded, in bounce pages, and in the bodies of the accessors and helpers that read it for others.
 */
export function stageOf(fact: AccessFact, { role }: RoleFact, context: StageContext): Stage {
  const { field, function: name, scope, offset } = context;
  if (role === 'owner' || role === 'tag' || role === 'bounce') return 'owner';
  if (name !== null && (field.accessors.includes(name) || field.ladder.some((step) => step.call === name)))
    return 'owner';
  if (isWatched(fact) && scope?.find(fact.other?.text ?? '', offset)) return 'checked';
  if (scope?.locals.some((local) => local.parameter && field.unusedParameters.includes(local.name)))
    return 'parameter';
  return context.withoutSource ? 'no-source' : 'raw';
}
