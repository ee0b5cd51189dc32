// One box: its head, its rows, its wait queue, and the pins of processes that point to it.
import type { Cell, SceneChanges, SceneThing } from '../../../../sim-core/scene/scene.ts';
import { type BoxFrame, flowChips, type RowFrame, VECTOR_CELL, valueRoom } from './layout.ts';
import { BOX_PAD, bitWidth, CHIP, clip, HEAD, MONO, SANS, SMALL } from './metrics.ts';
import { type Part, path, rect, type Shape, text } from './shapes.ts';

interface Pen {
  readonly thing: SceneThing;
  readonly width: number;
  readonly changed: SceneChanges;
  readonly badges: readonly string[];
}

export function thingPart(
  thing: SceneThing,
  frame: BoxFrame | undefined,
  changed: SceneChanges,
  badges: readonly string[],
): Part | undefined {
  if (!frame) return undefined;
  const { width, height, x, y } = frame;
  const pen: Pen = { thing, width, changed, badges };
  const marked = changed.things.has(thing.id);
  const kinds = `thing ${thing.kind}${thing.idle ? ' idle' : ''}${marked ? ' changed' : ''}${thing.modelled ? '' : ' made-up'}`;
  const shapes: Shape[] = [rect(0, 0, width, height, 'frame', 4)];
  if (thing.rows.length > 0 || thing.queue) shapes.push(path(`M0 ${HEAD}H${width}`, 'rule-line'));
  shapes.push(...headOf(pen));
  for (const row of frame.rows) shapes.push(...rowShapes(pen, row));
  if (thing.queue) shapes.push(...queueShapes(pen, frame.queueY));
  shapes.push(...pinShapes(pen));
  return { id: thing.id, kinds, says: thing.says, x, y, width, height, shapes };
}

function headOf({ thing, width }: Pen): Shape[] {
  const title = clip(thing.title, width - 2 * BOX_PAD, SANS + 0.6);
  const shapes = [text(BOX_PAD, 17.5, title, 'title', thing.title)];
  const used = title.length * (SANS + 0.6) + 2 * BOX_PAD + 8;
  const aside = thing.idle ? thing.idleSays : thing.type;
  const room = width - used;
  // a word that does not fit is left out: the whole is in the box's name
  if (aside.length * SMALL <= room)
    shapes.push(text(width - BOX_PAD, 17, aside, thing.idle ? 'aside why' : 'aside'));
  return shapes;
}

/** A bar at the left edge: seen without colour. */
const bar = (y: number, height: number): Shape => rect(-1, y, 4, height, 'bar');

function rowShapes(pen: Pen, { row, y, height }: RowFrame): Shape[] {
  const { changed } = pen;
  const shapes = row.cells.some(({ id }) => changed.cells.has(id)) ? [bar(y + 2, height - 4)] : [];
  switch (row.style) {
    case 'word':
      return [...shapes, ...row.cells.flatMap((cell) => of(cell, wordShapes(pen, cell, y)))];
    case 'flags':
    case 'rights':
      return [...shapes, ...chipShapes(pen, { row, y, height })];
    case 'vector':
      return [...shapes, ...vectorShapes(pen, row.cells, y)];
    default:
      return [
        ...shapes,
        ...row.cells.flatMap((cell) => of(cell, valueShapes(pen, cell, y, row.style === 'ref'))),
      ];
  }
}

/** A click on any of these picks the cell. */
const of = ({ id }: Cell, shapes: readonly Shape[]): Shape[] =>
  shapes.map((shape) => ({ ...shape, pick: id }));

