// Where boxes stand. Depends on what the machine declares and on the width at hand, never on the state:
// stepping moves no box.
import type { Cell, Column, Row, Scene, SceneProcess, SceneThing } from '../../../../sim-core/scene/scene.ts';
import { BOX_PAD, CHIP, type Flowed, flow, GAP, HEAD, linesOf, MONO, PAD, ROW, SANS } from './metrics.ts';

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface RowFrame {
  readonly row: Row;
  /** From the top of the box. */
  readonly y: number;
  readonly height: number;
}

export interface BoxFrame extends Frame {
  readonly id: string;
  /** Counted over the columns that there are. */
  readonly column: number;
  readonly rows: readonly RowFrame[];
  /** From the top of the box; 0 without a queue. */
  readonly queueY: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly cards: readonly Frame[];
  readonly boxes: ReadonlyMap<string, BoxFrame>;
  /** Left edges of the columns, and their width. */
  readonly columns: readonly number[];
  readonly columnWidth: number;
  /** The strip between processes and boxes: lines of locals and the broken rule run there. */
  readonly stripY: number;
}

const ORDER: readonly Column[] = ['users', 'pages', 'behind', 'owners'];
const NARROWEST = 146;
const WIDEST = 250;
const GUTTER = 36;
const CARD = 176;
const CARD_GAP = 14;
export const STRIP = 38;
export const VECTOR_CELL = 24;
const CARD_TEXT = 86;

/** Width that a chip of a flag takes, with room for the holder of a lock. */
export const chipWidth = (cell: Cell): number =>
  cell.name.length * SANS + 27 + (cell.name === 'locked' ? 26 : 0);

export const localWidth = (cell: Cell): number =>
  cell.name.length * 6.4 + Math.min(cell.widest, 14) * 6.7 + 18;

export function flowLocals({ locals }: SceneProcess, width: number): readonly Flowed<Cell>[] {
  return flow(locals, width - 2 * BOX_PAD, localWidth);
}

export function flowChips({ cells }: Row, width: number): readonly Flowed<Cell>[] {
  return flow(cells, width - 2 * BOX_PAD, chipWidth);
}

function rowHeight(row: Row, width: number): number {
  switch (row.style) {
    case 'word':
      return 62;
    case 'vector':
      return row.cells.length * VECTOR_CELL + 6;
    case 'flags':
    case 'rights':
      return linesOf(flowChips(row, width)) * (CHIP + 5) + 3;
    default:
      return ROW;
  }
}

function rowsOf(thing: SceneThing, width: number): { rows: RowFrame[]; height: number; queueY: number } {
  let y = HEAD + 3;
  const rows = thing.rows.map((row) => {
    const frame = { row, y, height: rowHeight(row, width) };
    y += frame.height;
    return frame;
  });
  const queueY = thing.queue ? y : 0;
  if (thing.queue) y += 28;
  return { rows, height: y + (thing.rows.length > 0 || thing.queue ? 3 : 0), queueY };
}

/** Which columns there are, joined until they fit. */
function joinColumns(things: readonly SceneThing[], width: number): readonly (readonly Column[])[] {
  const groups = ORDER.filter((column) => things.some((thing) => thing.column === column)).map((column) => [
    column,
  ]);
  const room = Math.max(1, Math.floor((width - 2 * PAD + GUTTER) / (NARROWEST + GUTTER)));
  while (groups.length > room) {
    // what hangs on pages goes with what it leads to; else who uses a page goes with the page
    const at = groups.at(-2)?.includes('behind') ? groups.length - 2 : 0;
    groups.splice(at, 2, groups.slice(at, at + 2).flat());
  }
  return groups;
}

