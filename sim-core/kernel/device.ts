// A device that works on a page which the host has write-protected (the proposal: page_ronly, patches 74
// to 79 of 2018), and the ways in which the CPU breaks that.
import { type Kind, upTo } from '../model/fields.ts';
import { BLOCK, type Line, type Path, path, step } from '../model/path.ts';
import { collapseCopies } from './gpu.ts';
import { at, type Kernel } from './kernel.ts';
import {
  byHelper,
  type Finder,
  finderLocals,
  findGetPage,
  pickFile,
  putAndLeave,
  putAndRetry,
  type Recheck,
  recheckPage,
} from './lookup.ts';
import {
  getPage,
  isPresent,
  mkclean,
  mustBeAlive,
  pageOfPte,
  putPage,
  setDirty,
  store,
} from './primitives.ts';
import { lockPage, unlockPage } from './wait.ts';

/** page_ronly_ops.unprotect(): with the page lock, asks for the page and waits until it is given back. */
export function breakProtection<L extends { page: number }>(k: Kernel): Line<L>[] {
  // a scheme that remembers no protection gives nobody a reason to ask
  if (!k.identity.remembers) return [];
  if (!k.has.devices) return k.options.attachments ? takeOff<L>(k) : [];
  return [
    step('page_ronly_ops.unprotect', 'does somebody protect the page? asks for it back', (t) => {
      if (k.identity.isProtected(t.page)) for (const device of k.device.slice(1)) device.asked = 1;
    }),
    step('page_ronly_ops.unprotect', 'waits until nobody does', (t) =>
      k.identity.isProtected(t.page) ? BLOCK : undefined,
    ),
  ];
}

/** An attachment that no device works behind, as KSM's, comes off without anybody's consent. */
export function takeOff<L extends { page: number }>(k: Kernel): Line<L>[] {
  return [
    step('page_ronly_ops.unprotect', 'takes off what hangs on the page', (t) => {
      while (k.identity.isProtected(t.page)) k.identity.unprotect(t.page);
    }),
  ];
}

/** Finds a page of a file and write-protects it; falls through with a reference, the page unlocked. */
export function protectPage<L extends Finder>(
  k: Kernel,
  { protects = true, recheck = byHelper(k) }: { protects?: boolean; recheck?: Recheck } = {},
): Line<L>[] {
  return [
    pickFile<L>(k, 'page_ronly'),
    ...findGetPage<L>(k, 'done'),
    ...lockPage<L>(k),
    recheckPage<L>('page_is_truncated', recheck),
    ...collapseCopies<L>(k),
    step('page_ronly', 'takes write access from every PTE and marks the page', (t) => {
      k.identity.protect(t.page);
      if (protects) mkclean(k, t.page);
      if (k.has.devices) at(k.device, 1).works = 1;
    }),
    ...unlockPage<L>(k),
  ];
}

export interface DeviceOptions {
  /** Increments of the counter in the page. */
  readonly rounds?: number;
  /** The PTEs are write-protected, not only the page marked. */
  readonly protects?: boolean;
  /** The attachment holds a reference on the page. */
  readonly reference?: boolean;
  /** The page is given back under the page lock; else by an interrupt, which takes no lock. */
  readonly locked?: boolean;
  /** Never gives the page back. */
  readonly keeps?: boolean;
}

type Worker = Finder & { seen: number; left: number };