function valueShapes({ width, changed }: Pen, cell: Cell, y: number, pointer: boolean): Shape[] {
  const right = width - BOX_PAD - (pointer ? 4 : 0);
  const room = valueRoom(width, cell.name) - (pointer ? 4 : 0);
  const shown = clip(cell.shown, room);
  const shapes = [
    text(BOX_PAD, y + 15.5, cell.name, 'name'),
    text(right, y + 15.5, shown, `value${changed.cells.has(cell.id) ? ' new' : ''}`, cell.shown),
  ];
  const old = changed.cells.get(cell.id);
  const left = room - shown.length * MONO - 8;
  if (old !== undefined && old.length * MONO <= left)
    shapes.push(...struck(right - shown.length * MONO - 8, y + 15.5, old));
  return shapes;
}

/** What was there before, struck through; `x` is its right end. */
function struck(x: number, y: number, old: string): Shape[] {
  const width = old.length * SMALL;
  return [text(x, y, old, 'old'), path(`M${x - width - 1} ${y - 3.5}H${x + 1}`, 'strike')];
}

function wordShapes({ width, changed }: Pen, cell: Cell, y: number): Shape[] {
  const bits = cell.word?.bits ?? [];
  const bitWide = bitWidth(width);
  const tight = width < 160;
  const cellsX = width - BOX_PAD - bits.length * bitWide;
  const pointer = cellsX - BOX_PAD;
  const old = changed.cells.get(cell.id);
  const now = old === undefined ? '' : ' new';
  const shown = clip(cell.shown, pointer - 9, tight ? 6.65 : MONO);
  const shapes = [
    text(BOX_PAD, y + 14, cell.name, 'name'),
    rect(BOX_PAD, y + 20, pointer, 24, `word-cell${now}`),
    text(BOX_PAD + 6, y + 36, shown, `value start${tight ? ' small' : ''}${now}`, cell.shown),
  ];
  const digits = cell.word?.digits;
  const nameEnd = BOX_PAD + cell.name.length * SANS + 8;
  if (old !== undefined && nameEnd + old.length * SMALL + BOX_PAD < width)
    shapes.push(...struck(width - BOX_PAD, y + 14, old));
  else if (digits && nameEnd + 16 * 5.5 + BOX_PAD < width)
    shapes.push(text(width - BOX_PAD, y + 14, digits, 'digits'));
  for (const [at, { bit, set }] of bits.entries()) {
    const x = cellsX + at * bitWide;
    shapes.push(rect(x, y + 20, bitWide, 24, `bit${set ? ' set' : ''}${now}`));
    shapes.push(text(x + bitWide / 2, y + 36, set ? '1' : '0', `digit${set ? ' set' : ''}`));
    shapes.push(text(x + bitWide / 2, y + 55, `b${bit}`, 'bit-name'));
  }
  const tag = cell.word?.tagName;
  if (tag) shapes.push(text(cellsX - 5, y + 55, clip(tag, cellsX - 10, 5.6), 'tag-name', tag));
  return shapes;
}

function chipShapes({ thing, width, changed }: Pen, { row, y }: RowFrame): Shape[] {
  const square = row.style === 'rights';
  return flowChips(row, width).flatMap(({ item: cell, x, line, width: wide }) => {
    const left = BOX_PAD + x;
    const top = y + 3 + line * (CHIP + 5);
    const lock = thing.locks.find(({ cell: id }) => id === cell.id);
    const holders = lock?.holders.map(({ badge }) => badge).join(' ') ?? '';
    const kinds = `chip${cell.set ? ' set' : ''}${square ? ' right' : ''}${changed.cells.has(cell.id) ? ' new' : ''}`;
    const name = clip(cell.name, wide - 24 - (holders ? 26 : 0), SANS);
    const shapes = [
      rect(left, top, wide, CHIP, kinds, square ? 1 : CHIP / 2),
      path(mark(left + 11, top + CHIP / 2, cell, square), `mark${cell.set ? ' set' : ''}`),
      text(left + 19, top + 14, name, `chip-name${cell.set ? ' set' : ''}`, cell.name),
    ];
    if (holders)
      shapes.push(text(left + wide - 8, top + 14, clip(holders, 30, MONO), 'holder', `held by ${holders}`));
    return of(cell, shapes);
  });
}

