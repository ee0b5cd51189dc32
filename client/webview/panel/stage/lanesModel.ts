// Where things stand in the lanes: rows of equal height, one per state, time downwards. Row 0 is the
// start; row `r` is the step that leads to state `r`.
import type { LaneSpan, LaneStep } from '../../../../sim-core/scene/scene.ts';

export const ROW = 26;
/** Step numbers and marks. */
export const MARGIN = 50;
/** A block, wide enough for most names of functions. It may cover the lines of lanes to its right. */
const BLOCK = 218;
/** Lanes closer than this become rails with the words beside them. */
const LEAST_LANE = 92;
const RAIL = 22;

export interface LaneGeometry {
  /** `lanes`: blocks stand in their lane · `rails`: lanes are lines, all blocks stand right of them */
  readonly mode: 'lanes' | 'rails';
  /** X of each lane's line. */
  readonly lines: readonly number[];
  /** Room for the name of each lane; empty for rails. */
  readonly heads: readonly number[];
  /** X of the block of a process, and the most that it may take. */
  readonly blocks: readonly { readonly x: number; readonly width: number }[];
}

export function geometryOf(width: number, lanes: number): LaneGeometry {
  const room = width - MARGIN;
  const all = Array.from({ length: lanes }, (_, at) => at);
  const apart = lanes > 1 ? Math.min(BLOCK + 24, (room - BLOCK - 24) / (lanes - 1)) : BLOCK;
  if (apart >= LEAST_LANE) {
    const x = (at: number): number => MARGIN + at * apart;
    return {
      mode: 'lanes',
      lines: all.map((at) => x(at) + 8),
      heads: all.map((at) => (at === lanes - 1 ? BLOCK : apart - 8)),
      blocks: all.map((at) => ({ x: x(at) + 20, width: BLOCK })),
    };
  }
  const step = Math.min(RAIL, Math.max(14, (room - 170) / Math.max(1, lanes)));
  const x = MARGIN + lanes * step + 12;
  return {
    mode: 'rails',
    lines: all.map((at) => MARGIN + at * step + 8),
    heads: [],
    blocks: all.map(() => ({ x, width: Math.max(60, width - x - 6) })),
  };
}

/** A span with a place beside its lane's line, so that two locks of one process stay apart. */
export interface PlacedSpan extends LaneSpan {
  readonly slot: number;
}

const BUCKET = 64;

/** Finds the spans of a window of rows without looking at all of them. */
export class SpanIndex {
  private readonly buckets: PlacedSpan[][] = [];

  constructor(spans: readonly LaneSpan[]) {
    const busy = new Map<number, number[]>();
    for (const span of [...spans].sort((a, b) => a.from - b.from)) {
      const ends = busy.get(span.process) ?? [];
      busy.set(span.process, ends);
      const free = ends.findIndex((end) => end < span.from);
      const slot = free < 0 ? ends.length : free;
      ends[slot] = span.to;
      const placed = { ...span, slot: Math.min(slot, 2) };
      for (
        let bucket = Math.floor((span.from + 1) / BUCKET);
        bucket <= Math.floor((span.to + 1) / BUCKET);
        bucket++
      ) {
        const list = this.buckets[bucket] ?? [];
        this.buckets[bucket] = list;
        list.push(placed);
      }
    }
  }

  /** Spans that touch rows `first` to `last`, inclusive. */
  within(first: number, last: number): readonly PlacedSpan[] {
    const found = new Set<PlacedSpan>();
    for (let bucket = Math.floor(first / BUCKET); bucket <= Math.floor(last / BUCKET); bucket++)
      for (const span of this.buckets[bucket] ?? [])
        if (span.to + 1 >= first && span.from + 1 <= last) found.add(span);
    return [...found];
  }
}

export interface Rows {
  readonly first: number;
  readonly last: number;
}

const QUANTUM = 4;

/** How many rows a window of this height has at most. */
export const windowSize = (height: number): number => Math.ceil(height / ROW) + 1 + 4 * QUANTUM;

/** The rows to draw for a scroll position; it changes every few rows only, so that most scrolling draws nothing anew. */
export function windowOf(scrollTop: number, height: number, rows: number): Rows {
  const top = Math.floor(scrollTop / ROW);
  const first = Math.max(0, Math.floor(top / QUANTUM) * QUANTUM - QUANTUM);
  const visible = Math.ceil(height / ROW) + 1;
  const last = Math.ceil((top + visible) / QUANTUM) * QUANTUM + QUANTUM;
  return { first: Math.min(first, Math.max(0, rows - 1)), last: Math.min(last, rows - 1) };
}

/** The scroll position that shows a row, as near as can be to the present one. */
export function scrollFor(row: number, scrollTop: number, height: number): number {
  const margin = Math.min(2 * ROW, Math.max(0, (height - ROW) / 2));
  const top = row * ROW;
  if (top < scrollTop + margin) return Math.max(0, top - margin);
  if (top + ROW > scrollTop + height - margin) return top + ROW + margin - height;
  return scrollTop;
}

/** The locks that the process of a row holds while it takes its step: `the lock of page 1`. */
export function heldAt(row: number, process: number, spans: readonly PlacedSpan[]): string {
  let held = '';
  for (const { kind, process: by, from, to, title } of spans)
    if (kind === 'lock' && by === process && from < row && to >= row - 1)
      held += `${held === '' ? '' : ' and '}the lock of ${title}`;
  return held;
}

/** A row in words. */
export function sayRow(
  row: number,
  step: LaneStep | undefined,
  who: string,
  held: string,
  mark: string | undefined,
): string {
  const marked = mark === undefined ? '' : `, ${mark}`;
  if (!step) return `Start${marked}`;
  const holds = held === '' ? '' : `, holds ${held}`;
  const broke = step.broken === undefined ? '' : `, breaks the rule: ${step.broken}`;
  return `Step ${row}, ${who}: ${step.fn}, ${step.does}${holds}${broke}${marked}`;
}
