import type { TrackedField } from '../conversion/field.ts';
import { fixTools, missingHeader } from '../convert/fixTools.ts';
import { offsetOf } from '../fixes/catalog/fix.ts';
import { FIXES, type FixSite, type FixTools, fixAll, Offers } from '../fixes/catalog/index.ts';
import { joined, NOTHING, type Plan } from '../fixes/plan.ts';
import { Sites } from '../fixes/site.ts';
import { valuesFor } from '../fixes/values.ts';
import type { Syntax } from '../syntax/parser.ts';
import type { View } from './documents.ts';
import type { Planner } from './planner.ts';
import type { Session } from './session.ts';

/** Which fix, and where: at the offset of a place, or at all places of the file (null); `all` is every fix that may be. */
export interface Chosen {
  readonly id: string;
  readonly offset: number | null;
}

/** What a chosen fix does. Throws StageError for a tree that cannot take it, in one clear line; Cancelled. */
export async function fixPlan(session: Session, view: View, chosen: Chosen, planner: Planner): Promise<Plan> {
  return withHeader(await planned(session, view, chosen, planner), planner, session.field);
}

/** What was found out about the functions of a text serves until the text changes. */
const SITES = new WeakMap<Syntax, Sites>();

/** The places of an open document. */
export function offersOf(session: Session, { file, engine, report }: View): Offers {
  const syntax = engine.syntaxOf(file);
  if (!syntax) throw new Error(`${file} is not open`);
  let sites = SITES.get(syntax);
  if (!sites) {
    sites = new Sites(file, syntax, session.field, engine.parser);
    SITES.set(syntax, sites);
  }
  return new Offers(sites, report, valuesFor);
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
  { id, offset }: Chosen,
  planner: Planner,
): Promise<Plan> {
  const offers = offersOf(session, view);
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
