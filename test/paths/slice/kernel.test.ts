/**
 * The functions of docs/slices.md on Debian's Linux 6.1: what their slices must hold, read off the source by
 * hand, and that the player can follow them. Runs where the tree is there (MAPSHIFT_KERNEL_6_1 names one, or
 * `node scripts/kernel/fetch.mjs` fetched it); elsewhere the sample tree's slices have to do.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { proposals } from '../../../server/paths/slice/proposals.ts';
import { eachSuccessor } from '../../../sim-core/explore/graph.ts';
import { machineFor } from '../../../sim-core/scenario.ts';
import type { Program } from '../../../sim-core/slice/program.ts';
import { sliceScenario } from '../../../sim-core/slice/scenario.ts';
import { leftOut, ops, pathsOf, sliceOf } from './support.ts';

const CACHE = fileURLToPath(new URL('../../../.cache/kernel', import.meta.url));
const TREE =
  process.env.MAPSHIFT_KERNEL_6_1 ?? join(process.env.MAPSHIFT_KERNEL_CACHE ?? CACHE, 'linux-source-6.1');
const there = existsSync(join(TREE, 'include/linux/mm_types.h'));

interface Expected {
  readonly file: string;
  readonly name: string;
  /** all instructions, where there are few */
  readonly whole?: readonly string[];
  /** steps that must be there, as `op function`, in any order */
  readonly steps?: readonly string[];
  readonly page: boolean;
  readonly locked: boolean;
  readonly proposes?: string;
  readonly leaves?: readonly RegExp[];
}

