import type { TrackedField } from '../conversion/field.ts';
import type { PlanStage } from '../convert/header/marker.ts';
import type { Edit } from '../fixes/plan.ts';
import { calleeAt } from './cocciText.ts';
import { orderOf, prefixOf } from './patchesSubsystem.ts';

/** What becomes of one file: its texts before and after, and the edits between the two. */
export interface FileChange {
  /** null for a file that is new */
  readonly before: string | null;
  /** null for a file that is taken away */
  readonly after: string | null;
  /** offsets count by `before`; none for a file that comes or goes */
  readonly edits: readonly Edit[];
}

/** One patch to be: the edits that are made together. */
export interface Part {
  /** the helpers' own files; a function or slot with all its callers; several static functions; the rest */
  readonly kind: 'header' | 'tie' | 'local' | 'subsystem';
  readonly prefix: string;
  /** the ties in it, for `tie` and `local` */
  readonly names: readonly string[];
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
}

/** Untied edits of slots cannot be told apart, so they stay together. */
const SLOTS = 'callbacks';

/**
 * The parts of a change in the order of the series, each of which compiles on top of those before it:
 * the helpers' files first, then what is tied, then single places by subsystem. Ties that stay inside one
 * file are put together by subsystem, since nobody else need look at them.
 */
export function partsOf(
  stage: PlanStage,
  field: TrackedField,
  changes: ReadonlyMap<string, FileChange>,
): Part[] {
  const header = new Map<string, Edit[]>();
  const ties = new Map<string, Map<string, Edit[]>>();
  const subsystems = new Map<string, Map<string, Edit[]>>();
  const lexical = stage === 'parameter' ? new LexicalTies(changes) : null;
  for (const [file, change] of changes) {
    if (isOwn(field, file, change)) {
      header.set(file, [...change.edits]);
      continue;
    }
    for (const edit of change.edits) {
      const tie = isForward(edit) ? null : (edit.tie ?? lexical?.of(edit) ?? null);
      if (tie !== null) put(ties, tie, file, edit);
      else if (stage === 'parameter') put(new Map([['', header]]), '', file, edit);
      else put(subsystems, prefixOf(file), file, edit);
    }
  }
  const owner = field.plan?.includedBy ?? '';
  return [
    ...(header.size > 0
      ? [{ kind: 'header', prefix: prefixOf(owner), names: [], edits: header } as const]
      : []),
    ...tiedParts(ties),
    ...[...subsystems]
      .map(([prefix, edits]): Part => ({ kind: 'subsystem', prefix, names: [], edits }))
      .sort(byPlace),
  ];
}

function tiedParts(ties: ReadonlyMap<string, ReadonlyMap<string, readonly Edit[]>>): Part[] {
  const wide: Part[] = [];
  const local = new Map<string, { names: string[]; edits: Map<string, Edit[]> }>();
  for (const [name, edits] of ties) {
    const prefix = prefixOf(definingFile(edits));
    const [only, more] = edits.keys();
    if (only === undefined || more !== undefined) {
      wide.push({ kind: 'tie', prefix, names: [name], edits });
      continue;
    }
    const part = local.get(prefix) ?? { names: [], edits: new Map<string, Edit[]>() };
    local.set(prefix, part);
    part.names.push(name);
    part.edits.set(only, [...(part.edits.get(only) ?? []), ...(edits.get(only) ?? [])]);
  }
  const near = [...local].map(
    ([prefix, { names, edits }]): Part => ({ kind: 'local', prefix, names, edits }),
  );
  return [...wide.sort(byPlace), ...near.sort(byPlace)];
}

function byPlace(a: Part, b: Part): number {
  const place = (part: Part): number => orderOf(definingFile(part.edits));
  if (place(a) !== place(b)) return place(a) - place(b);
  const [left, right] = [a, b].map(({ prefix, names }) => `${prefix}\0${names[0] ?? ''}`);
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

/** Where the thing itself stands that the edits are about. */
function definingFile(edits: ReadonlyMap<string, readonly Edit[]>): string {
  for (const group of ['ops-table', 'definition', 'header', 'implementation', 'declaration'] as const)
    for (const [file, list] of edits) if (list.some((edit) => edit.group === group)) return file;
  return [...edits.keys()][0] ?? '';
}

/** Files that the plan itself needs: its header, who includes that, what is built anew or no longer. */
function isOwn(field: TrackedField, file: string, { before, after, edits }: FileChange): boolean {
  if (before === null || after === null || edits.length === 0) return true;
  if (file === field.plan?.header || file === field.plan?.includedBy) return true;
  return edits.every(({ group }) => group === 'build');
}

/** `struct address_space;` harms nobody, and several ties may need it: it comes before all of them. */
export function isForward({ text, group }: Edit): boolean {
  return group === 'declaration' && /^\s*struct \w+;\s*$/.test(text);
}

function put(into: Map<string, Map<string, Edit[]>>, key: string, file: string, edit: Edit): void {
  const files = into.get(key) ?? new Map<string, Edit[]>();
  into.set(key, files);
  files.set(file, [...(files.get(file) ?? []), edit]);
}

/**
 * Ties of edits that carry none: the function whose head or call an edit stands in, by its name alone.
 * Functions of one name in different files come into one patch, and so do all slots: too much together
 * compiles, too little does not.
 */
class LexicalTies {
  readonly #names = new Map<Edit, string>();
  readonly #inSlots = new Set<string>();

  constructor(changes: ReadonlyMap<string, FileChange>) {
    for (const { before, edits } of changes.values())
      for (const edit of edits) {
        if (edit.tie !== undefined || before === null) continue;
        const name = edit.group === 'comment' ? described(before, edit) : calleeAt(before, edit.start);
        if (name === null) continue;
        this.#names.set(edit, name);
        if (edit.group === 'ops-table' || edit.group === 'implementation') this.#inSlots.add(name);
      }
  }

  of(edit: Edit): string | null {
    const name = this.#names.get(edit);
    if (name === undefined) return null;
    return this.#inSlots.has(name) ? SLOTS : `${name}()`;
  }
}

/** The function whose kernel-doc an edit stands in. */
function described(text: string, edit: Edit): string | null {
  const end = text.indexOf('*/', edit.start);
  return end < 0 ? null : (/^[^;{]*?(\w+)\s*\(/.exec(text.slice(end + 2, end + 600))?.[1] ?? null);
}
