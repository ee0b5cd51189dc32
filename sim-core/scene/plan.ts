// What of a drawing depends on the machine alone: which boxes there are, with which rows, in which
// column, and what every value of every field looks like. Worked out once per machine, so that boxes
// keep their places and their ids from step to step.
import { bit } from '../model/fields.ts';
import type { Field } from '../model/layout.ts';
import type { Machine } from '../model/machine.ts';
import {
  columnOf,
  headOf,
  isLock,
  kindOf,
  STYLE_ORDER,
  splitLabel,
  splitName,
  styleOf,
  titleOf,
} from './names.ts';
import { type Pointer, pointersOf, wordBits } from './pointers.ts';
import type { Cell, Column, RowStyle, ThingKind } from './scene.ts';

export interface FieldPlan {
  readonly field: Field;
  readonly own: string;
  readonly style: RowStyle;
  readonly lock: boolean;
  readonly points: readonly (Pointer | undefined)[];
  /** The cell of each value: cells never change, so that equal ones are the same object. */
  readonly cells: readonly Cell[];
}

export interface RowPlan {
  readonly id: string;
  readonly style: RowStyle;
  readonly fields: readonly FieldPlan[];
}

export interface ThingPlan {
  readonly id: string;
  readonly kind: ThingKind;
  readonly title: string;
  readonly type: string;
  readonly column: Column;
  readonly index: number;
  readonly modelled: boolean;
  readonly rows: readonly RowPlan[];
  /** Some process can queue here. */
  readonly queue: boolean;
}

export interface ProcessPlan {
  readonly index: number;
  readonly name: string;
  readonly badge: string;
  readonly locals: readonly FieldPlan[];
  /** Local that tells the place in a wait queue (from 1), or on which page it sleeps; 0 when it does not. */
  readonly queued: FieldPlan | undefined;
  /** Local that tells the page whose queue it is; undefined: the only page there is. */
  readonly queuePage: FieldPlan | undefined;
}

export interface Plan {
  readonly things: readonly ThingPlan[];
  readonly processes: readonly ProcessPlan[];
}

const plans = new WeakMap<Machine, Plan>();

export function planOf(machine: Machine): Plan {
  let plan = plans.get(machine);
  if (!plan) {
    plan = makePlan(machine);
    plans.set(machine, plan);
  }
  return plan;
}

interface Draft {
  readonly kind: ThingKind;
  readonly type: string;
  readonly index: number;
  readonly besidePage: boolean;
  readonly fields: FieldPlan[];
}

function makePlan(machine: Machine): Plan {
  const { things, processes } = machine;
  const ownedByProcess = new Set(processes.flatMap(({ fields }) => fields));
  const shared = things.filter(({ fields }) => !fields.some((field) => ownedByProcess.has(field)));
  const labels = new Set(shared.flatMap(({ fields }) => fields.map((field) => splitName(field).label)));
  const drafts = new Map<string, Draft>();
  for (const { fields, sort, index } of shared) {
    for (const field of fields) {
      const { label } = splitName(field);
      // a thing's number is the machine's: the label has one only when there are several
      const base = label.endsWith(String(index)) ? label.slice(0, -String(index).length) : label;
      const known = drafts.get(label) ?? {
        ...kindOf(base),
        index,
        besidePage: sort === 'page' && base !== 'page',
        fields: [],
      };
      drafts.set(label, known);
      known.fields.push(planField(machine, field, known.kind, index, labels));
    }
  }
  const people = processes.map(({ name, fields }, index) => {
    const locals = fields.slice(1).map((field) => planField(machine, field, 'other', 1, labels));
    const local = (own: string) => locals.find((each) => each.own === own);
    const queued = local('place') ?? local('waitOn');
    const queuePage = [queued, local('page')].find((each) => each?.points.some((point) => point));
    return { index, name, badge: '', locals, queued, queuePage };
  });
  const badges = badgesOf(people.map(({ name }) => name));
  const all = [...drafts.values(), ...people.map(({ locals }) => ({ fields: locals }))];
  for (const { fields } of all)
    for (const { points } of fields)
      for (const pointer of points) if (pointer && !labels.has(pointer.to)) addGhost(drafts, pointer.to);
  const sleepers = people.some(({ queued }) => queued !== undefined);
  return {
    things: [...drafts].map(([id, draft]) => finish(id, draft, labels.has(id), sleepers)),
    processes: people.map((each, at) => ({ ...each, badge: badges[at] ?? String(at + 1) })),
  };
}

