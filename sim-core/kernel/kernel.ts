// The machine that every path runs on: pages, address spaces, PTEs, and whatever else a scenario
// declares. A part that is not declared is not in the state: it costs nothing, reads as 0, and a path
// that would write it stops with a TypeError. Where a page's identity is kept is the scheme's business.
import { bit, type Kind, ref, type TaggedWord, taggedWord, upTo } from '../model/fields.ts';
import type { Model } from '../model/model.ts';
import type { Identity } from '../schemes/identity.ts';
import { identityOf } from '../schemes/index.ts';
import type { Sizes } from '../schemes/word.ts';

export type PageFlag = 'dirty' | 'writeback' | 'uptodate' | 'frozen';

export interface Page {
  /** Number of references; 0 = the page is free (or frozen). The cache's slot holds one, each PTE another. */
  ref: number;
  locked: number;
  dirty: number;
  writeback: number;
  uptodate: number;
  /** The count is frozen: 0 to whoever wants a reference, yet the page is not free. */
  frozen: number;
  /** How many sleep on the page: what PG_waiters tells, and more. */
  queued: number;
  /** How many of the stores meant for the page are in it. */
  data: number;
}

export interface Space {
  /** What i_pages holds at the one offset of the file that matters here. */
  slot: number;
  /** How many stores the block on disk has, and how many were meant for the file. */
  disk: number;
  meant: number;
}

export type PteForm = 'none' | 'present' | 'migration' | 'device';

export interface Pte {
  /** What the entry holds, as a value of `kernel.pteWord`. */
  entry: number;
  writable: number;
}

/** A device, or several, that works on a protected page. */
export interface Device {
  /** Somebody wants the page back. */
  asked: number;
  /** The device may read and write now. */
  works: number;
}

/** A processor with memory of its own: a GPU, or a node with replicas. */
export interface Copy {
  has: number;
  data: number;
}

/** Whoever sleeps on a page's queue: its place there, from 1; 0 when it does not. */
export interface Sleeper {
  page: number;
  place: number;
  /** Does not want the lock, so that it is woken with others. Undeclared: wants it (WQ_FLAG_EXCLUSIVE). */
  shared?: number;
  /** Holds no reference while it sleeps: whoever wakes it takes its entry off the page. */
  drops?: number;
}

export interface InvalidateLock {
  writer: number;
  readers: number;
}

export interface KernelOptions extends Partial<Omit<Sizes, 'pages' | 'files'>> {
  readonly scheme: string;
  readonly pages: number;
  readonly files: number;
  /** Most references that a page can have at once. */
  readonly references: number;
  /** May pages, and files, trade places? Not when a path names one of them. */
  readonly pagesAlike?: boolean;
  readonly filesAlike?: boolean;
  /** Sleep on the page lock with queue and wake-up, step by step; else lock_page() is one step that waits. */
  readonly queue?: boolean;
  readonly flags?: readonly PageFlag[];
  /** Most stores: pages and disks then have contents. */
  readonly writes?: number;
  readonly ptes?: number;
  readonly devices?: number;
  readonly copies?: number;
  /** Attachments may hang on pages that no device works on: the CPU takes them off by itself. */
  readonly attachments?: boolean;
  /** mapping->invalidate_lock, with this many readers at most. */
  readonly invalidateLock?: number;
}

export interface Kernel {
  readonly options: KernelOptions;
  readonly page: Page[];
  readonly space: Space[];
  readonly pages: number;
  readonly files: number;
  readonly identity: Identity;
  readonly pte: Pte[];
  readonly pteWord: TaggedWord<PteForm>;
  readonly device: Device[];
  readonly copy: Copy[];
  readonly invalidateLock: InvalidateLock;
  /** Is this part of the state? */
  readonly has: Readonly<Record<PageFlag | 'queue' | 'data' | 'ptes' | 'devices' | 'copies', boolean>>;
  /** Kinds of a local variable that refers to a page, an address space, a PTE, a copy. */
  readonly pageRef: Kind;
  readonly spaceRef: Kind;
  readonly pteRef: Kind;
  readonly copyRef: Kind;
  /** Contents of a page. */
  readonly contents: Kind;
  /** A place in a page's queue. */
  readonly places: Kind;
  /** Everyone who may sleep on a page. */
  readonly sleepers: () => readonly Sleeper[];
}

/** Declares the parts. */
export function kernel(m: Model, o: KernelOptions): Kernel {
  const { pages, files, flags = [], writes = 0, ptes = 0, devices = 0, copies = 0, waiters = 3 } = o;
  const queue = o.queue ?? false;
  const pageRef = ref('page', pages);
  const contents = upTo(writes);
  const page = m.things(
    'page',
    pages,
    {
      ref: upTo(o.references),
      locked: bit,
      ...Object.fromEntries(flags.map((flag) => [flag, bit])),
      ...(queue ? { queued: upTo(waiters) } : {}),
      ...(writes ? { data: contents } : {}),
    },
    { symmetric: o.pagesAlike ?? true },
  );
  const space = m.things(
    'mapping',
    files,
    { slot: pageRef, ...(writes ? { disk: contents, meant: contents } : {}) },
    { symmetric: o.filesAlike ?? false },
  );
  const identity = identityOf(o.scheme)(m, { ...o, waiters });
  const pteWord = taggedWord<PteForm>({
    none: { text: 'none' },
    present: { text: '*', sort: 'page', count: pages },
    migration: { text: 'migration entry for *', sort: 'page', count: pages },
    device: { text: 'device entry for *', sort: 'page', count: pages },
  });
  const optional = <T>(name: string, count: number, fields: Record<string, Kind>, symmetric = false): T[] =>
    (count ? m.things(name, count, fields, { symmetric }) : []) as unknown as T[];
  const locks = optional<InvalidateLock>('invalidate_lock', o.invalidateLock ? 1 : 0, {
    writer: bit,
    readers: upTo(o.invalidateLock ?? 1),
  });
  let sleepers: readonly Sleeper[] | undefined;
  const parts = {
    page: page as unknown as Page[],
    space: space as unknown as Space[],
    pte: optional<Pte>('pte', ptes, { entry: pteWord, writable: bit }),
    device: optional<Device>('device', devices, { asked: bit, works: bit }),
    copy: optional<Copy>('copy', copies, { has: bit, data: writes ? contents : bit }, true),
  };
  // a field that was not declared must not appear beside the state
  for (const list of Object.values(parts)) for (const thing of list) Object.preventExtensions(thing);
  return {
    ...parts,
    options: o,
    pages,
    files,
    identity,
    pteWord,
    invalidateLock: locks[1] ?? { writer: 0, readers: 0 },
    has: {
      dirty: flags.includes('dirty'),
      writeback: flags.includes('writeback'),
      uptodate: flags.includes('uptodate'),
      frozen: flags.includes('frozen'),
      queue,
      data: writes > 0,
      ptes: ptes > 0,
      devices: devices > 0,
      copies: copies > 0,
    },
    pageRef,
    spaceRef: ref('mapping', files),
    pteRef: ref('pte', ptes),
    copyRef: ref('copy', copies),
    contents,
    places: upTo(waiters),
    sleepers: () => {
      sleepers ??= m.processesWith('place') as unknown as readonly Sleeper[];
      return sleepers;
    },
  };
}

/** The thing of this number; 0 is NULL and oopses when it is used. */
export function at<T>(things: readonly T[], index: number): T {
  return things[index] as T;
}