const FUNCTIONS: readonly Expected[] = [
  {
    file: 'mm/filemap.c',
    name: 'filemap_fault',
    steps: [
      'within-size filemap_fault',
      'find filemap_get_folio',
      'invalidate-lock-shared filemap_invalidate_lock_shared',
      'find mapping_get_entry',
      'add-to-cache filemap_add_folio',
      'trylock folio_trylock',
      'lock __folio_lock',
      'field-is-mapping filemap_fault',
      'test-uptodate folio_test_uptodate',
      'unlock folio_unlock',
      'put folio_put',
      'invalidate-unlock-shared filemap_invalidate_unlock_shared',
    ],
    page: false,
    locked: false,
    proposes: 'lookup-truncate',
    leaves: [/do_sync_mmap_readahead — readahead/, /__folio_lock_killable — a signal/],
  },
  {
    file: 'mm/filemap.c',
    name: '__filemap_get_folio',
    steps: [
      'find mapping_get_entry',
      'trylock folio_trylock',
      'lock folio_lock',
      'field-is-mapping __filemap_get_folio',
      'wait-writeback folio_wait_stable',
      'add-to-cache filemap_add_folio',
    ],
    page: false,
    locked: false,
    proposes: 'lookup-truncate',
    leaves: [/branch if \(fgp_flags & FGP_LOCK\)/],
  },
  {
    file: 'mm/filemap.c',
    name: 'find_lock_entries',
    whole: [
      'find ↳end',
      'either ↳4',
      'put',
      'return',
      'trylock ↳2',
      'field-is-mapping ↳7',
      'test-writeback ↳end',
      'unlock',
      'goto ↳2',
    ],
    page: false,
    locked: false,
    proposes: 'find-lock-livelock',
    leaves: [/loop .*one of them is played/],
  },
  {
    file: 'mm/truncate.c',
    name: 'truncate_inode_folio',
    whole: [
      'field-is-mapping ↳end',
      'either ↳3',
      'unmap',
      'read-field',
      'either ↳6',
      'follow-field',
      'clear-dirty ↳7',
      'delete-from-cache',
      'put',
    ],
    page: true,
    locked: true,
    proposes: 'lookup-truncate',
    leaves: [/pointer .*functions stand in this slot of struct address_space_operations: none is picked/],
  },
  {
    file: 'mm/page-writeback.c',
    name: '__folio_mark_dirty',
    whole: ['field-set ↳end', 'set-dirty'],
    page: true,
    locked: false,
    proposes: 'xfs-null-check',
  },
  {
    file: 'mm/ksm.c',
    name: 'write_protect_page',
    steps: [
      'unmap ptep_clear_flush',
      'map-writable set_pte_at',
      'set-dirty set_page_dirty',
      'map set_pte_at_notify',
    ],
    page: true,
    locked: false,
    proposes: 'ksm-merge',
    leaves: [/page_mapcount\(page\)/],
  },
  {
    file: 'mm/memory.c',
    name: 'do_page_mkwrite',
    whole: ['either ↳2', 'return', 'lock', 'field-set ↳5', 'return', 'unlock'],
    page: true,
    locked: false,
    proposes: 'xfs-null-check',
    leaves: [
      /page_mkwrite — \d+ functions stand in this slot of struct vm_operations_struct: none is picked/,
    ],
  },
  {
    file: 'fs/iomap/buffered-io.c',
    name: 'iomap_page_mkwrite',
    steps: [
      'lock folio_lock',
      'field-set folio_mkwrite_check_truncate',
      'within-size folio_mkwrite_check_truncate',
      'set-dirty folio_mark_dirty',
      'wait-writeback folio_wait_stable',
      'unlock folio_unlock',
    ],
    page: true,
    locked: false,
    proposes: 'xfs-null-check',
    leaves: [/loop while \(\(ret = iomap_iter/],
  },
  {
    file: 'fs/ext4/inode.c',
    name: 'ext4_page_mkwrite',
    steps: [
      'invalidate-lock-shared filemap_invalidate_lock_shared',
      'lock lock_page',
      'field-is-mapping ext4_page_mkwrite',
      'field-is-mapping block_page_mkwrite',
      'within-size block_page_mkwrite',
      'set-dirty set_page_dirty',
      'wait-writeback wait_for_stable_page',
      'invalidate-unlock-shared filemap_invalidate_unlock_shared',
    ],
    page: true,
    locked: false,
    proposes: 'lookup-truncate',
    leaves: [/the journal is not in the model/, /buffers are not in the model/],
  },
  {
    file: 'mm/vmscan.c',
    name: '__remove_mapping',
    whole: ['freeze ↳end', 'test-dirty ↳4', 'unfreeze', 'return', 'delete-from-cache'],
    page: true,
    locked: true,
    proposes: 'reclaim-attachment',
  },
  {
    file: 'drivers/video/fbdev/core/fb_defio.c',
    name: 'fb_deferred_io_mkwrite',
    whole: ['either ↳end', 'lock'],
    page: true,
    locked: false,
  },
];

describe.skipIf(!there)(`slices of Linux 6.1 (${there ? TREE : 'no tree: set MAPSHIFT_KERNEL_6_1'})`, () => {
  const paths = there ? pathsOf(TREE) : null;

  it.each(FUNCTIONS)('$name', { timeout: 120_000 }, async (expected) => {
    if (!paths) throw new Error('no tree');
    const program = await sliceOf(paths, expected.name, expected.file);
    if (expected.whole) expect(ops(program)).toEqual(expected.whole);
    const steps = new Set(program.instructions.map(({ op, fn }) => `${op} ${fn}`));
    for (const step of expected.steps ?? []) expect(steps, step).toContain(step);
    expect(program.given).toMatchObject({ page: expected.page, locked: expected.locked });
    expect(program.release).toBe('v6.1');
    const left = leftOut(program);
    for (const pattern of expected.leaves ?? []) expect(left.join('\n')).toMatch(pattern);
    if (expected.proposes)
      expect(proposals(program).map(({ scenario }) => scenario)).toContain(expected.proposes);
    expect(lostIn(program)).toEqual([]);
  });
});

/** Steps after which the player, running the path alone, finds itself where the slice cannot be right. */
function lostIn(program: Program): string[] {
  const machine = machineFor(sliceScenario(program), { scheme: 'field', variant: 'alone', set: {} });
  const seen = new Set<string>();
  const lost = new Set<string>();
  const open = [{ words: machine.words.slice(), by: '' }];
  for (let state = open.pop(); state; state = open.pop()) {
    machine.load(state.words);
    const step = machine.stepOf(0);
    if (step && /lost its way/.test(step.does)) lost.add(state.by);
    const by = `${step?.fn}:${step?.at?.line}`;
    eachSuccessor(machine, state.words, () => {
      const words = machine.words.slice();
      const key = words.join();
      if (seen.has(key)) return;
      seen.add(key);
      open.push({ words, by });
    });
  }
  return [...lost];
}
