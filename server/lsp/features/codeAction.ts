import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { fixTools } from '../../convert/fixTools.ts';
import { offsetOf } from '../../fixes/catalog/fix.ts';
import { FIXES, type Fix, type FixSite, type FixTools, fixAll, Offers } from '../../fixes/catalog/index.ts';
import { joined, NOTHING, type Plan } from '../../fixes/plan.ts';
import { Sites } from '../../fixes/site.ts';
import { valuesFor } from '../../fixes/values.ts';
import { cancellable } from '../cancel.ts';
import { SOURCE } from '../convert.ts';
import type { View } from '../documents.ts';
import type { Feature } from '../feature.ts';
import type { Session } from '../session.ts';
import { workspaceEdit } from '../workspaceEdit.ts';

/** All that is proved, in the whole file: only where somebody asks for it by name. */
const FIX_ALL = `${CodeActionKind.SourceFixAll}.mapshift`;

const KINDS = { quickfix: CodeActionKind.QuickFix, refactor: CodeActionKind.RefactorRewrite } as const;

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
        // an older client wants the edits at once; only what the tree is not asked for is made then
        return Promise.all(
          actions
            .filter((action) => action.disabled !== undefined || action.kind !== KINDS.refactor)
            .map((action) => resolved(session, action, signal)),
        );
      }),
    );
    session.connection.onCodeActionResolve((action, token) =>
      cancellable(token, (signal) => resolved(session, action, signal)),
    );
  },
};

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
  const sites = sitesOf(session, view).within(document.offsetAt(range.start), document.offsetAt(range.end));
  const actions = new Map<string, CodeAction>();
  for (const site of sites)
    for (const fix of FIXES) {
      const kind = KINDS[fix.kind];
      const applies = wanted(kind) ? fix.applies(site) : null;
      if (applies === null || (applies !== true && !session.client.disabledActions)) continue;
      const title = applies === true ? fix.title(site) : fix.heading;
      if (actions.has(title)) continue;
      const diagnostics = context.diagnostics.filter(
        (each) => each.source === SOURCE && document.offsetAt(each.range.start) === offsetOf(site),
      );
      actions.set(title, {
        title,
        kind,
        ...(diagnostics.length > 0 && fix.kind === 'quickfix' && { diagnostics }),
        ...(applies === true && fix.isPreferred === true && isProved(fix, site) && { isPreferred: true }),
        ...(applies !== true && { disabled: { reason: applies.disabled } }),
        data: data(fix.id, offsetOf(site)),
      });
      if (applies !== true || !fix.fixAll) continue;
      const everywhere = `${fix.heading}, everywhere in this file where that is proved`;
      if (!actions.has(everywhere))
        actions.set(everywhere, { title: everywhere, kind, data: data(fix.id, null) });
    }
  return [...actions.values()];
}

/** Whoever takes the preferred one is not asked: it must be right. */
function isProved(fix: Fix, site: FixSite): boolean {
  return fix.id !== 'pass-mapping' || site.values()[0]?.verdict === 'proved';
}

async function resolved(session: Session, action: CodeAction, signal: AbortSignal): Promise<CodeAction> {
  const { uri, version, fix: id, offset } = action.data as ActionData;
  const view = action.disabled === undefined ? await session.documents.view(uri) : undefined;
  if (!view) return action;
  if (view.document.version !== version)
    throw new ResponseError(LSPErrorCodes.ContentModified, 'the document has changed since: ask again');
  const plan = await planned(session, view, { id, offset }, signal);
  if (view.document.version !== version || signal.aborted)
    throw new ResponseError(LSPErrorCodes.ContentModified, 'the document has changed since: ask again');
  const edit = await editOf(session, view, plan);
  if (edit) return { ...action, edit };
  const [refusal] = plan.refusals;
  const doubtful = plan.edits.some(({ confidence }) => confidence === 'doubtful');
  const why =
    refusal?.reason ??
    (doubtful
      ? 'it is only likely to be right, and this editor cannot ask you to confirm it'
      : 'nothing is left to do');
  const told = { type: MessageType.Info, message: `${action.title}: ${why}` };
  await session.connection.sendNotification(ShowMessageNotification.method, told);
  return action;
}

async function planned(
  session: Session,
  view: View,
  { id, offset }: { readonly id: string; readonly offset: number | null },
  signal: AbortSignal,
): Promise<Plan> {
  const offers = sitesOf(session, view);
  const tools = toolsOf(view, signal);
  const sites =
    offset === null
      ? offers.all()
      : offers.within(offset, offset).filter((site) => offsetOf(site) === offset);
  const fixes = id === 'all' ? FIXES.filter((fix) => fix.fixAll) : FIXES.filter((fix) => fix.id === id);
  const [site] = sites.filter((each) => fixes.some((fix) => fix.applies(each) === true));
  const [fix] = fixes;
  if (offset !== null) return site && fix ? fix.plan(site, tools) : NOTHING;
  const plans: Plan[] = [];
  // the first fix that has something for a place has it
  const done = new Set<FixSite>();
  for (const each of fixes) {
    const open = sites.filter((one) => !done.has(one) && each.applies(one) === true);
    plans.push(await fixAll(each, open, tools));
    for (const one of open) done.add(one);
  }
  return joined(plans);
}

function sitesOf(session: Session, { file, engine, report }: View): Offers {
  const syntax = engine.syntaxOf(file);
  if (!syntax) throw new Error(`${file} is not open`);
  return new Offers(new Sites(file, syntax, session.field, engine.parser), report, valuesFor);
}

/** The tree is asked only by fixes that need it: listing its words takes a while. */
function toolsOf({ folder }: View, signal: AbortSignal): FixTools {
  return {
    widen: async (target) => fixTools(await folder.conversionTree(signal)).widen(target),
    thread: async (target) => fixTools(await folder.conversionTree(signal)).thread(target),
  };
}

async function editOf(session: Session, { folder }: View, plan: Plan): Promise<WorkspaceEdit | null> {
  const { client, documents } = session;
  const texts = new Map<string, string>();
  for (const file of new Set(plan.edits.map((edit) => edit.file)))
    texts.set(file, (await session.text(folder, file)) ?? '');
  return workspaceEdit(plan, {
    uri: (file) => folder.uriOf(file),
    text: (file) => texts.get(file) ?? '',
    version: (file) => documents.openText(folder, file)?.version ?? null,
    confirms: client.confirmsEdits,
    versioned: client.versionedEdits,
    creates: client.createsFiles,
  });
}
