// What each operation of a sliced path does to the state: one or a few atomic steps, made of the same
// primitives as the paths written by hand. Labels carry the instruction's number, so that a path may
// do the same thing twice.
import { at, type Kernel } from '../kernel/kernel.ts';
import * as does from '../kernel/primitives.ts';
import { finishWait, leaveQueue, queueOnPage, wakePage } from '../kernel/wait.ts';
import { fail, must } from '../model/model.ts';
import { BLOCK, choose, type Line, type Next, step } from '../model/path.ts';
import type { Instruction, Operation } from './program.ts';

/** Local variables of a sliced path. */
export interface Sliced {
  file: number;
  page: number;
  place: number;
  shared: number;
  /** References that the path itself holds. */
  refs: number;
  /** Does it hold the page lock? */
  holds: number;
  /** References taken away by page_ref_freeze(). */
  froze: number;
  /** The page whose writeback it began: its I/O completes after the path at the latest. */
  io: number;
}

/** Most references that one path holds: its own, the cache's that it inherits, one from an allocation. */
export const MOST_REFS = 3;

/** Where a path goes when it does what the model says is impossible: the slice lost something on the way. */
export const LOST = 'lost';

export interface Place {
  readonly k: Kernel;
  /** The field is read through the helper, which knows what a scheme has put between. */
  readonly helper: boolean;
  readonly instruction: Instruction;
  /** Label of this instruction, and of where a false test goes. */
  readonly here: string;
  readonly otherwise: string;
}

type Body = (t: Sliced, way: number) => Next;

/** The steps of an instruction. */
export function linesOf(place: Place): Line<Sliced>[] {
  return operations[place.instruction.op](place);
}

