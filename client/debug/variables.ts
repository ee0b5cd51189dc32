// The state as a debugger shows it: what the process has in hand, the page and everything around it, the
// rules, and who can go on how.
import type { Cell, SceneProcess, SceneThing } from '../../sim-core/scene/scene.ts';
import type { Course } from './course.ts';
import type { L10n } from './text.ts';

export interface Scope {
  readonly name: string;
  readonly reference: number;
  readonly hint?: 'locals';
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type?: string;
  /** Not 0: it has variables of its own. */
  readonly reference: number;
  /** What `evaluate` knows it by. */
  readonly evaluateName?: string;
}

// references are the same in every state, so that what was opened stays open
const OBJECTS = 1;
const RULES = 2;
const OPEN = 3;
const LOCALS = 1000;
const THING = 100_000;

export function scopes(course: Course, process: number, l10n: L10n): Scope[] {
  return [
    {
      name: course.machine.processes[process]?.name ?? '',
      reference: LOCALS + process,
      hint: 'locals',
    },
    { name: l10n.t('The page and what is around it'), reference: OBJECTS },
    { name: l10n.t('Rules'), reference: RULES },
    { name: l10n.t('What can happen next'), reference: OPEN },
  ];
}

/** Empty for a reference that is none. */
export function variables(course: Course, reference: number, l10n: L10n): Variable[] {
  if (reference === RULES) return rules(course, l10n);
  if (reference === OPEN) return open(course, l10n);
  const scene = course.scene;
  const { line, at } = course;
  const before = new Map((at > 0 ? line.changes(at - 1) : []).map((change) => [change.field, change.before]));
  const show = new Shown(scene.things, before, l10n);
  if (reference === OBJECTS) return scene.things.map((thing) => show.thing(thing));
  if (reference >= THING) {
    const thing = scene.things[reference - THING];
    return (thing?.rows ?? []).flatMap(({ cells }) => cells).map((cell) => show.cell(cell));
  }
  const process = scene.processes[reference - LOCALS];
  return process ? show.process(process) : [];
}

class Shown {
  constructor(
    private readonly things: readonly SceneThing[],
    private readonly before: ReadonlyMap<string, string>,
    private readonly l10n: L10n,
  ) {}

  thing(thing: SceneThing): Variable {
    const { id, title, type, says, rows } = thing;
    const changed = rows.flatMap(({ cells }) => cells).filter((cell) => this.before.has(cell.id));
    const marks = changed.map(({ name }) => name).join(', ');
    // the sentence begins with the title, which stands left of it already
    const value = says.startsWith(`${title}: `) ? says.slice(title.length + 2) : says;
    return {
      name: id,
      value: marks === '' ? value : `${value} (${this.l10n.t('changed: {0}', marks)})`,
      ...(type === '' ? {} : { type }),
      reference: rows.length > 0 ? this.reference(id) : 0,
    };
  }

  cell(cell: Cell): Variable {
    const { id, text, target } = cell;
    const before = this.before.get(id);
    return {
      name: id.slice(id.lastIndexOf('.') + 1),
      value: before === undefined ? text : `${text} (${this.l10n.t('was {0}', before)})`,
      reference: target === undefined ? 0 : this.reference(target),
      evaluateName: id,
    };
  }

  process({ fn, does, state, waitsFor, locals }: SceneProcess): Variable[] {
    const plain = (name: string, value: string): Variable => ({ name, value, reference: 0 });
    if (state === 'ended') return [plain(this.l10n.t('next'), this.l10n.t('the path has ended'))];
    return [
      plain(this.l10n.t('next'), `${fn}: ${does}`),
      ...(state === 'asleep' ? [plain(this.l10n.t('sleeps'), this.l10n.t('until somebody wakes it'))] : []),
      ...(state === 'blocked' ? [plain(this.l10n.t('waits for'), waitsFor.join(', '))] : []),
      ...locals.map((cell) => this.cell(cell)),
    ];
  }

  private reference(id: string): number {
    const index = this.things.findIndex((thing) => thing.id === id && thing.rows.length > 0);
    return index < 0 ? 0 : THING + index;
  }
}

/** Each rule of the scenario, and the one that the last step broke. */
function rules(course: Course, l10n: L10n): Variable[] {
  const { line, at } = course;
  const { rules: all } = line.machine;
  const broken = line.taken[at - 1]?.broken;
  const found = all.map(({ text }, index): Variable => {
    const since = brokenSince(course, index);
    const value =
      since === undefined
        ? l10n.t('holds')
        : since === 0
          ? l10n.t('broken from the start')
          : l10n.t('broken by step {0}', since);
    return { name: text, value, reference: 0 };
  });
  if (broken !== undefined && !all.some(({ text }) => text === broken))
    found.push({ name: broken, value: l10n.t('broken by step {0}', at), reference: 0 });
  if (found.length === 0)
    found.push({ name: l10n.t('rules of the steps'), value: l10n.t('none broken so far'), reference: 0 });
  return found;
}

/** The step (from 1) since which a rule does not hold; undefined when it holds. */
function brokenSince({ line, at }: Course, rule: number): number | undefined {
  let since: number | undefined;
  for (let i = at; i >= 0; i--) {
    line.load(i);
    if (holds(line.machine.rules[rule])) break;
    since = i;
  }
  return since;
}

function holds(rule: { readonly holds: () => boolean } | undefined): boolean {
  try {
    return rule?.holds() ?? true;
  } catch {
    // a rule that runs into NULL does not hold
    return false;
  }
}

function open(course: Course, l10n: L10n): Variable[] {
  const { open: steps, waiting, ended, broken } = course.position;
  if (broken !== undefined) return [{ name: l10n.t('the run is over'), value: broken, reference: 0 }];
  return [
    ...steps.map(({ name, fn, does, way, breaks }): Variable => {
      const which = way === undefined ? '' : ` (${l10n.t('way {0}', way)})`;
      const breaking = breaks === undefined ? '' : `; ${l10n.t('breaks: {0}', breaks)}`;
      return { name, value: `${fn}: ${does}${which}${breaking}`, reference: 0 };
    }),
    ...waiting.map(({ name, fn }): Variable => ({ name, value: l10n.t('waits in {0}', fn), reference: 0 })),
    ...ended.map((name): Variable => ({ name, value: l10n.t('has ended'), reference: 0 })),
  ];
}
