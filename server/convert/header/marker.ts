import type { FieldPlan, TrackedField } from '../../conversion/field.ts';

/** The stages of the plan, in the order in which a tree goes through them. */
export const PLAN_STAGES = ['helper', 'parameter', 'pass', 'check', 'final'] as const;

export type PlanStage = (typeof PLAN_STAGES)[number];

/** The line of the header that tells the stage: the tree's own text is all the state there is. */
export function markerLine(stage: PlanStage, field: TrackedField): string {
  return ` * mapshift: stage ${stage} of ${field.id}`;
}

/**
 * The last stage that a tree has been carried through, by the text of its helpers' header; null for a
 * tree that has none, and for a header that says nothing of this field.
 */
export function treeStage(header: string | null, field: TrackedField): PlanStage | null {
  const [, stage, id] = /^ \* mapshift: stage (\w+) of (\S+)$/m.exec(header ?? '') ?? [];
  return id === field.id ? (PLAN_STAGES.find((each) => each === stage) ?? null) : null;
}

/** How far a stage is along the plan; 0 for a tree in which nothing was begun. */
export function rank(stage: PlanStage | null): number {
  return stage === null ? 0 : PLAN_STAGES.indexOf(stage) + 1;
}

/** What the header's names begin with: `page_mapping` of `include/linux/page_mapping.h`. */
export function stem({ header }: Pick<FieldPlan, 'header'>): string {
  return /([^/]+)\.h$/.exec(header)?.[1]?.replace(/\W/g, '_') ?? 'field';
}
