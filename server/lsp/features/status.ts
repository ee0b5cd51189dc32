import { countStages, placesOf } from '../../index/counts.ts';
import type { TreeReport } from '../../index/tree.ts';
import type { Feature } from '../feature.ts';
import type { RunState } from '../indexer.ts';
import { INDEX_CHANGED, type IndexStatus } from '../protocol.ts';
import type { Session } from '../session.ts';

/** The headline for a status bar, sent whenever the picture of the tree has changed. */
export const status: Feature = {
  register(session) {
    session.onProgress(() => {
      session.connection
        .sendNotification(INDEX_CHANGED, headline(session))
        .catch((error) => session.log(`status: ${error}`));
    });
  },
};

export function headline(session: Session): IndexStatus {
  const runs: RunState[] = [];
  const reports: TreeReport[] = [];
  for (const folder of session.folders.all) {
    const run = session.indexer.stateOf(folder);
    if (run) runs.push(run);
    const report = folder.ready?.report();
    if (report) reports.push(report);
  }
  return statusOf(runs, reports);
}

/** Several folders count as one tree; the worst news decides the state. */
export function statusOf(runs: readonly RunState[], reports: readonly TreeReport[]): IndexStatus {
  const files = reports.flatMap((report) => report.files);
  const counts = countStages(files.flatMap(placesOf));
  const uses = files.flatMap((file) => file.uses);
  const state =
    (['indexing', 'failed', 'cancelled'] as const).find((each) => runs.some((run) => run.state === each)) ??
    'ready';
  const message = runs.find((run) => run.message !== undefined)?.message;
  return {
    state,
    scanned: runs.reduce((sum, run) => sum + run.scanned, 0),
    uses: uses.length,
    files: files.length,
    convertible: counts.convertible,
    shareConverted: counts.shareConverted,
    byStage: counts.byStage,
    problems: reports.reduce((sum, report) => sum + report.problems.length, 0),
    unknown: uses.filter((use) => use.record === null).length,
    ...(state === 'failed' && message !== undefined && { message }),
  };
}
