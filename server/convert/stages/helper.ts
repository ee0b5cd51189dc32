import type { FileReport } from '../../conversion/model.ts';
import { type Edit, joined, type Plan, type Refusal } from '../../fixes/plan.ts';
import { isRefusal, refusedUse, rewriteUse } from '../../fixes/rewrite.ts';
import { Sites } from '../../fixes/site.ts';
import { checkerFile } from '../header/checkText.ts';
import type { ConversionTree } from '../tree.ts';
import { headerPlan } from './header.ts';
import { flattened } from './nested.ts';
import { planOf, type StageOptions } from './stage.ts';

/** Programs beside the kernel: they see none of its headers. */
const OUTSIDE = /^(?:tools|scripts|Documentation)\//;

/** Adds the helpers to the tree and lets every read of the field go through them. */
export async function helper(tree: ConversionTree, options: StageOptions): Promise<Plan> {
  const header = headerPlan(tree, 'helper');
  const plan = planOf(tree);
  const own = [plan.header, checkerFile(plan)];
  const edits: Edit[] = [];
  const refusals: Refusal[] = [];
  for (const report of tree.reports()) {
    if (report.uses.length === 0 || own.includes(report.file)) continue;
    if (options.within && !options.within(report.file)) continue;
    await tree.rest();
    options.progress?.(report.file);
    const made = ofFile(tree, report, plan.includedBy);
    edits.push(...made.edits);
    refusals.push(...made.refusals);
  }
  return joined([header, { edits, created: [], refusals }]);
}

function ofFile(
  tree: ConversionTree,
  { file, uses }: FileReport,
  includedBy: string,
): { edits: readonly Edit[]; refusals: readonly Refusal[] } {
  const outside = OUTSIDE.test(file)
    ? { rule: 'outside', reason: 'a program beside the kernel does not see its headers' }
    : file === includedBy
      ? { rule: 'before-helpers', reason: 'the helpers are declared at the end of this header' }
      : null;
  if (outside) return { edits: [], refusals: uses.map((use) => refusedUse(use, outside)) };
  const text = tree.text(file);
  if (text === null) {
    const gone = { rule: 'gone', reason: 'the file cannot be read any more' };
    return { edits: [], refusals: uses.map((use) => refusedUse(use, gone)) };
  }
  const syntax = tree.parser.parse(text);
  try {
    const sites = new Sites(file, syntax, tree.field, tree.parser);
    const edits: Edit[] = [];
    const refusals: Refusal[] = [];
    for (const use of uses) {
      const outcome = rewriteUse(sites, use);
      if (isRefusal(outcome)) refusals.push(outcome);
      else edits.push(...outcome);
    }
    const flat = flattened(edits, text);
    const nested = flat.lost.map(
      ({ start }): Refusal => ({
        file,
        offset: start,
        function: null,
        rule: 'nested',
        reason: 'it stands inside another use that is rewritten: run the stage again',
      }),
    );
    return { edits: flat.edits, refusals: [...refusals, ...nested] };
  } finally {
    syntax.dispose();
  }
}
