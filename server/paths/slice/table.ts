// What kernel functions do to a page, as data. To teach the slicer a function, add its name to a line.
// Names of 4.17 (pages), 6.1 (folios) and 6.12 stand side by side; they never collide.
import { type Effect, each, type Table } from './effect.ts';

const KILLABLE = 'a signal that ends the wait is not played';
const LOOKUP = 'the lookup, its reference and the second look at the slot are one operation here';
const ONE_PTE = 'the model has one PTE for each process';
const ANY_RIGHTS = 'whether the PTE may be written depends on the fault; shown as writable';

const lock = (result: Effect['result'], lost?: string): Effect => ({
  ops: ['lock'],
  result,
  ...(lost !== undefined && { lost }),
});
const find = (rest: Partial<Effect> = {}): Effect => ({ ops: ['find'], result: 'page', ...rest });
const none = (result: Effect['result'], rest: Partial<Effect> = {}): Effect => ({ ops: [], result, ...rest });

export const CALLS: Table = {
  // the page lock
  ...each('folio_lock lock_page __folio_lock __lock_page', lock('unknown')),
  ...each(
    'folio_lock_killable lock_page_killable __folio_lock_killable __lock_page_killable __folio_lock_async',
    lock('0', KILLABLE),
  ),
  ...each('folio_lock_or_retry __folio_lock_or_retry lock_page_or_retry __lock_page_or_retry', {
    ...lock('T', 'giving up the lock to let the fault be retried is not played'),
    era: 'until 6.5',
  }),
  ...each('folio_trylock trylock_page', { ops: ['trylock'], result: 'bool' }),
  ...each('folio_unlock unlock_page', { ops: ['unlock'], result: 'unknown' }),
  ...each('folio_wait_locked wait_on_page_locked __folio_wait_locked', {
    ops: ['wait-locked'],
    result: 'unknown',
  }),
  ...each('folio_wait_locked_killable wait_on_page_locked_killable', {
    ops: ['wait-locked'],
    result: '0',
    lost: KILLABLE,
  }),
  ...each('folio_put_wait_locked put_and_wait_on_page_locked', {
    ops: ['wait-locked', 'put'],
    result: '0',
    guess: 'the kernel drops the reference before it sleeps; here after',
  }),
  ...each('folio_wake_bit wake_up_page wake_up_page_bit folio_wake', { ops: ['wake'], result: 'unknown' }),
  ...each('folio_test_locked PageLocked', none('locked')),

  // references
  ...each('folio_get get_page', { ops: ['get'], result: 'unknown' }),
  ...each('folio_put put_page', { ops: ['put'], result: 'unknown' }),
  ...each(
    'folio_try_get folio_try_get_rcu folio_try_get_fast get_page_unless_zero page_cache_get_speculative try_get_folio try_get_page',
    { ops: ['get-unless-zero'], result: 'bool', after: 'find' },
  ),
  ...each('folio_ref_freeze page_ref_freeze', { ops: ['freeze'], result: 'bool' }),
  ...each('folio_ref_unfreeze page_ref_unfreeze', { ops: ['unfreeze'], result: 'unknown' }),

  // the page cache
  ...each('filemap_get_folio find_get_page find_get_entry mapping_get_entry filemap_get_entry', find()),
  ...each(
    'xas_load xas_find xas_find_marked xas_next xas_next_entry xas_find_conflict xa_load radix_tree_lookup_slot radix_tree_deref_slot radix_tree_lookup',
    find({ toPage: true, guess: LOOKUP }),
  ),
  ...each('xas_reload', none('P', { toPage: true })),
  ...each(
    'filemap_get_folios filemap_get_folios_contig filemap_get_folios_tag find_get_entries find_get_pages find_get_pages_contig find_get_pages_range find_get_pages_range_tag pagevec_lookup pagevec_lookup_range pagevec_lookup_range_tag pagevec_lookup_tag pagevec_lookup_entries',
    { ops: ['find'], result: 'bool', guess: 'looks many pages up; one of them is played' },
  ),
  ...each('filemap_add_folio add_to_page_cache_lru add_to_page_cache', {
    ops: ['add-to-cache'],
    result: 'error',
  }),
  ...each('filemap_alloc_folio __page_cache_alloc page_cache_alloc', none('P')),
  ...each('filemap_remove_folio delete_from_page_cache', {
    ops: ['delete-from-cache', 'put'],
    result: 'unknown',
    locked: 'takes the page out of the cache, which wants it locked (BUG_ON)',
  }),
  ...each('delete_from_page_cache_batch', {
    ops: ['delete-from-cache', 'put'],
    result: 'unknown',
    locked: 'takes the pages out of the cache, which wants them locked',
  }),
  ...each('folio_batch_release __folio_batch_release pagevec_release __pagevec_release release_pages', {
    ops: ['put'],
    result: 'unknown',
    guess: 'drops the references to many pages; one of them is played',
  }),
  ...each('__filemap_remove_folio __delete_from_page_cache', {
    ops: ['delete-from-cache'],
    result: 'unknown',
    locked: 'takes the page out of the cache, which wants it locked',
  }),
  ...each('folio_is_truncated page_is_truncated', { ops: ['field-is-mapping'], result: 'inverted' }),
  ...each('xa_is_value radix_tree_exceptional_entry radix_tree_exception xa_is_zero xas_retry', {
    ...none('0'),
    lost: 'entries of the cache that are no pages (shadows, swap, retries) are not in the model',
  }),

  // the file is cut: invalidate_lock, and what file systems had before it
  ...each('filemap_invalidate_lock', { ops: ['invalidate-lock'], result: 'unknown' }),
  ...each('filemap_invalidate_lock_shared', { ops: ['invalidate-lock-shared'], result: 'unknown' }),
  ...each('filemap_invalidate_trylock_shared', {
    ops: ['invalidate-lock-shared'],
    result: 'T',
    guess: 'only tries in the kernel, and waits here',
  }),
  ...each('filemap_invalidate_unlock', { ops: ['invalidate-unlock'], result: 'unknown' }),
  ...each('filemap_invalidate_unlock_shared', { ops: ['invalidate-unlock-shared'], result: 'unknown' }),
  ...each('down_write', { ops: ['invalidate-lock'], result: 'unknown', when: /i_mmap_?(?:sem|lock)\b/ }),
  ...each('up_write', { ops: ['invalidate-unlock'], result: 'unknown', when: /i_mmap_?(?:sem|lock)\b/ }),
  ...each('down_read', {
    ops: ['invalidate-lock-shared'],
    result: 'unknown',
    when: /i_mmap_?(?:sem|lock)\b/,
  }),
  ...each('up_read', {
    ops: ['invalidate-unlock-shared'],
    result: 'unknown',
    when: /i_mmap_?(?:sem|lock)\b/,
  }),
  ...each('i_size_read', none('size')),

  // flags
  ...each('folio_test_uptodate PageUptodate', { ops: ['test-uptodate'], result: 'bool' }),
  ...each('folio_mark_uptodate SetPageUptodate __folio_mark_uptodate', {
    ops: ['set-uptodate'],
    result: 'unknown',
  }),
  ...each('folio_test_dirty PageDirty', { ops: ['test-dirty'], result: 'bool' }),
  ...each(
    'folio_mark_dirty set_page_dirty filemap_dirty_folio __set_page_dirty_nobuffers __set_page_dirty __set_page_dirty_buffers block_dirty_folio noop_dirty_folio folio_set_dirty SetPageDirty',
    { ops: ['set-dirty'], result: 'unknown' },
  ),
  ...each('set_page_dirty_lock folio_mark_dirty_lock', {
    ops: ['lock', 'set-dirty', 'unlock'],
    result: 'unknown',
  }),
  ...each('folio_test_set_dirty TestSetPageDirty', {
    ops: ['set-dirty'],
    result: 'unknown',
    guess: 'whether it was dirty before is not known here',
  }),
  ...each('__xa_set_mark xa_set_mark xas_set_mark radix_tree_tag_set', {
    ops: ['set-dirty'],
    result: 'unknown',
    when: /TAG_DIRTY/,
    guess: 'marks the page dirty in the page cache, where writeback looks; the flag was set before',
  }),
  ...each('folio_clear_dirty_for_io clear_page_dirty_for_io', { ops: ['clear-dirty'], result: 'bool' }),
  ...each(
    'folio_cancel_dirty __folio_cancel_dirty cancel_dirty_page folio_clear_dirty ClearPageDirty folio_test_clear_dirty TestClearPageDirty',
    { ops: ['clear-dirty'], result: 'bool' },
  ),
  ...each('folio_test_writeback PageWriteback', { ops: ['test-writeback'], result: 'bool' }),
  ...each(
    'folio_start_writeback __folio_start_writeback set_page_writeback set_page_writeback_keepwrite test_set_page_writeback folio_start_writeback_keepwrite',
    { ops: ['start-writeback'], result: 'unknown' },
  ),
  ...each('folio_end_writeback end_page_writeback', { ops: ['end-writeback'], result: 'unknown' }),
  ...each('folio_wait_writeback wait_on_page_writeback', { ops: ['wait-writeback'], result: 'unknown' }),
  ...each('folio_wait_writeback_killable', { ops: ['wait-writeback'], result: '0', lost: KILLABLE }),
  ...each('folio_wait_stable wait_for_stable_page', {
    ops: ['wait-writeback'],
    result: 'unknown',
    guess: 'waits only where the device needs pages that do not change',
  }),

  // page tables
  ...each('folio_mkclean page_mkclean mapping_wrprotect_range', { ops: ['mkclean'], result: 'unknown' }),
  ...each(
    'try_to_unmap try_to_migrate unmap_mapping_folio unmap_mapping_page unmap_mapping_pages unmap_mapping_range',
    { ops: ['unmap'], result: 'unknown' },
  ),
  ...each('ptep_clear_flush ptep_clear_flush_notify ptep_get_and_clear', {
    ops: ['unmap'],
    result: 'unknown',
    guess: `one PTE is cleared; ${ONE_PTE}`,
  }),
  ...each('set_pte_at set_pte_at_notify', {
    ops: ['map-writable'],
    result: 'unknown',
    guess: 'the rights of the entry are not known; shown as writable',
  }),
  ...each('do_set_pte set_pte_range alloc_set_pte finish_fault', {
    ops: ['map-writable'],
    result: '0',
    guess: ANY_RIGHTS,
  }),
  ...each('wp_page_reuse', { ops: ['map-writable'], result: 'unknown' }),
  ...each('ptep_set_access_flags', {
    ops: ['map-writable'],
    result: 'T',
    guess: 'the rights of the entry are not known; shown as writable',
  }),
  ...each('pte_wrprotect ptep_modify_prot_start', none('RO')),
  ...each('pte_mkwrite pte_mkwrite_novma maybe_mkwrite', none('RW')),
  ...each('pte_mkclean pte_mkdirty pte_mkyoung pte_mkold pte_sw_mkyoung pte_clear_savedwrite pte_mkspecial', {
    ...none('argument'),
    of: 0,
  }),

  // data
  ...each(
    'copy_page_to_iter copy_folio_to_iter memcpy_from_page memcpy_from_folio bio_add_page bio_add_folio submit_bh submit_bh_wbc __bio_add_page',
    { ops: ['use-data'], result: 'unknown' },
  ),
  ...each(
    'copy_page_from_iter_atomic iov_iter_copy_from_user_atomic copy_folio_from_iter_atomic memcpy_to_page memcpy_to_folio zero_user zero_user_segment zero_user_segments folio_zero_segment folio_zero_segments folio_zero_range clear_highpage clear_user_highpage',
    { ops: ['write-data'], result: 'unknown' },
  ),
  ...each('filemap_read_folio', {
    ops: ['set-uptodate', 'unlock', 'wait-locked'],
    result: 'unknown',
    guess:
      '->read_folio marks the page uptodate and unlocks it when the read is done; that it may fail is not played',
  }),

  // values
  ...each('page_folio compound_head folio_page folio_file_page nth_page thp_head page_head', {
    ...none('argument'),
    of: 0,
  }),
  ...each('DIV_ROUND_UP round_up round_down min max min_t max_t ALIGN PAGE_ALIGN i_blocks_per_page', {
    ...none('argument'),
    of: 0,
  }),
  ...each('folio_test_anon PageAnon folio_test_ksm PageKsm folio_test_swapcache PageSwapCache', {
    ...none('0'),
    lost: 'the page played belongs to a file: it is not anonymous, merged or swapped',
  }),
  ...each(
    'PageTransCompound PageCompound PageTail folio_test_large folio_test_hugetlb PageHuge PageTransHuge',
    {
      ...none('0'),
      lost: 'large and huge pages are not in the model',
    },
  ),
};

