/** Slices of the sample tree, whole: what changed shows as a diff of the snapshot. `vitest -u` writes it anew. */
import { describe, expect, it } from 'vitest';
import { proposals } from '../../../server/paths/slice/proposals.ts';
import { scenarios } from '../../../sim-core/scenarios/index.ts';
import { TESTS } from '../../../sim-core/slice/program.ts';
import { MINI_KERNEL } from '../../support/annotations.ts';
import { leftOut, listing, pathsOf, sliceOf } from './support.ts';

const FUNCTIONS: readonly (readonly [string, string])[] = [
  ['mm/filemap.c', 'filemap_fault'],
  ['mm/filemap.c', 'filemap_lock_folio'],
  ['mm/filemap.c', 'find_lock_page'],
  ['mm/filemap.c', 'find_get_pages_contig'],
  ['mm/filemap.c', 'filemap_page_mkwrite'],
  ['mm/filemap.c', 'generic_file_read_iter'],
  ['mm/truncate.c', 'truncate_inode_folio'],
  ['mm/truncate.c', 'truncate_inode_pages_range'],
  ['mm/truncate.c', 'invalidate_inode_pages2'],
  ['mm/page-writeback.c', 'write_cache_pages'],
  ['mm/page-writeback.c', 'filemap_dirty_folio'],
  ['mm/memory.c', 'do_page_mkwrite'],
  ['mm/memory.c', 'do_shared_fault'],
  ['mm/vmscan.c', 'shrink_folio_list'],
  ['mm/ksm.c', 'get_ksm_page'],
];

const paths = pathsOf(MINI_KERNEL);
const ids = new Set(scenarios.map(({ id }) => id));

describe.each(FUNCTIONS)('%s %s', (file, name) => {
  it('is sliced as before', async () => {
    const program = await sliceOf(paths, name, file);
    const text = [
      `given: ${JSON.stringify(program.given)}`,
      ...listing(program),
      ...leftOut(program).map((each) => `- ${each}`),
      ...proposals(program).map(({ scenario }) => `> ${scenario}`),
    ];
    expect(text).toMatchSnapshot();
  });

  it('is a program that a player can follow', async () => {
    const program = await sliceOf(paths, name, file);
    const end = program.instructions.length;
    expect(JSON.parse(JSON.stringify(program))).toEqual(program);
    for (const [index, { op, otherwise, via, text, at }] of program.instructions.entries()) {
      if (otherwise !== undefined) expect(otherwise, `${index}`).toBeLessThanOrEqual(end);
      expect(TESTS.has(op), `${index} ${op}`).toBe(otherwise !== undefined);
      expect(via[0]).toBe(name);
      expect(text.length).toBeLessThanOrEqual(120);
      expect(at.line).toBeGreaterThan(0);
    }
    for (const { scenario } of proposals(program)) expect(ids).toContain(scenario);
  });
});