function addGhost(drafts: Map<string, Draft>, label: string): void {
  if (drafts.has(label)) return;
  const { base, index } = splitLabel(label);
  drafts.set(label, { ...kindOf(base), index, besidePage: false, fields: [] });
}

function finish(id: string, draft: Draft, modelled: boolean, sleepers: boolean): ThingPlan {
  const { kind, type, index, besidePage, fields } = draft;
  const rows: RowPlan[] = [];
  for (const style of STYLE_ORDER) {
    const of = fields.filter((each) => each.style === style);
    if (style === 'flags' || style === 'rights' || style === 'vector') {
      if (of.length > 0) rows.push({ id: `${id}:${style}`, style, fields: of });
    } else for (const field of of) rows.push({ id: `${id}:${field.own}`, style, fields: [field] });
  }
  return {
    id,
    kind,
    title: titleOf(id),
    type,
    column: columnOf(kind, besidePage),
    index,
    modelled,
    rows,
    queue: sleepers && (kind === 'page' || kind === 'page_wait'),
  };
}

function planField(
  machine: Machine,
  field: Field,
  kind: ThingKind,
  index: number,
  labels: ReadonlySet<string>,
): FieldPlan {
  const { own } = splitName(field);
  const points = pointersOf(field.kind, machine.sorts, labels, index);
  const tags = points.reduce((most, pointer) => Math.max(most, pointer?.tag ?? 0), 0);
  const style = styleOf(
    kind,
    own,
    field.kind === bit,
    points.some((pointer) => pointer),
    tags > 0,
  );
  const tagBits = tags > 3 ? 3 : 2;
  const shown = points.map((pointer, value) => showValue(field, value, pointer));
  const widest = shown.reduce((most, text) => Math.max(most, text.length), 0);
  const reaches = [...new Set(points.flatMap((pointer) => (pointer ? [pointer.to] : [])))];
  const bits = style === 'flags' || style === 'rights';
  const cells = points.map(
    (pointer, value): Cell => ({
      id: field.name,
      name: headOf(own),
      value,
      text: field.kind.text(value),
      shown: shown[value] ?? '',
      widest,
      reaches,
      ...(bits ? { set: value === 1 } : {}),
      ...(pointer ? { target: pointer.to } : {}),
      ...(style === 'word' ? { word: wordBits(pointer, tagBits) } : {}),
    }),
  );
  return { field, own, style, lock: isLock(kind, own), points, cells };
}

function showValue({ kind }: Field, value: number, pointer: Pointer | undefined): string {
  const text = kind.text(value);
  if (!pointer) return text;
  const { base } = splitLabel(pointer.to);
  const title = titleOf(pointer.to);
  // a page table entry says more than where it points: "migration entry for page1"
  const [body = ''] = text.split('|');
  const bare = body.replace(/^&/, '').replace(/ for \w+$/, '');
  return bare === pointer.to || bare === base || bare.replace(/\d+$/, '') === base
    ? title
    : bare.replace(/([a-z_])(\d+)$/, '$1 $2');
}

/** One to three characters for each process: `reader B` → `rB`, `truncate` → `t`. */
export function badgesOf(names: readonly string[]): readonly string[] {
  const parts = names.map((name) => {
    const twin = /^(.*) ([A-Z])$/.exec(name);
    const stem = (twin?.[1] ?? name).replace(/[^A-Za-z0-9 ]/g, '');
    return { stem, letter: twin?.[2] ?? '' };
  });
  const taken = new Map<string, string>();
  const short = (stem: string): string => {
    const initials = stem
      .split(' ')
      .map((word) => word[0] ?? '')
      .join('');
    const tries = [stem.slice(0, 1), initials.slice(0, 2), stem.slice(0, 2), stem.slice(0, 3)];
    return tries.find((each) => each && (taken.get(each) ?? stem) === stem) ?? `${taken.size + 1}`;
  };
  return parts.map(({ stem, letter }) => {
    const badge = short(stem);
    taken.set(badge, stem);
    return badge + letter;
  });
}