const operations: Readonly<Record<Operation, (place: Place) => Line<Sliced>[]>> = {
  find: (p) => [
    one(p, 'looks the offset up in the page cache', (t) => {
      if (t.refs) return LOST;
      t.page = does.slotOf(p.k, t.file);
      if (t.page === 0) return p.otherwise;
    }),
    one(p, 'takes a reference unless the page is free', (t) =>
      does.getPageUnlessZero(p.k, t.page) ? undefined : p.here,
    ),
    one(p, 'looks again: still the same page?', (t) => {
      t.refs = 1;
      if (does.slotOf(p.k, t.file) === t.page) return;
      drop(p.k, t);
      return p.here;
    }),
  ],
  'get-unless-zero': (p) => [
    onPage(p, 'takes a reference unless the page is free', (t) => {
      if (!does.getPageUnlessZero(p.k, t.page)) return p.otherwise;
      t.refs++;
    }),
  ],
  get: (p) => [
    onPage(p, 'takes a reference', (t) => {
      if (t.refs === MOST_REFS) return LOST;
      does.getPage(p.k, t.page);
      t.refs++;
    }),
  ],
  put: (p) => [
    onPage(p, 'drops a reference', (t) => {
      if (t.refs === 0) return LOST;
      drop(p.k, t);
    }),
  ],
  lock: (p) => [
    onPage(p, 'takes the page lock if it is free', (t) => {
      if (t.holds) return LOST;
      if (!does.tryLockPage(p.k, t.page)) return `${p.here} waits`;
      t.holds = 1;
      return `${p.here} done`;
    }),
    `${p.here} waits:`,
    ...sleep(p, false),
    one(p, 'tries the lock again', () => p.here),
    `${p.here} done:`,
  ],
  trylock: (p) => [
    onPage(p, 'takes the page lock if it is free', (t) => {
      if (t.holds) return LOST;
      if (!does.tryLockPage(p.k, t.page)) return p.otherwise;
      t.holds = 1;
    }),
  ],
  unlock: (p) => [
    onPage(p, 'clears PG_locked', (t) => {
      if (!t.holds) return LOST;
      t.holds = 0;
      does.clearLocked(p.k, t.page);
    }),
    onPage(p, 'wakes whoever waits for the page', (t) => wakePage(p.k, t.page)),
  ],
  'wait-locked': (p) => [
    onPage(p, 'looks at PG_locked', (t) => {
      if (t.holds) return LOST;
      return at(p.k.page, t.page).locked ? undefined : `${p.here} done`;
    }),
    ...sleep(p, true),
    `${p.here} done:`,
  ],
  wake: (p) => [onPage(p, 'wakes whoever waits for the page', (t) => wakePage(p.k, t.page))],
  'invalidate-lock': (p) => [
    one(p, 'takes the invalidate_lock exclusively', () => {
      const lock = p.k.invalidateLock;
      if (lock.writer || lock.readers) return BLOCK;
      lock.writer = 1;
    }),
  ],
  'invalidate-lock-shared': (p) => [
    one(p, 'takes the invalidate_lock shared', () => {
      const lock = p.k.invalidateLock;
      if (lock.writer) return BLOCK;
      lock.readers++;
    }),
  ],
  'invalidate-unlock': (p) => [
    one(p, 'drops the invalidate_lock', () => {
      if (!p.k.invalidateLock.writer) return LOST;
      p.k.invalidateLock.writer = 0;
    }),
  ],
  'invalidate-unlock-shared': (p) => [
    one(p, 'drops the invalidate_lock', () => {
      if (!p.k.invalidateLock.readers) return LOST;
      p.k.invalidateLock.readers--;
    }),
  ],
  'read-field': (p) => [onPage(p, 'reads the field', (t) => does.mustBeAlive(at(p.k.page, t.page)))],
  'follow-field': (p) => [
    onPage(p, 'follows the field', (t) => {
      does.mustBeAlive(at(p.k.page, t.page));
      must(wordOf(p, t), 'NULL pointer dereference: the field was cleared before it is followed');
      must(
        wordOf(p, t) === wordFor(p, p.k.identity.file(t.page)),
        'what the field is followed to is an address_space',
      );
    }),
  ],
  'field-set': (p) => [
    onPage(p, 'is the field set?', (t) => {
      does.mustBeAlive(at(p.k.page, t.page));
      return wordOf(p, t) ? undefined : p.otherwise;
    }),
  ],
  'field-is-mapping': (p) => [
    onPage(p, 'does the field hold the mapping meant?', (t) => {
      does.mustBeAlive(at(p.k.page, t.page));
      return wordOf(p, t) === wordFor(p, t.file) ? undefined : p.otherwise;
    }),
  ],
  'write-field-null': (p) => [onPage(p, 'clears the field', (t) => p.k.identity.detach(t.page))],
  'write-field-mapping': (p) => [
    onPage(p, 'stores the mapping into the field', (t) => p.k.identity.attach(t.page, t.file)),
  ],
  'test-uptodate': (p) => [flagTest(p, 'uptodate')],
  'set-uptodate': (p) => [
    onPage(p, 'marks the page uptodate', (t) => {
      if (p.k.has.uptodate) at(p.k.page, t.page).uptodate = 1;
    }),
  ],
  'test-dirty': (p) => [flagTest(p, 'dirty')],
  'set-dirty': (p) => [onPage(p, 'marks the page dirty', (t) => does.setDirty(p.k, t.page))],
  'clear-dirty': (p) => [
    onPage(p, 'clears the dirty flag: is there anything to write?', (t) =>
      does.clearDirtyForIo(p.k, t.page) ? undefined : p.otherwise,
    ),
  ],
  'test-writeback': (p) => [flagTest(p, 'writeback')],
  'start-writeback': (p) => [
    onPage(p, 'begins writeback', (t) => {
      t.io = t.page;
      does.startWriteback(p.k, t.page);
    }),
  ],
  'end-writeback': (p) => [onPage(p, 'ends writeback', (t) => endIo(p.k, t, t.page))],
  'wait-writeback': (p) => [
    onPage(p, 'sleeps while the page is under writeback', (t) =>
      at(p.k.page, t.page).writeback ? BLOCK : undefined,
    ),
  ],
  unmap: (p) => [onPage(p, 'takes every PTE of the page away', (t) => does.unmapPage(p.k, t.page))],
  mkclean: (p) => [
    onPage(p, 'write-protects every PTE of the page', (t) => {
      does.mkclean(p.k, t.page);
    }),
  ],
  map: (p) => [mapStep(p, 0)],
  'map-writable': (p) => [mapStep(p, 1)],
  freeze: (p) => [
    onPage(p, 'freezes the count, if nobody else holds a reference', (t) => {
      const mine = t.refs + (does.slotOf(p.k, t.file) === t.page ? 1 : 0);
      if (t.froze || !does.freezePage(p.k, t.page, mine)) return p.otherwise;
      t.froze = mine;
      t.refs = 0;
    }),
  ],
  unfreeze: (p) => [
    onPage(p, 'gives the references back', (t) => {
      if (!t.froze) return LOST;
      const inSlot = does.slotOf(p.k, t.file) === t.page ? 1 : 0;
      does.unfreezePage(p.k, t.page, t.froze);
      t.refs = t.froze - inSlot;
      t.froze = 0;
    }),
  ],
  'add-to-cache': (p) => [
    {
      ...choose<Sliced>(p.k.pages, p.instruction.fn, 'brings a new locked page, if it has none', (t, way) => {
        if (t.page) return way ? BLOCK : undefined;
        if (!does.allocPage(p.k, way + 1)) return way === 0 && does.noPageFree(p.k) ? 'end' : BLOCK;
        t.page = way + 1;
        t.refs = 1;
        t.holds = does.tryLockPage(p.k, t.page) ? 1 : 0;
      }),
      at: p.instruction.at,
    },
    one(p, 'puts the page into the slot, unless another was first', (t) => {
      if (does.addToCache(p.k, t.file, t.page)) {
        if (p.k.has.data) at(p.k.page, t.page).data = at(p.k.space, t.file).disk;
        return;
      }
      if (t.holds) does.clearLocked(p.k, t.page);
      t.holds = 0;
      return p.otherwise;
    }),
  ],
  'delete-from-cache': (p) => [
    onPage(p, 'takes the page out of the cache', (t) => {
      if (does.slotOf(p.k, t.file) !== t.page) return LOST;
      must(t.holds, 'a page leaves the cache only under its lock');
      does.deleteFromCache(p.k, t.file);
      if (!t.froze) t.refs++; // the cache's reference is this path's now
    }),
  ],
  'use-data': (p) => [
    onPage(p, 'uses what the page holds', (t) => {
      does.mustBeAlive(at(p.k.page, t.page));
      if (t.holds) mustBeTheFiles(p.k, t);
    }),
  ],
  'write-data': (p) => [
    onPage(p, 'writes into the page', (t) => {
      does.mustBeAlive(at(p.k.page, t.page));
      mustBeTheFiles(p.k, t);
    }),
  ],
  'within-size': (p) => [either(p, 'is the offset within i_size?')],
  either: (p) => [either(p, 'goes one way or the other: the model does not know this condition')],
  goto: (p) => [one(p, 'goes on', () => p.otherwise)],
  return: (p) => [one(p, 'returns', () => 'end')],
};

