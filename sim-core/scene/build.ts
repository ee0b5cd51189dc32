// From the current words of a machine to a scene.
import type { Machine } from '../model/machine.ts';
import { type Holders, NOBODY } from './holders.ts';
import { type FieldPlan, type Plan, type ProcessPlan, planOf, type ThingPlan } from './plan.ts';
import { sayProcess, sayThing } from './says.ts';
import type { Cell, Holder, Row, Scene, SceneArrow, SceneProcess, SceneThing, Sleeper } from './scene.ts';
import { whatBlocks } from './waits.ts';

/** What a state does not tell, but the run that led to it does. */
export interface Known {
  readonly holders?: Holders;
  /** The process that moved last. */
  readonly moved?: number | undefined;
  /** The rule that the last step broke. */
  readonly broken?: string | undefined;
}

/** The machine's current state as a scene. The machine is left as it is. */
export function sceneOf(machine: Machine, { holders = NOBODY, moved, broken }: Known = {}): Scene {
  const plan = planOf(machine);
  const cellOf = ({ field, cells }: FieldPlan): Cell =>
    cells[((machine.words[field.word] as number) >>> field.shift) & field.mask] as Cell;
  const rowsOf = new Map<string, readonly Row[]>();
  const arrows: SceneArrow[] = [];
  const arrow = (from: string, { id, target, value }: Cell, points: FieldPlan['points'], local: boolean) => {
    if (target !== undefined) arrows.push({ id, from, to: target, local, tag: points[value]?.tag ?? 0 });
  };
  for (const thing of plan.things) {
    const rows = thing.rows.map(({ id, style, fields }) => ({
      id,
      style,
      cells: fields.map((field) => {
        const cell = cellOf(field);
        arrow(thing.id, cell, field.points, false);
        return cell;
      }),
    }));
    rowsOf.set(thing.id, rows);
  }
  const locals = plan.processes.map((process) => {
    const ended = machine.stepOf(process.index) === undefined;
    return process.locals.map((field) => {
      const cell = cellOf(field);
      // an ended path's locals mean nothing any more
      if (!ended) arrow(processId(process.name), cell, field.points, true);
      return cell;
    });
  });
  const queues = queuesOf(machine, plan, cellOf, arrows);
  const pointedAt = new Set(arrows.filter(({ local }) => !local).map(({ to }) => to));
  const people = new Map(plan.processes.map((process) => [process.index, process]));
  const things = plan.things.map((thing): SceneThing => {
    const rows = rowsOf.get(thing.id) ?? [];
    const idleSays = whyIdle(thing, rows, pointedAt.has(thing.id));
    const made = {
      id: thing.id,
      kind: thing.kind,
      title: thing.title,
      type: thing.type,
      column: thing.column,
      index: thing.index,
      modelled: thing.modelled,
      rows,
      idle: idleSays !== '',
      idleSays,
      queue: thing.queue ? (queues.get(thing.id) ?? []) : undefined,
      locks: locksOf(thing, cellOf, holders, people),
      pins: arrows
        .filter(({ to, local }) => local && to === thing.id)
        .map(({ id, from }) => ({
          cell: id,
          process: plan.processes.findIndex(({ name }) => processId(name) === from),
        })),
    };
    return { ...made, says: sayThing(made) };
  });
  const titles = new Map(things.map(({ id, title }) => [id, title]));
  const asleep = new Map([...queues].flatMap(([thing, list]) => list.map((each) => [each.process, thing])));
  const processes = plan.processes.map(({ index, name, badge }): SceneProcess => {
    const step = machine.stepOf(index);
    const waitsFor = whatBlocks(machine, index);
    const made = {
      id: processId(name),
      index,
      name,
      badge,
      state: stateOf(step !== undefined, waitsFor, asleep.has(index)),
      fn: step?.fn ?? '',
      does: step?.does ?? '',
      ...(step?.at ? { at: step.at } : {}),
      waitsFor: waitsFor ?? [],
      locals: locals[index] ?? [],
    };
    return { ...made, says: sayProcess(made, titles.get(asleep.get(index) ?? '')) };
  });
  return { things, processes, arrows, moved, ...(broken === undefined ? {} : { broken }) };
}

