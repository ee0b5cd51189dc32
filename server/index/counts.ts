import { type FileReport, STAGES, type Stage } from '../conversion/model.ts';
import type { StageCounts } from './tree.ts';

/** A place on the ladder, whatever kind it is. */
export interface Place {
  readonly file: string;
  readonly function: string | null;
  readonly stage: Stage;
}

/** Uses, calls on the ladder and converted functions: what the shares are counted over. */
export function placesOf(report: FileReport): Place[] {
  return [
    ...report.uses,
    ...report.rungs,
    ...report.converted.map(({ file, function: name }) => ({
      file,
      function: name,
      stage: 'converted' as const,
    })),
  ];
}

export function countStages(places: Iterable<Place>): StageCounts {
  const byStage: Record<string, number> = Object.fromEntries(STAGES.map((stage) => [stage, 0]));
  let total = 0;
  for (const { stage } of places) {
    byStage[stage] = (byStage[stage] ?? 0) + 1;
    total++;
  }
  const convertible = total - (byStage.owner ?? 0) - (byStage['no-source'] ?? 0);
  return {
    byStage,
    total,
    convertible,
    shareConverted: convertible === 0 ? 1 : (byStage.converted ?? 0) / convertible,
  };
}
