// One process: who it is, how it fares, the function that it runs next, and its local variables.
import { titleOf } from '../../../../sim-core/scene/names.ts';
import type { Scene, SceneChanges, SceneProcess } from '../../../../sim-core/scene/scene.ts';
import { type Frame, flowLocals } from './layout.ts';
import { BOX_PAD, clip, MONO, SANS, wrap } from './metrics.ts';
import { type Part, path, rect, type Shape, text } from './shapes.ts';

const STATES: Readonly<Record<SceneProcess['state'], string>> = {
  ready: '',
  asleep: 'asleep',
  blocked: 'waits',
  ended: 'done',
};

export function processPart(
  process: SceneProcess,
  frame: Frame | undefined,
  changed: SceneChanges,
  scene: Scene,
): Part | undefined {
  if (!frame) return undefined;
  const { width, height, x, y } = frame;
  const { name, badge, index, state, fn, does, id } = process;
  const moved = scene.moved === index;
  const kinds = [
    'process',
    `p${index % 6}`,
    state,
    ...(moved ? ['moved'] : []),
    ...(moved && scene.broken !== undefined ? ['broken'] : []),
  ].join(' ');
  const pin = badge.length * MONO + 10;
  const inner = width - 2 * BOX_PAD;
  const stands = STATES[state];
  const title = clip(name, inner - pin - 8 - stands.length * SANS - 8, SANS + 0.6);
  const shapes: Shape[] = [
    rect(0, 0, width, height, 'frame', 4),
    rect(0, 0, 4, height, 'edge', 2),
    rect(BOX_PAD + 2, 7, pin, 16, `pin p${index % 6}`, 3),
    text(BOX_PAD + 2 + pin / 2, 19, badge, 'pin-name', name),
    text(BOX_PAD + pin + 9, 19, title, 'title', name),
    text(width - BOX_PAD, 19, stands, 'state'),
  ];
  if (moved) shapes.push(path(`M${width - 14} 0h14v14z`, 'corner'));
  if (state === 'ended') shapes.push(text(BOX_PAD + 2, 42, 'has returned', 'does'));
  else {
    shapes.push(text(BOX_PAD + 2, 42, clip(fn, inner - 2), 'fn', fn));
    const why = waitSays(process, scene);
    const lines = wrap(why ?? does, inner - 2, 2, 6.15);
    for (const [at, line] of lines.entries())
      shapes.push(
        text(BOX_PAD + 2, 58 + at * 15, line, why ? 'does why' : 'does', why ? `${why} – ${does}` : does),
      );
  }
  for (const { item: cell, x: left, line, width: wide } of flowLocals(process, width)) {
    const top = 82 + line * 20;
    const now = changed.cells.has(cell.id);
    if (now) shapes.push(rect(BOX_PAD - 1 + left, top + 1, wide, 18, 'local-new', 2));
    shapes.push(text(BOX_PAD + 2 + left, top + 14, cell.name, 'name small'));
    const from = BOX_PAD + 2 + left + cell.name.length * 6.4 + 10;
    const shown = state === 'ended' ? '–' : cell.shown;
    shapes.push(
      text(from, top + 14, clip(shown, wide - cell.name.length * 6.4 - 10, 6.6), 'value small', cell.shown),
    );
  }
  return { id, kinds, says: process.says, x, y, width, height, shapes };
}

/** What keeps it, in a line: the lock and its holder, or the queue that it sleeps in. */
function waitSays(process: SceneProcess, scene: Scene): string | undefined {
  if (process.state === 'asleep') {
    const bed = scene.things.find(({ queue }) => queue?.some((each) => each.process === process.index));
    return bed ? `asleep in the queue of ${bed.title}` : 'asleep';
  }
  if (process.state !== 'blocked') return undefined;
  const parts = process.waitsFor.map((cell) => {
    const dot = cell.lastIndexOf('.');
    const holders = scene.things
      .flatMap(({ locks }) => locks)
      .find((lock) => lock.cell === cell)
      ?.holders.map(({ name }) => name);
    const field = `${titleOf(cell.slice(0, dot))}: ${cell.slice(dot + 1)}`;
    return holders && holders.length > 0 ? `${field} by ${holders.join(' and ')}` : field;
  });
  return parts.length > 0 ? `waits · ${parts.join(', ')}` : 'waits';
}