/** What the path reads where the source names the field, and what it compares that with. */
function wordOf({ k, helper }: Place, { page }: Sliced): number {
  return helper ? k.identity.file(page) : k.identity.raw(page);
}

function wordFor({ k, helper }: Place, file: number): number {
  return helper ? file : k.identity.rawFile(file);
}

/** What a page found for a file and locked has to be. */
export function mustBeTheFiles(k: Kernel, t: Sliced): void {
  must(k.identity.file(t.page) === t.file, 'the page used belongs to the file meant');
}

/** What was sent is on disk, and the page is free of writeback. */
export function endIo(k: Kernel, t: Sliced, page: number): void {
  if (k.has.data) at(k.space, t.file).disk = at(k.page, page).data;
  does.endWriteback(k, page);
  t.io = 0;
}

/** One reference less; the page forgotten with the last one. */
export function drop(k: Kernel, t: Sliced): void {
  t.refs--;
  const { page } = t;
  if (t.refs === 0) t.page = 0;
  does.putPage(k, page);
}

function one({ instruction: { fn, at: spot } }: Place, says: string, body: Body): Line<Sliced> {
  return { ...step<Sliced>(fn, says, (t) => body(t, 0)), at: spot };
}

/** A step that needs a page at hand. */
function onPage(place: Place, says: string, body: (t: Sliced) => Next): Line<Sliced> {
  return one(place, says, (t) => (t.page ? body(t) : LOST));
}

function flagTest(place: Place, flag: 'uptodate' | 'dirty' | 'writeback'): Line<Sliced> {
  const { k, otherwise } = place;
  return onPage(place, `is the page ${flag === 'writeback' ? 'under writeback' : flag}?`, (t) =>
    at(k.page, t.page)[flag] ? undefined : otherwise,
  );
}

function mapStep(place: Place, writable: 0 | 1): Line<Sliced> {
  const { k } = place;
  return onPage(place, writable ? 'maps the page writable' : 'maps the page read-only', (t) => {
    if (does.pageOfPte(k, 1)) return;
    if (does.isPresent(k, 1)) fail('a PTE is set over one that is present');
    does.getPage(k, t.page);
    does.setPte(k, 1, t.page, writable);
  });
}

function either({ instruction: { fn, at: spot }, otherwise }: Place, says: string): Line<Sliced> {
  return { ...choose<Sliced>(2, fn, says, (_, way) => (way ? otherwise : undefined)), at: spot };
}

/** Queue, look once more, sleep, leave the queue. */
function sleep(place: Place, shared: boolean): Line<Sliced>[] {
  const { k } = place;
  return [
    one(place, 'queues itself on the page', (t) => {
      t.shared = shared ? 1 : 0;
      queueOnPage(k, t);
      k.identity.addWaiter(t.page);
    }),
    one(place, 'tests PG_locked once more; sleeps only if it is set', (t) => {
      if (!at(k.page, t.page).locked) leaveQueue(k, t);
    }),
    one(place, 'sleeps until somebody wakes it', (t) => (t.place === 0 ? undefined : BLOCK)),
    ...finishWait<Sliced>(k).map((line) =>
      typeof line === 'string' ? line : { ...line, at: place.instruction.at },
    ),
  ];
}
