import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver/node';
import type { TrackedField } from '../../conversion/field.ts';
import { fixTools, missingHeader } from '../../convert/fixTools.ts';
import { StageError } from '../../convert/index.ts';
import { offsetOf } from '../../fixes/catalog/fix.ts';
import { FIXES, type Fix, type FixSite, type FixTools, fixAll, Offers } from '../../fixes/catalog/index.ts';
import { joined, NOTHING, type Plan } from '../../fixes/plan.ts';
import { Sites } from '../../fixes/site.ts';
import { valuesFor } from '../../fixes/values.ts';
import { cancellable } from '../cancel.ts';
import { SOURCE } from '../convert.ts';
import type { View } from '../documents.ts';
import type { Feature } from '../feature.ts';
import { changedSince, Planner } from '../planner.ts';
import type { Session } from '../session.ts';

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
  if (view.document.version !== version) throw changedSince();
  const planner = new Planner(session, view.folder, signal);
  const told = async (why: string): Promise<CodeAction> => {
    await session.inform(`${action.title}: ${why}`);
    return action;
  };
  let plan: Plan;
  try {
    plan = await withHeader(await planned(session, view, { id, offset }, planner), planner, session.field);
  } catch (error) {
    if (error instanceof StageError) return told(error.message);
    throw error;
  }
  const preview = isWide(plan, view.file) && session.settings.preview.enabled && session.client.ownClient;
  const edit = await planner.edit(plan, preview);
  return edit ? { ...action, edit } : told(plan.refusals[0]?.reason ?? whyNothing(plan));
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

/** Text that names the helpers compiles only where they are declared: the header comes with the first fix. */
async function withHeader(plan: Plan, planner: Planner, field: TrackedField): Promise<Plan> {
  const names = Object.values(field.plan?.helpers ?? {}).flatMap(({ value, truncated }) => [
    value,
    truncated,
  ]);
  const words = new RegExp(`\\b(?:${[field.placeholder, ...names.filter(Boolean)].join('|')})\\b`);
  if (plan.created.length > 0 || !plan.edits.some(({ text }) => words.test(text))) return plan;
  if (planner.names(field)) return plan;
  return joined([missingHeader(await planner.tree()), plan]);
}

async function planned(
  session: Session,
  view: View,
  { id, offset }: { readonly id: string; readonly offset: number | null },
  planner: Planner,
): Promise<Plan> {
  const offers = sitesOf(session, view);
  // the tree is asked only by fixes that need it
  const tools: FixTools = {
    widen: async (target) => fixTools(await planner.tree()).widen(target),
    thread: async (target) => fixTools(await planner.tree()).thread(target),
  };
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
  return apart(joined(plans));
}

/** Without edits inside of others: the outer one goes first, and the inner one is offered again after it. */
function apart(plan: Plan): Plan {
  const sorted = plan.edits.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  const edits = sorted.filter((edit) => {
    if (edit.start < end) return false;
    end = edit.end;
    return true;
  });
  return { ...plan, edits };
}

function sitesOf(session: Session, { file, engine, report }: View): Offers {
  const syntax = engine.syntaxOf(file);
  if (!syntax) throw new Error(`${file} is not open`);
  return new Offers(new Sites(file, syntax, session.field, engine.parser), report, valuesFor);
}
