// The few shapes that a picture is made of.

export interface Shape {
  readonly tag: 'rect' | 'path' | 'text';
  readonly class: string;
  readonly at: Readonly<Record<string, string | number>>;
  readonly text?: string;
  /** Told in full where `text` was cut. */
  readonly title?: string;
  /** Cell that a click on the shape picks. */
  readonly pick?: string;
}

/** A group of shapes that comes, goes and is picked as one. */
export interface Part {
  /** Unique among the parts of its list. */
  readonly id: string;
  /** Classes of the group. */
  readonly kinds: string;
  /** Name for screen readers; empty for what only repeats. */
  readonly says: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Relative to the part's upper left corner. */
  readonly shapes: readonly Shape[];
}

export function rect(x: number, y: number, width: number, height: number, kinds: string, rx = 0): Shape {
  return { tag: 'rect', class: kinds, at: { x, y, width, height, ...(rx ? { rx } : {}) } };
}

export function path(d: string, kinds: string): Shape {
  return { tag: 'path', class: kinds, at: { d } };
}

export function text(x: number, y: number, content: string, kinds: string, title = ''): Shape {
  const shape: Shape = { tag: 'text', class: kinds, at: { x, y }, text: content };
  return title !== '' && title !== content ? { ...shape, title } : shape;
}
