// Ready-made adversaries: what may happen to a page while some other path works on it. Each is a
// process (or two) that runs the paths of this folder, under any scheme where it makes sense.
import type { Model } from '../model/model.ts';
import type { SchemeId } from '../schemes/identity.ts';
import { PROTECTING, SCHEMES } from '../schemes/index.ts';
import { devicePath, pinPath, protectPath } from './device.ts';
import { faultPath } from './fault.ts';
import { duplicatePath } from './gpu.ts';
import { invalidatePath } from './invalidate.ts';
import { INVARIANTS } from './invariants.ts';
import type { Kernel, KernelOptions, PageFlag } from './kernel.ts';
import { migratePath } from './migrate.ts';
import { mkwritePath } from './pageMkwrite.ts';
import { startCached, startMapped } from './primitives.ts';
import { readPath } from './read.ts';
import { reclaimPath } from './reclaim.ts';
import { confirmPath, pipeOf, spliceInPath } from './splice.ts';
import { punchPath, truncatePath } from './truncate.ts';
import { writePath } from './write.ts';
import { writebackPath } from './writeback.ts';

/** What an adversary needs of the kernel beside one file with one page. */
export interface Needs {
  readonly flags?: readonly PageFlag[];
  /** Stores that it makes. */
  readonly writes?: number;
  readonly ptes?: number;
  readonly devices?: number;
  readonly copies?: number;
  readonly invalidateLock?: number;
  readonly attachments?: boolean;
  /** Pages beside the one in the cache. */
  readonly spare?: number;
  /** References that it holds at once. */
  readonly references: number;
}

export interface Adversary {
  readonly id: string;
  readonly title: string;
  /** What it does to the page, in plain language. */
  readonly does: string;
  /** The kernel whose functions its steps name. */
  readonly era: string;
  readonly needs: Needs;
  readonly schemes: readonly SchemeId[];
  /** Adds its processes. They work on file 1. */
  add(m: Model, k: Kernel): void;
}

const MM = 'v4.17 and v6.1';
const PROPOSAL = 'v4.17, proposal';

function adversary(
  id: string,
  title: string,
  does: string,
  era: string,
  needs: Needs,
  add: Adversary['add'],
  schemes: readonly SchemeId[] = SCHEMES,
): Adversary {
  return { id, title, does, era, needs, schemes, add };
}

