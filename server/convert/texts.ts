import { byFile, type Plan } from '../fixes/plan.ts';
import { tidy } from '../fixes/style.ts';
import type { ConversionTree } from './tree.ts';

/** The same plan without what nobody may do unasked. */
export function onlyProved(plan: Plan): Plan {
  return { ...plan, edits: plan.edits.filter(({ confidence }) => confidence === 'proved') };
}

/**
 * The texts that a plan leaves behind, by file: null for one that it takes away. Files that it leaves as they
 * are do not appear. Throws EditConflict where two of its edits overlap.
 */
export function textsAfter(tree: Pick<ConversionTree, 'text'>, plan: Plan): Map<string, string | null> {
  const after = new Map<string, string | null>();
  for (const { file, text } of plan.created) after.set(file, text);
  for (const [file, edits] of byFile(plan.edits)) {
    const before = tree.text(file) ?? '';
    const text = tidy(before, edits);
    if (text !== before) after.set(file, text);
  }
  for (const file of plan.removed ?? []) after.set(file, null);
  return after;
}
