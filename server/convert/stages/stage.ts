import type { FieldPlan } from '../../conversion/field.ts';
import type { Plan } from '../../fixes/plan.ts';
import { type PlanStage, treeStage } from '../header/marker.ts';
import type { ConversionTree } from '../tree.ts';

export interface StageOptions {
  /** take doubtful values too */
  readonly doubtful?: boolean;
  /** only uses, calls and functions in these files; the others are as good as done */
  readonly within?: (file: string) => boolean;
  /** what is being done, for whoever waits */
  readonly progress?: (line: string) => void;
}

/** One stage over a tree: what is left to do of it. A tree in which nothing is left gets no edits. */
export type Stage = (tree: ConversionTree, options: StageOptions) => Promise<Plan>;

/** A tree that no stage can be carried out on, in one clear line. */
export class StageError extends Error {
  override name = 'StageError';
}

/** Throws StageError for a field that is only looked at. */
export function planOf({ field }: ConversionTree): FieldPlan {
  if (!field.plan) throw new StageError(`${field.id}: the preset has no plan, so there is nothing to write`);
  return field.plan;
}

/** Throws StageError where a file that the plan names is not in the tree. */
export function textIn(tree: ConversionTree, file: string): string {
  const text = tree.text(file);
  if (text === null)
    throw new StageError(`${file}: not in this tree, and the plan for ${tree.field.id} needs it`);
  return text;
}

/** The last stage that a tree was carried through, by its own text; null where nothing was begun. */
export function stageOf(tree: ConversionTree): PlanStage | null {
  return treeStage(tree.text(planOf(tree).header), tree.field);
}