/** A tick or a cross for a right, a padlock for a lock, a dot for a flag; hollow while it is not set. */
function mark(x: number, y: number, { set, name }: Cell, right: boolean): string {
  if (right) return set ? `M${x - 4} ${y}l3 3.5 5-7` : `M${x - 3} ${y - 3}l6 6m0-6l-6 6`;
  if (name === 'locked' || name === 'writer')
    return set
      ? `M${x - 4} ${y - 0.5}h8v5h-8zM${x - 2.5} ${y - 1}v-1.8a2.5 2.5 0 0 1 5 0v1.8`
      : `M${x - 4} ${y - 0.5}h8v5h-8zM${x - 2.5} ${y - 1}v-2.4a2.5 2.5 0 0 1 4.6-1.3`;
  return `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z`;
}

function vectorShapes({ width, changed }: Pen, cells: readonly Cell[], y: number): Shape[] {
  const names = Math.max(0, ...cells.map(({ name }) => name.length)) * SANS + 10;
  return cells.flatMap((cell, at) => {
    const top = y + 3 + at * VECTOR_CELL;
    const now = changed.cells.has(cell.id) ? ' new' : '';
    return of(cell, [
      text(BOX_PAD, top + 16, cell.name, 'name'),
      rect(BOX_PAD + names, top, width - 2 * BOX_PAD - names, VECTOR_CELL, `word-cell${now}`),
      text(
        BOX_PAD + names + 6,
        top + 16,
        clip(cell.shown, width - 2 * BOX_PAD - names - 12),
        `value start${now}`,
        cell.shown,
      ),
    ]);
  });
}

function queueShapes({ thing, width, badges }: Pen, y: number): Shape[] {
  const queue = thing.queue ?? [];
  const shapes = [path(`M0 ${y}H${width}`, 'rule-line thin'), text(BOX_PAD, y + 18, 'queue', 'name')];
  if (queue.length === 0) return [...shapes, text(width - BOX_PAD, y + 18, 'empty', 'aside')];
  let x = BOX_PAD + 5 * SANS + 10;
  for (const [at, { name, process, asleep }] of queue.entries()) {
    const label = `${badges[process] ?? name}${asleep ? ' z' : ''}`;
    const full = `${name}${asleep ? ' z' : ''}`;
    const rest = (queue.length - at - 1) * 34;
    const word = x + full.length * SANS + 14 + rest <= width - BOX_PAD ? full : label;
    const wide = word.length * SANS + 12;
    if (x + wide > width - 4) {
      shapes.push(text(width - BOX_PAD, y + 18, `+${queue.length - at}`, 'value'));
      break;
    }
    shapes.push(rect(x, y + 5, wide, 18, `sleeper p${process % 6}${asleep ? ' asleep' : ''}`, 9));
    shapes.push(text(x + 6, y + 18, word, 'sleeper-name', `${name} ${asleep ? 'sleeps' : 'is queued'}`));
    x += wide + 5;
  }
  return shapes;
}

/** Flags on the upper edge: a local of this process points here. */
function pinShapes({ thing, width, badges }: Pen): Shape[] {
  const byProcess = new Map<number, string[]>();
  for (const { cell, process } of thing.pins)
    byProcess.set(process, [...(byProcess.get(process) ?? []), cell]);
  const shapes: Shape[] = [];
  let x = width - 6;
  for (const [process, cells] of [...byProcess].sort(([a], [b]) => b - a)) {
    const badge = badges[process] ?? '';
    const wide = badge.length * MONO + 9;
    x -= wide + 3;
    if (x < 4) break;
    shapes.push(rect(x, -9, wide, 15, `pin p${process % 6}`, 3));
    shapes.push(text(x + wide / 2, 2, badge, 'pin-name', cells.join(', ')));
  }
  return shapes;
}