export function layOut({ things, processes }: Scene, width: number): Layout {
  // lines of locals pass between the left edge and the first box
  const margin = processes.some(({ locals }) => locals.some(({ reaches }) => reaches.length > 0)) ? 10 : 0;
  const inner = width - 2 * PAD;
  const perLine = Math.max(1, Math.min(processes.length, Math.floor((inner + CARD_GAP) / (CARD + CARD_GAP))));
  const cardWidth = (inner - (perLine - 1) * CARD_GAP) / perLine;
  const lines = Math.ceil(processes.length / perLine);
  const cards: Frame[] = [];
  let y = PAD;
  for (let line = 0; line < lines; line++) {
    const here = processes.slice(line * perLine, (line + 1) * perLine);
    const most = Math.max(0, ...here.map((process) => linesOf(flowLocals(process, cardWidth))));
    const height = CARD_TEXT + (most > 0 ? most * 20 + 6 : 0);
    for (const [at] of here.entries())
      cards.push({ x: PAD + at * (cardWidth + CARD_GAP), y, width: cardWidth, height });
    y += height + CARD_GAP;
  }
  const stripY = processes.length > 0 ? y - CARD_GAP : y;
  const top = stripY + STRIP;
  const groups = joinColumns(things, width);
  // a pointer to a box in the same column runs around it on the right
  const aside = groups.some((group) => group.length > 1) || sameColumn(things, groups) ? 24 : 0;
  const room = inner - aside - margin;
  const free = room - (groups.length - 1) * GUTTER;
  const columnWidth = Math.min(WIDEST, free / Math.max(1, groups.length));
  const gutter = groups.length > 1 ? (room - groups.length * columnWidth) / (groups.length - 1) : 0;
  const step = columnWidth + Math.min(gutter, 110);
  const used = step * (groups.length - 1) + columnWidth;
  const left = PAD + margin + Math.max(0, (room - used) / 2);
  const columns = groups.map((_, at) => left + at * step);
  const boxes = new Map<string, BoxFrame>();
  let bottom = top;
  const stacks = groups.map((group, column) => {
    let at = top;
    const stack: BoxFrame[] = [];
    for (const thing of inOrder(things, group)) {
      const { rows, height, queueY } = rowsOf(thing, columnWidth);
      const page = thing.column === 'behind' && group.length === 1 ? pageOf(boxes, things, thing) : undefined;
      const from = Math.max(at, page?.y ?? 0);
      const frame = {
        id: thing.id,
        column,
        x: columns[column] ?? PAD,
        y: from,
        width: columnWidth,
        height,
        rows,
        queueY,
      };
      stack.push(frame);
      boxes.set(thing.id, frame);
      at = from + height + GAP;
    }
    bottom = Math.max(bottom, at - GAP);
    return stack;
  });
  for (const [column, stack] of stacks.entries()) {
    // a short column stands in the middle; what hangs on a page stays beside it
    const last = stack.at(-1);
    if (!last || groups[column]?.[0] === 'behind' || groups[column]?.[0] === 'pages') continue;
    const shift = (bottom - (last.y + last.height)) / 2;
    for (const frame of stack) boxes.set(frame.id, { ...frame, y: frame.y + Math.min(shift, 90) });
  }
  return { width, height: bottom + PAD, cards, boxes, columns, columnWidth, stripY };
}

/** Boxes of joined columns, what belongs to a page below it. */
function inOrder(things: readonly SceneThing[], group: readonly Column[]): readonly SceneThing[] {
  const all = things.filter(({ column }) => group.includes(column));
  const rank = ({ column }: SceneThing): number => ORDER.indexOf(column);
  const together = group.includes('pages') && group.includes('behind');
  return [...all].sort((a, b) => {
    const paged = (thing: SceneThing) => thing.column === 'pages' || thing.column === 'behind';
    if (together && paged(a) && paged(b) && a.index !== b.index) return a.index - b.index;
    return rank(a) - rank(b);
  });
}

function pageOf(
  boxes: ReadonlyMap<string, BoxFrame>,
  things: readonly SceneThing[],
  { index }: SceneThing,
): BoxFrame | undefined {
  const page = things.find((thing) => thing.kind === 'page' && thing.index === index);
  return page && boxes.get(page.id);
}

function sameColumn(things: readonly SceneThing[], groups: readonly (readonly Column[])[]): boolean {
  const columnOf = new Map(
    things.map((thing) => [thing.id, groups.findIndex((g) => g.includes(thing.column))]),
  );
  return things.some((thing) =>
    thing.rows.some(({ cells }) =>
      cells.some(({ reaches }) => reaches.some((id) => columnOf.get(id) === columnOf.get(thing.id))),
    ),
  );
}

/** Room for a text of the value on the right of its row. */
export const valueRoom = (width: number, name: string): number =>
  Math.max(3 * MONO, width - 2 * BOX_PAD - name.length * 6.3 - 6);
