import type { Plan } from '../fixes/plan.ts';
import { PLAN_STAGES, type PlanStage, rank } from './header/marker.ts';
import { check } from './stages/check.ts';
import { final } from './stages/final.ts';
import { helper } from './stages/helper.ts';
import { parameter } from './stages/parameter.ts';
import { pass } from './stages/pass.ts';
import { planOf, type Stage, StageError, type StageOptions, stageOf } from './stages/stage.ts';
import { onlyProved } from './texts.ts';
import type { ConversionTree } from './tree.ts';

/** The stages in the order in which a tree goes through them. */
export const STAGES_OF_PLAN: Readonly<Record<PlanStage, Stage>> = { helper, parameter, pass, check, final };

/**
 * What is left to do of a stage: nothing where it was carried out before. Edits that are only likely to be right
 * are left out unless asked for. Throws StageError for a tree that is not that far yet, or is none of a kernel.
 */
export async function carryOut(tree: ConversionTree, stage: PlanStage, options: StageOptions): Promise<Plan> {
  const { includedBy } = planOf(tree);
  if (tree.text(includedBy) === null)
    throw new StageError(
      `no kernel tree: it has no ${includedBy}, where the plan for ${tree.field.id} begins`,
    );
  const at = stageOf(tree);
  const next = PLAN_STAGES[rank(at)];
  if (rank(stage) > rank(at) + 1)
    throw new StageError(
      `${stage} comes too early: ${at === null ? 'nothing was converted in this tree yet' : `this tree is at ${at}`}, and ${next} comes next`,
    );
  const plan = await STAGES_OF_PLAN[stage](tree, options);
  return options.doubtful ? plan : onlyProved(plan);
}

export { PLAN_STAGES, type PlanStage } from './header/marker.ts';
export { StageError, type StageOptions, stageOf } from './stages/stage.ts';
export { onlyProved, textsAfter } from './texts.ts';
