import type { FileReport, Problem, Use } from '../conversion/model.ts';

/** Counts of places per stage; `total` leaves nothing out. */
export interface StageCounts {
  readonly byStage: Readonly<Record<string, number>>;
  readonly total: number;
  /** places that the plan can convert: all but `owner` and `no-source` */
  readonly convertible: number;
  /** `converted` over `convertible`, 0 to 1; 1 when nothing is left to convert */
  readonly shareConverted: number;
}

/** What the server knows of a whole tree. Partial while the index runs, and says so. */
export interface TreeReport {
  readonly files: readonly FileReport[];
  readonly problems: readonly Problem[];
  /** .c and .h files seen */
  readonly scanned: number;
  /** false while files are still being read, or when the run was cancelled */
  readonly complete: boolean;
}

export function allUses(report: TreeReport): Use[] {
  return report.files.flatMap((file) => file.uses);
}