/** What every function in a slot has promised, by the slot: used where the table has many. */
export const SLOTS: Table = {
  ...each('read_folio readpage', {
    ops: ['set-uptodate', 'unlock'],
    result: '0',
    guess: 'what every read promises: the page comes unlocked, uptodate unless it failed',
  }),
  ...each('writepage', {
    ops: ['start-writeback', 'unlock', 'end-writeback'],
    result: '0',
    guess: 'what every writepage promises: writeback begins, the page is unlocked, I/O ends later',
  }),
  ...each('dirty_folio set_page_dirty', {
    ops: ['set-dirty'],
    result: 'unknown',
    guess: 'what every implementation does in the end',
  }),
};

/** What holds when a function is called through a slot, with the reason. */
export const CONTRACTS: Readonly<Record<string, string>> = {
  writepage: '->writepage is called with the page locked',
  readpage: '->readpage is called with the page locked',
  read_folio: '->read_folio is called with the folio locked',
  write_end: '->write_end is called with the page locked',
  invalidatepage: '->invalidatepage is called with the page locked',
  invalidate_folio: '->invalidate_folio is called with the folio locked',
  releasepage: '->releasepage is called with the page locked',
  release_folio: '->release_folio is called with the folio locked',
  launder_page: '->launder_page is called with the page locked',
  launder_folio: '->launder_folio is called with the folio locked',
  migratepage: '->migratepage is called with the page locked',
  migrate_folio: '->migrate_folio is called with the folio locked',
};
