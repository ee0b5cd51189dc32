import type { FieldPlan } from '../../conversion/field.ts';
import type { Edit, NewFile, Plan } from '../../fixes/plan.ts';
import { buildLine, checkerFile, checkerText, type TagMask } from '../header/checkText.ts';
import { type PlanStage, rank, treeStage } from '../header/marker.ts';
import { headerText } from '../header/text.ts';
import type { ConversionTree } from '../tree.ts';
import { planOf, StageError, textIn } from './stage.ts';

/**
 * What brings the header to a stage: the file itself, its include, and for `check` the file that counts.
 * Nothing where the tree is at that stage or beyond. Throws StageError where the tree has other
 * helpers of the same names.
 */
export function headerPlan(tree: ConversionTree, stage: PlanStage): Plan {
  const plan = planOf(tree);
  const now = tree.text(plan.header);
  const at = treeStage(now, tree.field);
  if (now !== null && at === null)
    throw new StageError(`${plan.header} is there and does not say what stage of ${tree.field.id} it is of`);
  const declaring = textIn(tree, plan.includedBy);
  if (now === null) refuseClashes(tree, plan);
  const edits: Edit[] = [];
  const created: NewFile[] = [];
  const removed: string[] = [];
  if (rank(at) < rank(stage)) {
    const text = headerText(tree.field, plan, stage, declaring);
    const reason = `the helpers of the stage ${stage}`;
    if (now === null) created.push({ file: plan.header, text, reason });
    else edits.push(whole(plan.header, now, text, reason));
  }
  edits.push(...includeOf(plan, declaring));
  const checker = checkerFile(plan);
  const checks = stage === 'check' && rank(at) <= rank(stage);
  if (checks && tree.text(checker) === null) {
    const text = checkerText(tree.field, plan, tagMask(tree));
    created.push({ file: checker, text, reason: 'compares what is passed with the field, and counts' });
  }
  if (checks) edits.push(...buildEdit(tree, plan));
  if (stage === 'final' && tree.text(checker) !== null) {
    removed.push(checker);
    edits.push(...unbuilt(tree, plan));
  }
  return { edits, created, refusals: [], ...(removed.length > 0 && { removed }) };
}

/** A whole text for a whole text: the parts that stay are left out, so that diffs and previews are short. */
function whole(file: string, before: string, after: string, reason: string): Edit {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = before.length;
  let to = after.length;
  while (end > start && to > start && before[end - 1] === after[to - 1]) {
    end--;
    to--;
  }
  return { file, start, end, text: after.slice(start, to), group: 'header', reason, confidence: 'proved' };
}

/** `#include <linux/page_mapping.h>` at the end of the header that declares the records, inside its guard. */
function includeOf(plan: FieldPlan, text: string): Edit[] {
  const path = plan.header.replace(/^(?:.*\/)?include\//, '');
  if (new RegExp(`^#[ \t]*include[ \t]*<${path.replaceAll('.', '\\.')}>`, 'm').test(text)) return [];
  const guard = [...text.matchAll(/^#[ \t]*endif\b.*$/gm)].at(-1);
  if (!guard) throw new StageError(`${plan.includedBy} has no #endif of an include guard`);
  const start = guard.index;
  return [
    {
      file: plan.includedBy,
      start,
      end: start,
      text: `#include <${path}>\n\n`,
      group: 'header',
      reason: 'whoever sees the records sees the helpers',
      confidence: 'proved',
    },
  ];
}

function buildEdit(tree: ConversionTree, plan: FieldPlan): Edit[] {
  const file = makefileOf(plan);
  const text = tree.text(file);
  if (text === null) return [];
  const line = buildLine(plan);
  if (text.split('\n').includes(line)) return [];
  const start = text.length;
  const insert = `${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
  return [
    {
      file,
      start,
      end: start,
      text: insert,
      group: 'build',
      reason: 'builds the checks',
      confidence: 'proved',
    },
  ];
}

function unbuilt(tree: ConversionTree, plan: FieldPlan): Edit[] {
  const file = makefileOf(plan);
  const text = tree.text(file) ?? '';
  const line = `${buildLine(plan)}\n`;
  const start = text.indexOf(line);
  if (start < 0) return [];
  const end = start + line.length;
  return [
    {
      file,
      start,
      end,
      text: '',
      group: 'build',
      reason: 'nothing is checked any more',
      confidence: 'proved',
    },
  ];
}

function makefileOf(plan: FieldPlan): string {
  return checkerFile(plan).replace(/[^/]+$/, 'Makefile');
}

/** The constant of all tag bits, if this kernel defines it. */
function tagMask(tree: ConversionTree): TagMask | null {
  for (const name of tree.field.tagMasks.filter((each) => each.endsWith('_FLAGS'))) {
    const defines = new RegExp(`^#[ \t]*define[ \t]+${name}\\b`, 'm');
    const file = tree
      .naming([name])
      .find((each) => each.startsWith('include/linux/') && defines.test(tree.text(each) ?? ''));
    if (file !== undefined) return { name, header: file.slice('include/'.length) };
  }
  return null;
}

/** Helpers of these names that somebody else wrote would be redefined. */
function refuseClashes(tree: ConversionTree, plan: FieldPlan): void {
  const names = [
    tree.field.placeholder,
    ...Object.values(plan.helpers).flatMap(({ value, truncated }) => [
      value,
      ...(truncated ? [truncated] : []),
    ]),
  ];
  const wanted = names.join('|');
  const defines = new RegExp(`^(?:#[ \t]*define[ \t]+(${wanted})\\b|\\w[\\w \t*]*?\\b(${wanted})\\()`, 'm');
  for (const file of tree.naming(names)) {
    const found = defines.exec(tree.text(file) ?? '');
    const name = found?.[1] ?? found?.[2];
    if (name !== undefined)
      throw new StageError(`${file} defines ${name} already, and ${plan.header} is to define it`);
  }
}
