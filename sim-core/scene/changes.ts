// What differs between two scenes of one machine.
import type { Cell, Scene, SceneChanges, SceneProcess, SceneThing } from './scene.ts';

export const UNCHANGED: SceneChanges = {
  things: new Set(),
  processes: new Set(),
  cells: new Map(),
  arrows: new Set(),
};

export function changes(before: Scene, after: Scene): SceneChanges {
  const cells = new Map<string, string>();
  const compare = (old: readonly Cell[], now: readonly Cell[]): boolean => {
    let differs = false;
    for (const [at, cell] of now.entries()) {
      const was = old[at];
      // cells of equal value are one object
      if (was === cell || was === undefined || was.value === cell.value) continue;
      cells.set(cell.id, was.shown);
      differs = true;
    }
    return differs;
  };
  const things = new Set<string>();
  for (const [at, thing] of after.things.entries()) {
    const was = before.things[at];
    if (!was) continue;
    const byCell = thing.rows.map((row, r) => compare(was.rows[r]?.cells ?? [], row.cells));
    if (byCell.includes(true) || outside(was) !== outside(thing)) things.add(thing.id);
  }
  const processes = new Set<string>();
  for (const [at, process] of after.processes.entries()) {
    const was = before.processes[at];
    if (!was) continue;
    const byLocal = compare(was.locals, process.locals);
    if (byLocal || standing(was) !== standing(process)) processes.add(process.id);
  }
  const targets = new Map(before.arrows.map(({ id, to, tag }) => [id, `${to}|${tag}`]));
  const arrows = new Set<string>();
  for (const { id, to, tag } of after.arrows) {
    if (targets.get(id) !== `${to}|${tag}`) arrows.add(id);
    targets.delete(id);
  }
  for (const id of targets.keys()) arrows.add(id);
  return { things, processes, cells, arrows };
}

/** What a box shows besides its cells. */
function outside({ idleSays, queue, locks }: SceneThing): string {
  const sleepers = queue?.map(({ process, asleep }) => `${process}${asleep}`).join() ?? '';
  const holders = locks.map(({ cell, holders: by }) => `${cell}:${by.map(({ process }) => process).join()}`);
  return `${idleSays} ${sleepers} ${holders.join(';')}`;
}

function standing({ state, fn, does, waitsFor }: SceneProcess): string {
  return `${state} ${fn} ${does} ${waitsFor.join()}`;
}
