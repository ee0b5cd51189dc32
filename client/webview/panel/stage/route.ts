// The way of an arrow: from the row that holds the reference to the box that it names, through the gaps
// between boxes, so that it crosses no text.
import type { Scene, SceneArrow } from '../../../../sim-core/scene/scene.ts';
import { type BoxFrame, type Frame, type Layout, VECTOR_CELL } from './layout.ts';
import { HEAD } from './metrics.ts';

export interface Route {
  readonly arrow: SceneArrow;
  /** SVG path data. */
  readonly d: string;
  /** Where it leaves. */
  readonly start: { readonly x: number; readonly y: number };
  /** Where it arrives, and from which side. */
  readonly end: { readonly x: number; readonly y: number; readonly side: 'left' | 'right' };
}

const round = (value: number): string => String(Math.round(value * 10) / 10);
const at = (x: number, y: number): string => `${round(x)} ${round(y)}`;

/** Each field that may ever point to a box has a landing place of its own there, so that arrowheads keep theirs. */
function landings({ things }: Scene): (cell: string, box: string) => { place: number; dy: number } {
  const counts = new Map<string, number>();
  const places = new Map<string, number>();
  for (const { rows } of things)
    for (const { cells } of rows)
      for (const { id, reaches } of cells)
        for (const box of reaches) {
          const taken = counts.get(box) ?? 0;
          counts.set(box, taken + 1);
          places.set(`${id}\n${box}`, taken);
        }
  return (cell, box) => {
    const place = places.get(`${cell}\n${box}`) ?? 0;
    const count = counts.get(box) ?? 1;
    // all in the head, where no row has an arrow of its own
    const apart = Math.min(7, 20 / count);
    return { place, dy: HEAD / 2 + (place - (count - 1) / 2) * apart };
  };
}

/** Y of the row of a field, from the top of the picture. */
function rowY(box: BoxFrame, cell: string): number {
  const frame = box.rows.find(({ row }) => row.cells.some(({ id }) => id === cell));
  if (!frame) return box.y + 12;
  const top = box.y + frame.y;
  if (frame.row.style === 'word') return top + 32;
  if (frame.row.style !== 'vector') return top + frame.height / 2;
  return top + (frame.row.cells.findIndex(({ id }) => id === cell) + 0.5) * VECTOR_CELL + 3;
}

export function routes(scene: Scene, layout: Layout): readonly Route[] {
  const landing = landings(scene);
  const found: Route[] = [];
  for (const arrow of scene.arrows) {
    const from = layout.boxes.get(arrow.from);
    const to = layout.boxes.get(arrow.to);
    if (arrow.local || !from || !to) continue;
    const y1 = rowY(from, arrow.id);
    const { place, dy } = landing(arrow.id, arrow.to);
    found.push({ arrow, ...between(layout, from, y1, to, to.y + dy, place) });
  }
  return found;
}

function between(
  layout: Layout,
  from: BoxFrame,
  y1: number,
  to: BoxFrame,
  y2: number,
  place: number,
): Omit<Route, 'arrow'> {
  if (from.column === to.column) {
    const x = from.x + from.width;
    const bulge = x + 12 + Math.min(16, place * 4);
    const turn = Math.min(8, Math.abs(y2 - y1) / 2);
    const down = y2 > y1 ? turn : -turn;
    const d = `M${at(x, y1)} H${round(bulge - turn)} Q${at(bulge, y1)} ${at(bulge, y1 + down)} V${round(y2 - down)} Q${at(bulge, y2)} ${at(bulge - turn, y2)} H${round(x)}`;
    return { d, start: { x, y: y1 }, end: { x, y: y2, side: 'right' } };
  }
  const right = to.column > from.column;
  const x1 = right ? from.x + from.width : from.x;
  const x2 = right ? to.x : to.x + to.width;
  const sign = right ? 1 : -1;
  let d = `M${at(x1, y1)}`;
  let [x, y] = [x1, y1];
  const curve = (toX: number, toY: number): void => {
    const bend = Math.max(14, Math.abs(toX - x) * 0.5) * sign;
    d += ` C${at(x + bend, y)} ${at(toX - bend, toY)} ${at(toX, toY)}`;
    [x, y] = [toX, toY];
  };
  for (let column = from.column + sign; column !== to.column; column += sign) {
    const left = layout.columns[column] ?? x;
    const [near, far] = right ? [left, left + layout.columnWidth] : [left + layout.columnWidth, left];
    const through = freeY(layout, column, y + (y2 - y) * 0.3, place);
    curve(near - 6 * sign, through);
    d += ` H${round(far + 6 * sign)}`;
    x = far + 6 * sign;
  }
  curve(x2, y2);
  return { d, start: { x: x1, y: y1 }, end: { x: x2, y: y2, side: right ? 'left' : 'right' } };
}

/** The height nearest to `y` at which a column has no box. */
function freeY({ boxes, stripY, height }: Layout, column: number, y: number, place: number): number {
  const spread = (place % 4) * 4;
  const walls = [...boxes.values()]
    .filter((box) => box.column === column)
    .map((box) => ({ top: box.y - 12, bottom: box.y + box.height + 5 }));
  const inside = walls.find(({ top, bottom }) => y > top && y < bottom);
  if (!inside) return y;
  const ways = walls.flatMap(({ top, bottom }) => [top - spread / 2, bottom + spread]);
  const free = ways.filter(
    (way) => way > stripY + 20 && way < height && !walls.some(({ top, bottom }) => way > top && way < bottom),
  );
  return free.reduce((best, way) => (Math.abs(way - y) < Math.abs(best - y) ? way : best), free[0] ?? y);
}

/**
 * From a process's card to a box: down the gap beside the card, along the strip, down the gutter left of
 * the box.
 */
export function localRoute(layout: Layout, card: Frame, to: BoxFrame, lane: number): string {
  const gap = card.x - 5;
  const strip = layout.stripY + 9 + (lane % 4) * 6;
  const gutter = to.x - 10 - (lane % 3) * 3;
  const start = card.y + card.height - 12;
  const y = to.y + 12;
  const sign = gutter > gap ? 1 : -1;
  const r = Math.min(6, Math.abs(gutter - gap) / 2);
  return [
    `M${at(card.x, start)} H${round(gap + 4)} Q${at(gap, start)} ${at(gap, start + 4)}`,
    `V${round(strip - r)} Q${at(gap, strip)} ${at(gap + r * sign, strip)}`,
    `H${round(gutter - r * sign)} Q${at(gutter, strip)} ${at(gutter, strip + r)}`,
    `V${round(y - 6)} Q${at(gutter, y)} ${at(gutter + 5, y)} H${round(to.x)}`,
  ].join(' ');
}