export const ADVERSARIES: readonly Adversary[] = [
  adversary(
    'truncate',
    'Truncation',
    'finds the page, locks it, and takes it out of the cache for good; the word forgets the file',
    MM,
    { references: 1 },
    (m, k) => m.process('truncate', truncatePath(k)),
  ),
  adversary(
    'punch',
    'Hole punching',
    'like truncation, under the invalidate_lock; then the block on disk is given away',
    'v6.1 (invalidate_lock: v5.15)',
    { references: 1, invalidateLock: 2 },
    (m, k) => m.process('punch hole', punchPath(k, { file: 1, locked: true })),
  ),
  adversary(
    'invalidate',
    'Invalidation',
    'drops the page from the cache unless it is dirty (direct I/O, a network file system)',
    MM,
    { references: 1 },
    (m, k) => m.process('invalidate', invalidatePath(k)),
  ),
  adversary(
    'reclaim',
    'Reclaim',
    'comes from an LRU list with the page and nothing else, and frees it when nobody else has it',
    MM,
    { references: 1 },
    (m, k) => m.process('kswapd', reclaimPath(k)),
  ),
  adversary(
    'migrate',
    'Migration',
    'moves the contents and the identity to another page; PTEs are migration entries meanwhile',
    'v4.17',
    { references: 2, spare: 1, ptes: 1 },
    (m, k) => m.process('migration', migratePath(k)),
  ),
  adversary(
    'ksm-merge',
    'KSM shares the page',
    'as proposed, for a page of a file: hangs an attachment on it under the page lock, and leaves it there',
    PROPOSAL,
    { references: 1, attachments: true },
    (m, k) => m.process('ksmd', protectPath(k, false)),
    PROTECTING,
  ),
  adversary(
    'device-protect',
    'A device protects the page',
    'write-protects the page under the page lock, marks it, and takes the mark off again',
    PROPOSAL,
    { references: 1, attachments: true },
    (m, k) => m.process('device driver', protectPath(k, true)),
    PROTECTING,
  ),
  adversary(
    'device-atomic',
    'A device works on the protected page',
    'protects the page and increments a counter in it by a plain load and store; gives it back when asked',
    PROPOSAL,
    { references: 1, ptes: 1, devices: 1, writes: 1, flags: ['dirty'] },
    (m, k) => m.process('device', devicePath(k)),
    PROTECTING,
  ),
  adversary(
    'write',
    'write(2)',
    'finds or brings the page, locks it, writes to it and marks it dirty',
    MM,
    { references: 1, writes: 1, flags: ['dirty'] },
    (m, k) => m.process('write(2)', writePath(k)),
  ),
  adversary(
    'page-mkwrite',
    'A store through a mapping',
    'faults the page in, makes the PTE writable by page_mkwrite, and writes',
    MM,
    { references: 1, writes: 1, ptes: 1, flags: ['dirty'] },
    (m, k) => m.process('program', mkwritePath(k, { pte: 1, faults: true })),
  ),
  adversary(
    'pin',
    'A pin for writing',
    'get_user_pages takes a reference through the PTE, and a device writes to what it pinned',
    MM,
    { references: 1, writes: 1, ptes: 1, flags: ['dirty'] },
    (m, k) => m.process('pin', pinPath(k, { pte: 1 })),
  ),
  adversary(
    'writeback',
    'Writeback',
    'cleans and write-protects the page, writes it to disk, and ends writeback',
    MM,
    { references: 1, flags: ['dirty', 'writeback'] },
    (m, k) => m.process('writeback', writebackPath(k)),
  ),
  adversary(
    'splice',
    'splice(2)',
    'puts the page into a pipe with a reference; the other end asks whether it was truncated',
    MM,
    { references: 2 },
    (m, k) => {
      const spliced = pipeOf(m, k, 1);
      m.process('splice in', spliceInPath(k, spliced, 1), { daemon: true });
      m.process(
        'splice out',
        confirmPath(k, spliced, 1, (buffer) => buffer.mapping),
        { daemon: true },
      );
    },
  ),
  adversary(
    'gpu-duplicate',
    'Copies on GPUs',
    'write-protects the page and copies it into the memory of a GPU',
    'proposal; NVIDIA UVM',
    { references: 1, copies: 1, ptes: 1 },
    (m, k) => m.process('GPU work', duplicatePath(k)),
  ),
  adversary(
    'gpu-collapse',
    'A write that collapses copies',
    'drops every copy under the page lock, makes the PTE writable, and writes',
    'proposal; NVIDIA UVM',
    { references: 1, copies: 1, ptes: 1, writes: 1, flags: ['dirty'] },
    (m, k) => {
      m.init(() => {
        for (const copy of k.copy.slice(1)) copy.has = 1;
      });
      m.process('program', mkwritePath(k, { pte: 1 }));
    },
  ),
  adversary(
    'read',
    'Another reader',
    'finds or brings the page, locks it, looks again, and copies it',
    MM,
    { references: 1 },
    (m, k) => m.process('reader', readPath(k)),
  ),
  adversary(
    'fault',
    'A read fault',
    'finds or brings the page, locks it, looks again, and maps it read-only',
    MM,
    { references: 1, ptes: 1 },
    (m, k) => m.process('fault', faultPath(k, { pte: 1 })),
  ),
];

/** Throws RangeError with one clear line when there is none of this id. */
export function adversaryOf(id: string): Adversary {
  const found = ADVERSARIES.find((each) => each.id === id);
  if (!found)
    throw new RangeError(`no adversary ${id}; there are ${ADVERSARIES.map((a) => a.id).join(', ')}`);
  return found;
}

/** Options of a kernel on which all of these can play; `needs` of the path beside them counts as one more. */
export function optionsFor(scheme: string, all: readonly Needs[]): KernelOptions {
  const most = (of: (needs: Needs) => number | undefined): number =>
    Math.max(0, ...all.map((n) => of(n) ?? 0));
  const sum = (of: (needs: Needs) => number | undefined): number =>
    all.reduce((total, n) => total + (of(n) ?? 0), 0);
  const ptes = most((n) => n.ptes);
  const spare = sum((n) => n.spare);
  const writes = sum((n) => n.writes);
  return {
    scheme,
    pages: 1 + spare,
    files: 1,
    // the slot and the PTEs hold one each
    references: 1 + ptes + sum((n) => n.references),
    queue: true,
    // a path may be two processes
    waiters: all.length + 2,
    flags: [...new Set(all.flatMap((n) => n.flags ?? []))],
    ...(writes ? { writes } : {}),
    ptes,
    devices: most((n) => n.devices),
    copies: most((n) => n.copies),
    invalidateLock: most((n) => n.invalidateLock),
    attachments: all.some((n) => n.attachments),
    holders: sum((n) => n.references),
    counted: true,
  };
}

/** Page 1 in the cache of file 1, mapped read-only where there are PTEs and `mapped` says so; and the general invariants. */
export function setTheStage(m: Model, k: Kernel, mapped = true): void {
  for (const { add, needs } of INVARIANTS) if (add && needs(k)) add(m, k);
  m.init(() => {
    if (k.has.ptes && mapped) startMapped(k, 1, 1, 0);
    else startCached(k, 1, 1);
  });
}
