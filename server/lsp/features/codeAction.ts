import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver/node';
import { StageError } from '../../convert/index.ts';
import { offsetOf } from '../../fixes/catalog/fix.ts';
import { FIXES } from '../../fixes/catalog/index.ts';
import type { Plan } from '../../fixes/plan.ts';
import { cancellable } from '../cancel.ts';
import { SOURCE } from '../convert.ts';
import type { View } from '../documents.ts';
import type { Feature } from '../feature.ts';
import { fixPlan, offersOf } from '../fixPlan.ts';
import { changedSince, Planner } from '../planner.ts';
import type { Session } from '../session.ts';
import { shownLate } from '../shownLate.ts';

/** All that is proved, in the whole file: only where somebody asks for it by name. */
const FIX_ALL = `${CodeActionKind.SourceFixAll}.mapshift`;

const KINDS = { quickfix: CodeActionKind.QuickFix, refactor: CodeActionKind.RefactorRewrite } as const;

/** Behind the title of what somebody has to confirm. */
const DOUBTFUL = ' (likely; to be confirmed)';

/** What a chosen action is found again by. */
interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly fix: string;
  /** of the place; null for all places of the file */
  readonly offset: number | null;
}

/** Quick fixes and refactorings where the cursor is: listed without a look at the tree, their edits made when one is chosen. */
export const codeAction: Feature = {
  capabilities: {
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL],
      resolveProvider: true,
    },
  },
  register(session) {
    session.connection.onCodeAction((params, token) =>
      cancellable(token, async (signal) => {
        const view = await session.documents.view(params.textDocument.uri);
        if (!view) return null;
        const actions = actionsFor(session, view, params);
        if (session.client.resolvesActions) return actions;
        return madeAtOnce(session, actions, signal);
      }),
    );
    session.connection.onCodeActionResolve((action, token) =>
      cancellable(token, (signal) =>
        shownLate(session.connection, action.title, signal, async (stop) => {
          const { made, why } = await resolved(session, action, stop);
          if (why !== null) await session.inform(`${action.title}: ${why}`);
          return made;
        }),
      ),
    );
  },
};

/** An older client wants the edits with the list; what the tree would be asked for is left out then. */
async function madeAtOnce(
  session: Session,
  actions: readonly CodeAction[],
  signal: AbortSignal,
): Promise<CodeAction[]> {
  const cheap = actions.filter(({ disabled, kind }) => disabled !== undefined || kind !== KINDS.refactor);
  const made = await Promise.all(cheap.map(async (each) => (await resolved(session, each, signal)).made));
  return made.filter(({ disabled, edit }) => disabled !== undefined || edit !== undefined);
}

function actionsFor(session: Session, view: View, { range, context }: CodeActionParams): CodeAction[] {
  const { uri, document } = view;
  const wanted = (kind: string): boolean =>
    context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const data = (fix: string, offset: number | null): ActionData => ({
    uri,
    version: document.version,
    fix,
    offset,
  });
  if (
    context.only?.some((only) => FIX_ALL === only || FIX_ALL.startsWith(`${only}.`)) &&
    !wanted(KINDS.quickfix)
  )
    return [{ title: 'Mapshift: all that is proved', kind: FIX_ALL, data: data('all', null) }];
  const sites = offersOf(session, view).within(document.offsetAt(range.start), document.offsetAt(range.end));
  const actions = new Map<string, CodeAction>();
  for (const site of sites)
    for (const fix of FIXES) {
      const kind = KINDS[fix.kind];
      const applies = wanted(kind) ? fix.applies(site) : null;
      if (applies === null || (applies !== true && !session.client.disabledActions)) continue;
      const isDoubtful = applies === true && fix.isDoubtful?.(site) === true;
      const title = applies === true ? fix.title(site) + (isDoubtful ? DOUBTFUL : '') : fix.heading;
      if (actions.has(title)) continue;
      const diagnostics = context.diagnostics.filter(
        (each) => each.source === SOURCE && document.offsetAt(each.range.start) === offsetOf(site),
      );
      actions.set(title, {
        title,
        kind,
        ...(diagnostics.length > 0 && fix.kind === 'quickfix' && { diagnostics }),
        ...(applies === true && !isDoubtful && fix.isPreferred === true && { isPreferred: true }),
        ...(applies !== true && { disabled: { reason: applies.disabled } }),
        data: data(fix.id, offsetOf(site)),
      });
      if (applies !== true || !fix.fixAll) continue;
      const everywhere = `${fix.heading}, everywhere in this file where that is proved`;
      if (!actions.has(everywhere))
        actions.set(everywhere, { title: everywhere, kind, data: data(fix.id, null) });
    }
  // a person who rests here may choose a refactoring next, and that asks for the tree
  if ([...actions.values()].some(({ kind, disabled }) => kind === KINDS.refactor && !disabled))
    view.folder.warm();
  // what is proved comes first: whoever takes the first one need not be asked
  return [...actions.values()].sort((a, b) => Number(isMarked(a)) - Number(isMarked(b)));
}

function isMarked({ title }: CodeAction): boolean {
  return title.endsWith(DOUBTFUL);
}

interface Resolved {
  /** with its edit, where there is one */
  readonly made: CodeAction;
  /** why there is none; null where there is one, and where the list said so already */
  readonly why: string | null;
}

async function resolved(session: Session, action: CodeAction, signal: AbortSignal): Promise<Resolved> {
  const { uri, version, fix: id, offset } = action.data as ActionData;
  const view = action.disabled === undefined ? await session.documents.view(uri) : undefined;
  if (!view) return { made: action, why: null };
  if (view.document.version !== version) throw changedSince();
  const planner = new Planner(session, view.folder, signal);
  let plan: Plan;
  try {
    plan = await fixPlan(session, view, { id, offset }, planner);
  } catch (error) {
    if (error instanceof StageError) return { made: action, why: error.message };
    throw error;
  }
  const preview = isWide(plan, view.file) && session.settings.preview.enabled && session.client.ownClient;
  const edit = await planner.edit(plan, preview);
  return edit
    ? { made: { ...action, edit }, why: null }
    : { made: action, why: plan.refusals[0]?.reason ?? whyNothing(plan) };
}

/** Whether the editor should show first what it is about to do: other files' code changes too. */
function isWide({ edits }: Plan, file: string): boolean {
  return edits.some((edit) => edit.file !== file && edit.group !== 'header' && edit.group !== 'build');
}

function whyNothing({ edits, created }: Plan): string {
  if (edits.some(({ confidence }) => confidence === 'doubtful'))
    return 'it is only likely to be right, and this editor cannot ask you to confirm it';
  return created.length > 0
    ? 'it adds a file, and this editor lets no server do that'
    : 'nothing is left to do';
}
