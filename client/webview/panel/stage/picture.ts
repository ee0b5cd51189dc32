// A scene as shapes: what the component puts into the DOM and what an export writes as text. Shapes have
// classes, no colours; those are the style sheet's.
import { changes, UNCHANGED } from '../../../../sim-core/scene/changes.ts';
import type { Scene, SceneChanges } from '../../../../sim-core/scene/scene.ts';
import { type Layout, layOut } from './layout.ts';
import { clip, SANS } from './metrics.ts';
import { processPart } from './processPart.ts';
import { localRoute, routes } from './route.ts';
import { type Part, path, rect, type Shape, text } from './shapes.ts';
import { thingPart } from './thingPart.ts';

export interface Picture {
  readonly layout: Layout;
  readonly width: number;
  readonly height: number;
  /** Boxes and processes; each can be picked and reads itself out. */
  readonly parts: readonly Part[];
  /** Arrows, above the boxes. */
  readonly lines: readonly Part[];
  readonly changed: SceneChanges;
}

export interface PictureOptions {
  readonly width: number;
  readonly before?: Scene | undefined;
  /** The process whose locals have lines to what they point to; the one that moved unless told otherwise. */
  readonly spotlight?: number | undefined;
}

export function pictureOf(scene: Scene, { width, before, spotlight = scene.moved }: PictureOptions): Picture {
  const changed = before ? changes(before, scene) : UNCHANGED;
  const layout = layOut(scene, width);
  const badges = scene.processes.map(({ badge }) => badge);
  const parts = [
    ...scene.processes.map((process, at) => processPart(process, layout.cards[at], changed, scene)),
    ...scene.things.map((thing) => thingPart(thing, layout.boxes.get(thing.id), changed, badges)),
  ].filter((part) => part !== undefined);
  const lines: Part[] = routes(scene, layout).map(({ arrow, d, start, end }) => {
    const fresh = changed.arrows.has(arrow.id);
    const kinds = `line${fresh ? ' fresh' : ''}${arrow.tag ? ' tagged' : ''}`;
    return line(`${arrow.id}>${arrow.to}`, kinds, [
      path(d, 'wire'),
      rect(start.x - 3.5, start.y - 3.5, 7, 7, 'plug', 3.5),
      path(head(end), 'tip'),
    ]);
  });
  if (before) lines.unshift(...gone(before, scene, layout, changed));
  const process = spotlight === undefined ? undefined : scene.processes[spotlight];
  if (process && spotlight !== undefined) {
    const card = layout.cards[spotlight];
    for (const [lane, arrow] of scene.arrows.filter(({ from }) => from === process.id).entries()) {
      const to = layout.boxes.get(arrow.to);
      if (!card || !to) continue;
      const tip = head({ x: to.x, y: to.y + 12, side: 'left' });
      lines.push(
        line(`${arrow.id}>${arrow.to}`, `line local p${spotlight % 6}`, [
          path(localRoute(layout, card, to, lane), 'wire'),
          path(tip, 'tip'),
        ]),
      );
    }
  }
  if (scene.broken !== undefined) {
    const says = `⚠ ${scene.broken}`;
    const y = layout.stripY + 25;
    lines.push(
      line('broken', 'line verdict', [text(width / 2, y, clip(says, width - 24, SANS), 'rule', says)]),
    );
  }
  return { layout, width, height: layout.height, parts, lines, changed };
}

/** Where arrows were that are no more: in outline. */
function gone(before: Scene, after: Scene, layout: Layout, changed: SceneChanges): Part[] {
  const now = new Map(after.arrows.map(({ id, to }) => [id, to]));
  return routes(before, layout)
    .filter(({ arrow }) => changed.arrows.has(arrow.id) && now.get(arrow.id) !== arrow.to)
    .map(({ arrow, d }) => line(`${arrow.id}>${arrow.to}`, 'line gone', [path(d, 'wire')]));
}

function line(id: string, kinds: string, shapes: readonly Shape[]): Part {
  return { id, kinds, says: '', x: 0, y: 0, width: 0, height: 0, shapes };
}

function head({ x, y, side }: { x: number; y: number; side: 'left' | 'right' }): string {
  const back = side === 'left' ? -7 : 7;
  return `M${x} ${y} L${x + back} ${y - 4} V${y + 4} Z`;
}
