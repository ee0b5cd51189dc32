import type { PlanStage } from '../convert/header/marker.ts';
import type { ConversionTree } from '../convert/tree.ts';
import { applied, byFile, type Edit, type Plan } from '../fixes/plan.ts';
import { helperRules } from './cocciHelper.ts';
import { parameterRules } from './cocciParameter.ts';
import { isOwnFile, type RuleText } from './cocciRule.ts';
import { runnerText } from './cocciRunner.ts';
import { functionAround, keptAround, type Sited } from './cocciSites.ts';
import { valueRules } from './cocciValue.ts';
import { unifiedDiff } from './diff.ts';
import { isForward } from './patchesSplit.ts';

/** A file of semantic patches, and the one file of the tree that it is for. */
export interface CocciFile {
  /** `mm/filemap.c.cocci`, relative to the folder of rules */
  readonly name: string;
  readonly text: string;
  /** the file that it is applied to */
  readonly file: string;
}

/** A stage as semantic patches. */
export interface CocciExport {
  readonly rules: readonly CocciFile[];
  /** the helpers' own files as a diff: Coccinelle writes no new ones */
  readonly own: string;
  /** a POSIX shell script that applies all of it to a tree */
  readonly runner: string;
  /** a line for each rule: rule, tab, file */
  readonly list: string;
  /** edits that `own` makes in files with rules: comments, declarations of a type, typedefs */
  readonly beside: readonly Edit[];
  /** edits of the plan that no rule says */
  readonly left: readonly Edit[];
}

/**
 * A plan as rules that the real `spatch` carries out: one short file for each file of the tree, each rule bound
 * to the functions that it is for. Made from the plan for this very tree; on another tree the rules find nothing
 * or less, since they name functions.
 */
export function cocciFor(
  stage: PlanStage,
  tree: Pick<ConversionTree, 'field' | 'parser' | 'text'>,
  plan: Plan,
): CocciExport {
  const { field } = tree;
  const rules: CocciFile[] = [];
  const left: Edit[] = [];
  const beside: Edit[] = [];
  const own: string[] = plan.created.map(({ file, text }) => unifiedDiff(file, null, text));
  for (const file of plan.removed ?? []) own.push(unifiedDiff(file, tree.text(file), null));
  for (const [file, edits] of [...byFile(plan.edits)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = tree.text(file);
    if (text === null) continue;
    if (isOwnFile(field, file, edits)) {
      own.push(unifiedDiff(file, text, applied(text, edits)));
      continue;
    }
    const still = edits.filter((edit) => isBeside(edit, text));
    beside.push(...still);
    if (still.length > 0) own.push(unifiedDiff(file, text, applied(text, still)));
    const syntax = tree.parser.parse(text);
    try {
      const sited = edits
        .filter((edit) => !still.includes(edit))
        .map((edit): Sited => ({ edit, ...functionAround(syntax, edit.start, edit.end) }));
      const refused = plan.refusals.filter((each) => each.file === file);
      const made =
        stage === 'parameter'
          ? parameterRules(field, text, sited)
          : stage === 'helper'
            ? helperRules(
                field,
                text,
                sited,
                refused.flatMap((each) => keptAround(syntax, each) ?? []),
              )
            : valueRules(field, text, sited);
      left.push(...made.left);
      if (made.rules.length > 0)
        rules.push({ name: `${file}.cocci`, file, text: fileText(stage, file, made.rules) });
    } finally {
      syntax.dispose();
    }
  }
  const list = rules.map(({ name, file }) => `${name}\t${file}\n`).join('');
  return { rules, own: own.join(''), runner: runnerText(stage), list, beside, left };
}

/** What Coccinelle cannot write: it knows no comments, puts no declaration where none was, and changes no typedef. */
function isBeside(edit: Edit, text: string): boolean {
  return edit.group === 'comment' || isForward(edit) || isTypedef(edit, text);
}

function isTypedef({ start }: Edit, text: string): boolean {
  return /(?:^|\n)typedef\b[^;{}]*$/.test(text.slice(0, start));
}

function fileText(stage: PlanStage, file: string, rules: readonly RuleText[]): string {
  const head = `// Stage ${stage} for ${file}, made by "mapshift cocci ${stage}" from the plan for this tree.\n// spatch --no-includes --in-place --sp-file THIS ${file}\n`;
  const names = new Map<string, number>();
  const texts = rules.map(({ name, text }) => {
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    return text.replace('@@@', `@${count === 1 ? name : `${name}_${count}`}@`);
  });
  return `${head}\n${texts.join('\n')}`;
}
