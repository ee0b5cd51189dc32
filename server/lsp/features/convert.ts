import { WorkDoneProgress, type WorkspaceEdit } from 'vscode-languageserver/node';
import { carryOut, PLAN_STAGES, StageError } from '../../convert/index.ts';
import type { Plan } from '../../fixes/plan.ts';
import { SourceText } from '../../syntax/source.ts';
import { cancellable } from '../cancel.ts';
import type { Feature } from '../feature.ts';
import type { Folder } from '../folder.ts';
import { Planner } from '../planner.ts';
import {
  CONVERSION_STATE,
  CONVERT,
  CONVERT_STAGE,
  type ConversionState,
  type ConversionStateParams,
  type ConvertParams,
  type ConvertResult,
  type LeftPlace,
} from '../protocol.ts';
import { messageOf, type Session } from '../session.ts';
import { plural } from '../wording.ts';

/** A stage of the plan over a whole folder, as an edit that the client carries out. Nothing is written here. */
export const convert: Feature = {
  capabilities: { executeCommandProvider: { commands: [CONVERT_STAGE] } },
  register(session) {
    const { connection } = session;
    connection.onRequest(CONVERSION_STATE, (params: ConversionStateParams, token) =>
      cancellable(token, () => stateOf(session, folderOf(session, params.folder))),
    );
    connection.onRequest(CONVERT, (params: ConvertParams, token) =>
      cancellable(token, (signal) =>
        converted(session, params, signal, toldTo(session, params.workDoneToken)),
      ),
    );
    connection.onExecuteCommand(({ command, arguments: [stage, folder] = [] }, token) =>
      cancellable(token, async (signal) => {
        if (command !== CONVERT_STAGE) return;
        const params = { stage: String(stage), ...(typeof folder === 'string' && { folder }) };
        await session.inform(await carriedOut(session, params, signal));
      }),
    );
  },
};

/** For a client that knows nothing of stages: what is proved, applied by it, and what came of it in a line. */
async function carriedOut(session: Session, params: ConvertParams, signal: AbortSignal): Promise<string> {
  const progress = await session.connection.window.createWorkDoneProgress();
  const stop = new AbortController();
  progress.token.onCancellationRequested(() => stop.abort());
  progress.begin(`Mapshift: stage ${params.stage}`, undefined, undefined, true);
  try {
    const { edit, edits, files, left } = await converted(
      session,
      params,
      AbortSignal.any([signal, stop.signal]),
      (line) => progress.report(line),
    );
    const stays = `${plural(left.length, 'place')} left as they are`;
    if (!edit) return `${params.stage}: nothing to do that this editor can be told; ${stays}`;
    const { applied, failureReason } = await session.connection.workspace.applyEdit(edit);
    return applied
      ? `${params.stage}: ${plural(edits, 'edit')} in ${plural(files, 'file')}; ${stays}`
      : `${params.stage}: the editor did not apply it${failureReason ? `: ${failureReason}` : ''}`;
  } catch (error) {
    if (stop.signal.aborted) return `${params.stage}: cancelled`;
    return `${params.stage}: ${messageOf(error)}`;
  } finally {
    progress.done();
  }
}

async function stateOf(session: Session, folder: Folder): Promise<ConversionState> {
  const planner = new Planner(session, folder, new AbortController().signal);
  return { stages: PLAN_STAGES, at: await planner.stage() };
}

/** Throws StageError for a tree that the stage is not for, in one clear line; Cancelled. */
async function converted(
  session: Session,
  params: ConvertParams,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<ConvertResult<WorkspaceEdit>> {
  const stage = PLAN_STAGES.find((each) => each === params.stage);
  if (!stage) throw new StageError(`${params.stage}: choose ${PLAN_STAGES.join(', ')}`);
  const folder = folderOf(session, params.folder);
  await indexed(session, folder);
  const planner = new Planner(session, folder, signal);
  const tree = await planner.tree((read, total) => tell(`${read} of ${total} files read`));
  const doubtful = params.doubtful === true && session.client.confirmsEdits;
  const plan = await carryOut(tree, stage, { doubtful, progress: tell });
  tell('writing it as an edit');
  const files = new Set([...plan.edits, ...plan.created].map(({ file }) => file));
  return {
    stage,
    edit: await planner.edit(plan, session.client.ownClient),
    edits: plan.edits.length,
    doubtful: plan.edits.filter(({ confidence }) => confidence === 'doubtful').length,
    files: files.size + (plan.removed?.length ?? 0),
    left: leftPlaces(plan, folder, (file) => tree.text(file)),
  };
}

/** Half an index would convert half a tree. Throws StageError where there is none. */
async function indexed({ indexer, settled }: Session, folder: Folder): Promise<void> {
  await settled();
  await indexer.idle(folder);
  if ((await folder.engine()).report().complete) return;
  await indexer.run(folder);
  if (!(await folder.engine()).report().complete)
    throw new StageError(`${folder.name} was not read to its end, so nothing is converted`);
}

function leftPlaces(plan: Plan, folder: Folder, textOf: (file: string) => string | null): LeftPlace[] {
  const sources = new Map<string, SourceText>();
  const left = plan.refusals.map(({ file, offset, function: within, rule, reason }): LeftPlace => {
    const source = sources.get(file) ?? new SourceText(textOf(file) ?? '');
    sources.set(file, source);
    const { row, column } = source.pointOf(offset);
    const position = { line: row, character: column };
    return { uri: folder.uriOf(file), file, position, function: within, rule, reason };
  });
  return left.sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.position.line - b.position.line,
  );
}

function folderOf({ folders }: Session, uri: string | undefined): Folder {
  const found =
    uri === undefined
      ? folders.all[0]
      : (folders.all.find((each) => each.uri === uri) ?? folders.locate(uri).folder);
  if (found?.root === undefined) throw new StageError('no folder is open, so there is no tree to convert');
  return found;
}

/** Lines of progress for a request that named where they go. */
function toldTo({ connection }: Session, token: string | number | undefined): (line: string) => void {
  return (message) => {
    if (token !== undefined)
      connection
        .sendProgress(WorkDoneProgress.type, token, { kind: 'report', message })
        .catch(() => undefined);
  };
}
