import { explainShort } from '../conversion/explain.ts';
import type { Rung, Stage, Use } from '../conversion/model.ts';
import { STAGES } from '../conversion/model.ts';

/** The short sentences of diagnostics, hints and lenses. The long explanation is the core's. */

/** One line about a use; a diagnostic is plain text, so the marks of code go. */
export function useMessage(use: Use): string {
  return explainShort(use).replaceAll('`', '');
}

export function rungMessage(rung: Rung): string {
  return `${rung.name}: ${rung.stage}, ${rung.reason}`;
}

/** `raw 2, owner 1`, in ladder order. */
export function stageSummary(counts: Readonly<Partial<Record<Stage, number>>>): string {
  return STAGES.flatMap((stage) => (counts[stage] ? [`${stage} ${counts[stage]}`] : [])).join(', ');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
