// A state of a machine as a picture in words and boxes, without sizes or colours: the same scene is
// drawn as SVG, read out by a screen reader, and compared with the next one.
import type { SourceSpot } from '../model/path.ts';

/**
 * What a box stands for. `copy`: a copy of a page in the memory of a GPU or a node. `other`: a thing whose
 * name no rule knows; it is drawn all the same.
 */
export type ThingKind =
  | 'address_space'
  | 'inode'
  | 'anon_vma'
  | 'stable_node'
  | 'page_mapping'
  | 'page_wait'
  | 'page_attachment'
  | 'buffer_head'
  | 'page'
  | 'pte'
  | 'device'
  | 'copy'
  | 'bio'
  | 'pipe'
  | 'buffer'
  | 'lock'
  | 'other';

/** Where a box stands: columns from left to right are who uses a page, pages, what hangs on them, what they belong to. */
export type Column = 'users' | 'pages' | 'behind' | 'owners';

/** One of the low bits of a word that carry a tag. */
export interface TagBit {
  /** 0 is the lowest bit. */
  readonly bit: number;
  readonly set: boolean;
}

/** A word of memory taken apart. */
export interface WordBits {
  /** From the highest tag bit down to bit 0. */
  readonly bits: readonly TagBit[];
  /** The constant that v4.17 knows these bits by, or null. */
  readonly tagName: string | null;
  /** All 64 bits as sixteen hexadecimal digits, with made-up addresses; null for what the model gives no address. */
  readonly digits: string | null;
}

/** One field of the machine; each field has exactly one cell in a scene. */
export interface Cell {
  /** The field's name in the machine: `page1.mapping`. Unique in the scene. */
  readonly id: string;
  /** As the row is headed: `mapping`, `PG_locked`. */
  readonly name: string;
  readonly value: number;
  /** The value as the model words it. */
  readonly text: string;
  /** The value as shown. */
  readonly shown: string;
  /** The longest `shown` that the field can have, in characters, so that sizes do not depend on the state. */
  readonly widest: number;
  /** In a row of flags or rights: set? */
  readonly set?: boolean;
  /** Id of the box that the value points to. */
  readonly target?: string;
  /** Every box that some value of the field points to; empty for a plain number. */
  readonly reaches: readonly string[];
  readonly word?: WordBits;
}

/**
 * `word`: one word with its tag bits · `ref`: a pointer · `flags`, `rights`: bits side by side ·
 * `vector`: pointers side by side · `value`: a number or a name.
 */
export type RowStyle = 'word' | 'ref' | 'flags' | 'rights' | 'vector' | 'value';

export interface Row {
  readonly id: string;
  readonly style: RowStyle;
  readonly cells: readonly Cell[];
}

/** A process in a wait queue. */
export interface Sleeper {
  readonly process: number;
  readonly name: string;
  readonly badge: string;
  /** false: queued, and about to look once more before it sleeps (or just woken) */
  readonly asleep: boolean;
}

export interface Holder {
  readonly process: number;
  readonly name: string;
  readonly badge: string;
}

export interface SceneThing {
  /** `page1`: the name in the machine, or a made-up one for what the machine points to without modelling it. */
  readonly id: string;
  readonly kind: ThingKind;
  readonly title: string;
  /** What it is in C, such as `struct page`; empty where there is no such type. */
  readonly type: string;
  readonly column: Column;
  /** Things that belong together (a page and what hangs on it) have the same number, from 1. */
  readonly index: number;
  readonly rows: readonly Row[];
  /** false: it has no fields; some word points to it. */
  readonly modelled: boolean;
  /** Nobody points to it, it is free, or it holds nothing: drawn in outline. */
  readonly idle: boolean;
  /** Why it is idle, in a word: `free`. */
  readonly idleSays: string;
  /** undefined: nobody can ever queue here */
  readonly queue: readonly Sleeper[] | undefined;
  /** Per lock of this thing that is held: by whom, as far as the run tells. */
  readonly locks: readonly { readonly cell: string; readonly holders: readonly Holder[] }[];
  /** Locals of processes that point here. */
  readonly pins: readonly { readonly cell: string; readonly process: number }[];
  /** One sentence for a screen reader. */
  readonly says: string;
}

export interface SceneProcess {
  /** `process:reader A`: never the id of a box. */
  readonly id: string;
  readonly index: number;
  readonly name: string;
  /** One to three characters, unique in the scene. */
  readonly badge: string;
  /** `asleep`: in a wait queue until woken · `blocked`: cannot run here, waits for what `waitsFor` names */
  readonly state: 'ready' | 'asleep' | 'blocked' | 'ended';
  /** The kernel function that it runs next; empty when it has ended. */
  readonly fn: string;
  readonly does: string;
  readonly at?: SourceSpot;
  /** Cells that kept it from running. */
  readonly waitsFor: readonly string[];
  readonly locals: readonly Cell[];
  readonly says: string;
}

/** A reference that is not NULL; its id is the id of the cell that holds it. */
export interface SceneArrow {
  readonly id: string;
  /** The box or process that holds the reference. */
  readonly from: string;
  readonly to: string;
  readonly local: boolean;
  /** The tag that the pointer carries; 0 for none. */
  readonly tag: number;
}

export interface Scene {
  readonly things: readonly SceneThing[];
  readonly processes: readonly SceneProcess[];
  readonly arrows: readonly SceneArrow[];
  /** The process that moved last; undefined at the start. */
  readonly moved: number | undefined;
  /** The rule that the last step broke. */
  readonly broken?: string;
}

/** What one step changed. */
export interface SceneChanges {
  /** Boxes with a changed cell, queue, holder or idleness. */
  readonly things: ReadonlySet<string>;
  readonly processes: ReadonlySet<string>;
  /** Per changed cell: what it showed before. */
  readonly cells: ReadonlyMap<string, string>;
  /** Arrows that came, went or turned to another box. */
  readonly arrows: ReadonlySet<string>;
}

/** One step of a run as the lanes show it. Step `i` leads from state `i` to state `i + 1`. */
export interface LaneStep {
  readonly process: number;
  readonly fn: string;
  readonly does: string;
  readonly at?: SourceSpot;
  /** The rule that it broke. */
  readonly broken?: string;
}

/** A stretch of time during which a process held a lock, or slept. */
export interface LaneSpan {
  readonly process: number;
  readonly kind: 'lock' | 'sleep';
  /** The first and the last step of the stretch, inclusive. */
  readonly from: number;
  readonly to: number;
  /** Id of the box whose lock or queue it is. */
  readonly thing: string;
  readonly title: string;
}

/** A process as the head of a lane. */
export interface LaneHead {
  readonly name: string;
  readonly badge: string;
}