/** A device that increments a counter in the page by plain loads and stores: device 1. */
export function devicePath(k: Kernel, o: DeviceOptions = {}): Path {
  const { rounds = 1, reference = true } = o;
  const release = (t: Worker): void => {
    setDirty(k, t.page);
    k.identity.unprotect(t.page);
    at(k.device, 1).works = 0;
    at(k.device, 1).asked = 0;
  };
  const locals: Record<keyof Worker, Kind> = { ...finderLocals(k), seen: k.contents, left: upTo(rounds) };
  const end: Line<Worker>[] = o.locked
    ? [
        ...lockPage<Worker>(k, undefined, 'release '),
        step('page_ronly_ops.unprotect', 'gives the page back', release),
        ...unlockPage<Worker>(k),
      ]
    : [step('device interrupt', 'gives the page back', release)];
  return path(locals, [
    step<Worker>('dma_map_page', 'starts its work', (t) => {
      t.left = rounds;
    }),
    ...protectPage<Worker>(k, o),
    ...(reference ? [] : [step<Worker>('put_page', 'keeps no reference', (t) => putPage(k, t.page))]),
    'work:',
    step<Worker>('device load', 'reads the counter', (t) => {
      mustBeAlive(at(k.page, t.page));
      if (k.has.data) t.seen = at(k.page, t.page).data;
    }),
    step<Worker>('device store', 'writes back one more', (t) => {
      store(k, t.page);
      if (k.has.data) at(k.page, t.page).data = t.seen + 1;
      t.left--;
    }),
    ...(o.keeps
      ? []
      : [
          step<Worker>('device interrupt', 'ready? asked to stop?', (t) =>
            at(k.device, 1).asked || t.left === 0 ? undefined : 'work',
          ),
          ...end,
          ...(reference
            ? [
                step<Worker>('put_page', 'drops its reference; goes on when there is more to do', (t) => {
                  putPage(k, t.page);
                  return t.left ? 'again' : 'done';
                }),
              ]
            : [
                step<Worker>('device interrupt', 'goes on when there is more to do', (t) =>
                  t.left ? 'again' : 'done',
                ),
              ]),
        ]),
    step<Worker>('device interrupt', 'has done', () => 'done'),
    ...putAndRetry<Worker>(k),
  ]);
}

/** A device that only reads page 1, twice, and must find it unchanged. `works` and `seen` are for invariants. */
export function watchingPath(k: Kernel): Path {
  return path({ seen: k.contents, works: upTo(1) }, [
    step('page_ronly', 'marks the page', () => k.identity.protect(1)),
    step('device load', 'reads the page', (t) => {
      t.seen = at(k.page, 1).data;
      t.works = 1;
    }),
    step('device load', 'reads it again: the page must not have changed', (t) =>
      t.seen === at(k.page, 1).data ? undefined : 'changed',
    ),
    step('page_ronly', 'takes its mark off', (t) => {
      t.works = 0;
      k.identity.unprotect(1);
      return 'done';
    }),
    'changed:',
    step('device load', 'sees another value', () => 'done'),
  ]);
}

/** Somebody protects a page, with no device at work, and takes the protection off again or not. */
export function protectPath(k: Kernel, releases: boolean): Path {
  return path(finderLocals(k), [
    ...protectPage<Finder>(k),
    ...(releases
      ? [
          step<Finder>('page_ronly_ops.unprotect', 'takes the protection off again', (t) =>
            k.identity.unprotect(t.page),
          ),
        ]
      : []),
    ...putAndLeave<Finder>(k),
    ...putAndRetry<Finder>(k),
  ]);
}

/** A pin for writing through a PTE of file 1 (get_user_pages), and the store of whoever pinned. */
export function pinPath(k: Kernel, { pte, knows = true }: { pte: number; knows?: boolean }): Path {
  return path(finderLocals(k), [
    step<Finder>('get_user_pages', 'takes a reference on the page of the PTE', (t) => {
      if (!isPresent(k, pte)) return 'done';
      t.page = pageOfPte(k, pte);
      t.file = 1;
      getPage(k, t.page);
    }),
    ...(knows
      ? [
          ...lockPage<Finder>(k),
          recheckPage<Finder>('get_user_pages', byHelper(k), 'unlock'),
          ...breakProtection<Finder>(k),
          ...collapseCopies<Finder>(k),
        ]
      : []),
    step<Finder>('bio_endio', 'writes to the page that it pinned', (t) => {
      store(k, t.page);
      setDirty(k, t.page);
    }),
    ...(knows ? ['unlock:', ...unlockPage<Finder>(k)] : []),
    ...putAndLeave<Finder>(k),
  ]);
}

/** A library call that waits for the device before it writes (Williams' answer). */
export function libraryPath(k: Kernel, pte: number): Path {
  return path(finderLocals(k), [
    step<Finder>('library wait', 'takes a reference on the page of the PTE', (t) => {
      if (!isPresent(k, pte)) return 'done';
      t.page = pageOfPte(k, pte);
      getPage(k, t.page);
    }),
    ...lockPage<Finder>(k),
    ...breakProtection<Finder>(k),
    step<Finder>('store', 'the program writes', (t) => store(k, t.page)),
    ...unlockPage<Finder>(k),
    ...putAndLeave<Finder>(k),
  ]);
}