/** A thing and a process may bear the same name: a device, and what the device does. */
const processId = (name: string): string => `process:${name}`;

function stateOf(
  runs: boolean,
  waitsFor: readonly string[] | undefined,
  queued: boolean,
): SceneProcess['state'] {
  if (!runs) return 'ended';
  if (!waitsFor) return 'ready';
  return queued ? 'asleep' : 'blocked';
}

/** Who is queued where, in the order of the queue. */
function queuesOf(
  machine: Machine,
  { things, processes }: Plan,
  cellOf: (field: FieldPlan) => Cell,
  arrows: readonly SceneArrow[],
): Map<string, Sleeper[]> {
  const queues = new Map<string, (Sleeper & { place: number })[]>();
  const onlyPage = things.find(({ kind, queue }) => kind === 'page' && queue)?.id;
  const home = (page: string): string => {
    // a page_wait has a queue of its own; else it is the page's place in the hashed table
    const wait = arrows.find(
      ({ from, to, local }) =>
        !local && from === page && things.some((t) => t.id === to && t.kind === 'page_wait'),
    );
    return wait?.to ?? page;
  };
  for (const { index, name, badge, queued, queuePage } of processes) {
    if (!queued) continue;
    const place = cellOf(queued).value;
    const page = queuePage ? cellOf(queuePage).target : onlyPage;
    if (place === 0 || page === undefined || machine.stepOf(index) === undefined) continue;
    const list = queues.get(home(page)) ?? [];
    list.push({ process: index, name, badge, asleep: whatBlocks(machine, index) !== undefined, place });
    queues.set(home(page), list);
  }
  const sorted = new Map<string, Sleeper[]>();
  for (const [thing, list] of queues) {
    // where the local is a reference and not a place, all sort by process
    const places = processes.some(({ queued, queuePage }) => queued && queued !== queuePage);
    if (places) list.sort((a, b) => a.place - b.place);
    sorted.set(
      thing,
      list.map(({ place: _, ...sleeper }) => sleeper),
    );
  }
  return sorted;
}

function locksOf(
  { rows }: ThingPlan,
  cellOf: (field: FieldPlan) => Cell,
  holders: Holders,
  people: ReadonlyMap<number, ProcessPlan>,
): SceneThing['locks'] {
  return rows.flatMap(({ fields }) =>
    fields
      .filter((field) => field.lock && cellOf(field).value > 0)
      .map(({ field }) => ({
        cell: field.name,
        holders: (holders.get(field.name) ?? []).flatMap((process): Holder[] => {
          const person = people.get(process);
          return person ? [{ process, name: person.name, badge: person.badge }] : [];
        }),
      })),
  );
}

const ATTACHED = new Set<string>([
  'page_mapping',
  'page_wait',
  'page_attachment',
  'buffer_head',
  'stable_node',
  'anon_vma',
]);

function whyIdle({ id, kind, modelled }: ThingPlan, rows: readonly Row[], pointedAt: boolean): string {
  const value = (own: string): number | undefined =>
    rows.flatMap(({ cells }) => cells).find((cell) => cell.id === `${id}.${own}`)?.value;
  if (kind === 'page' && value('ref') === 0 && !value('frozen')) return 'free';
  if (kind === 'page' && value('mapped') === 0) return 'not mapped';
  if (kind === 'copy' && value('has') === 0) return 'no copy';
  if (kind === 'inode' && value('alive') === 0) return 'freed';
  if (!pointedAt && (!modelled || ATTACHED.has(kind)))
    return modelled && rows.length > 0 ? 'not attached' : 'nobody points here';
  return '';
}
