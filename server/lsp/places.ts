import type { FileReport, Rung, Use } from '../conversion/model.ts';

/** The use whose member name holds the UTF-16 offset; its end counts, as for a word under a cursor. */
export function useAt(report: FileReport, offset: number): Use | undefined {
  return report.uses.find((use) => use.offset <= offset && offset <= use.offset + use.field.length);
}

export function rungAt(report: FileReport, offset: number): Rung | undefined {
  return report.rungs.find((rung) => rung.offset <= offset && offset <= rung.offset + rung.name.length);
}

/** Uses that are known to be of the tracked field. */
export function claimed(uses: readonly Use[]): Use[] {
  return uses.filter((use) => use.record !== null);
}
