// What a stage did and what it left, for people and for programs.
import type { PlanStage } from '../convert/index.ts';
import type { Plan, Refusal } from '../fixes/plan.ts';
import { SourceText } from '../syntax/source.ts';

/** A place that stays as it is; line and column are 1-based, the column in bytes. */
export interface LeftRow {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly function: string | null;
  readonly rule: string;
  readonly reason: string;
}

export function leftRows(refusals: readonly Refusal[], textOf: (file: string) => string | null): LeftRow[] {
  const sources = new Map<string, SourceText>();
  const rows = refusals.map(({ file, offset, function: within, rule, reason }): LeftRow => {
    const source = sources.get(file) ?? new SourceText(textOf(file) ?? '');
    sources.set(file, source);
    const { line, column } = source.position(offset);
    return { file, line, column, function: within, rule, reason };
  });
  return rows.sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column,
  );
}

export interface Summary {
  readonly stage: PlanStage;
  readonly field: string;
  readonly edits: number;
  readonly editsByGroup: Readonly<Record<string, number>>;
  readonly files: number;
  readonly left: number;
  readonly leftByRule: Readonly<Record<string, number>>;
}

export function summaryOf(stage: PlanStage, field: string, plan: Plan, files: number): Summary {
  return {
    stage,
    field,
    edits: plan.edits.length,
    editsByGroup: counted(plan.edits.map(({ group }) => group)),
    files,
    left: plan.refusals.length,
    leftByRule: counted(plan.refusals.map(({ rule }) => rule)),
  };
}

/** The most frequent first. */
function counted(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
}

/** Lines for people. Of each rule one reason is told as an example, unless each place is told (`verbose`). */
export function summaryLines(summary: Summary, rows: readonly LeftRow[], verbose: boolean): string[] {
  const { stage, field, edits, editsByGroup, files, left, leftByRule } = summary;
  if (edits === 0 && files === 0 && left === 0) return [`${stage} of ${field}: nothing to do`];
  const groups = Object.entries(editsByGroup).map(([group, count]) => `${count} ${group}`);
  const lines = [
    `${stage} of ${field}: ${edits} ${edits === 1 ? 'edit' : 'edits'} in ${files} ${files === 1 ? 'file' : 'files'}${groups.length > 0 ? `: ${groups.join(', ')}` : ''}`,
    `${left} ${left === 1 ? 'place' : 'places'} left as they are${left > 0 ? ':' : ''}`,
  ];
  for (const [rule, count] of Object.entries(leftByRule)) {
    const same = rows.filter((row) => row.rule === rule);
    const [first] = same;
    lines.push(
      `  ${String(count).padStart(5)}  ${rule}${first && !verbose ? `, e.g. ${first.file}:${first.line}: ${first.reason}` : ''}`,
    );
    if (verbose)
      for (const { file, line, column, function: within, reason } of same)
        lines.push(`         ${file}:${line}:${column}: ${within === null ? '' : `${within}(): `}${reason}`);
  }
  return lines;
}
