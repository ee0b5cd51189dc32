// A scene in words, for whoever does not see it.
import { titleOf } from './names.ts';
import type { Cell, LaneStep, Row, Scene, SceneChanges, SceneProcess, SceneThing } from './scene.ts';

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** `mapping points to page_wait 1 (bit 0 set)`. */
export function sayCell({ name, shown, target, word, set }: Cell): string {
  if (target !== undefined) {
    const bits = word?.bits.filter((bit) => bit.set).map(({ bit }) => `bit ${bit}`) ?? [];
    const there = shown === titleOf(target) ? shown : `${titleOf(target)}: ${shown}`;
    return `${name} points to ${there}${bits.length > 0 ? ` (${list(bits.reverse())} set)` : ''}`;
  }
  if (set !== undefined) return set ? name : `not ${name}`;
  if (name === 'refcount') return `${shown} ${shown === '1' ? 'reference' : 'references'}`;
  return `${name} is ${shown}`;
}

/** Flags that are not set are not read out: silence means clear. */
function sayRow({ style, cells }: Row): string[] {
  return style === 'flags' ? cells.filter(({ set }) => set).map(sayCell) : cells.map(sayCell);
}

export function sayThing(thing: Omit<SceneThing, 'says'>): string {
  const { title, rows, idleSays, queue, locks } = thing;
  const held = new Map(locks.map(({ cell, holders }) => [cell, holders]));
  const parts = idleSays === '' ? [] : [idleSays];
  for (const row of rows) {
    const plain = { ...row, cells: row.cells.filter(({ id }) => !held.has(id)) };
    parts.push(...sayRow(plain));
    for (const { id, name } of row.cells) {
      const holders = held.get(id);
      if (!holders) continue;
      const by = list(holders.map((holder) => holder.name));
      parts.push(by ? `${name === 'locked' ? 'locked' : `${name} held`} by ${by}` : name);
    }
  }
  const sleeping = queue?.filter(({ asleep }) => asleep).map(({ name }) => name) ?? [];
  const queued = queue?.filter(({ asleep }) => !asleep).map(({ name }) => name) ?? [];
  if (sleeping.length > 0)
    parts.push(`${list(sleeping)} ${sleeping.length === 1 ? 'sleeps' : 'sleep'} in its queue`);
  if (queued.length > 0) parts.push(`${list(queued)} ${queued.length === 1 ? 'is' : 'are'} queued`);
  return parts.length === 0 ? title : `${title}: ${parts.join(', ')}`;
}

export function sayProcess(process: Omit<SceneProcess, 'says'>, queue: string | undefined): string {
  const { name, state, fn, does, waitsFor, locals } = process;
  if (state === 'ended') return `${name}: has ended`;
  const wait =
    state === 'asleep'
      ? `, asleep${queue === undefined ? '' : ` in the queue of ${queue}`}`
      : state === 'blocked'
        ? `, waits${waitsFor.length > 0 ? ` for ${list(waitsFor.map(sayField))}` : ''}`
        : '';
  const known = locals
    .filter(({ value }) => value !== 0)
    .map(({ name: local, shown }) => `${local} is ${shown}`);
  return `${name}: next ${fn}, ${does}${wait}${known.length > 0 ? `; ${known.join(', ')}` : ''}`;
}

/** `page1.locked` → `locked of page 1`. */
export function sayField(id: string): string {
  const dot = id.lastIndexOf('.');
  return `${id.slice(dot + 1)} of ${titleOf(id.slice(0, dot))}`;
}

/** One step in words: who did what, and what it changed. */
export function sayStep(
  step: LaneStep,
  heads: readonly { readonly name: string }[],
  scene: Scene,
  changes: SceneChanges,
): string {
  const who = heads[step.process]?.name ?? '';
  const cells = new Map(
    [
      ...scene.things.flatMap(({ rows }) => rows.flatMap((row) => row.cells)),
      ...scene.processes.flatMap(({ locals }) => locals),
    ].map((cell) => [cell.id, cell]),
  );
  const changed = [...changes.cells].flatMap(([id, old]) => {
    const cell = cells.get(id);
    return cell ? [`${sayField(id)} from ${old} to ${cell.shown}`] : [];
  });
  const broke = step.broken === undefined ? '' : ` This breaks the rule: ${step.broken}.`;
  const what = changed.length > 0 ? ` Changes ${list(changed)}.` : ' Changes nothing.';
  return `${who}: ${step.fn}, ${step.does}.${what}${broke}`;
}
