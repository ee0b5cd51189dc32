// Calls that are not entered, and how the slicer tells what may lead to a page, as data.

/** Calls left out, with what the play loses by it; an empty reason: nothing that matters to it. */
const SKIPPED: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:xa_(?:un)?lock|spin_(?:un)?lock|write_(?:un)?lock|read_(?:un)?lock|pte_(?:offset_map_lock|unmap_unlock))/,
    '',
  ],
  [/^(?:trace_|pr_|dev_|printk|dump_|count_vm_|count_memcg|__count_|lockdep|might_|rcu_|cond_resched)/, ''],
  [
    /^(?:mem_cgroup|memcg_|lruvec|folio_(?:add|mark|set|clear|rotate)_|__folio_set_|workingset|mod_|__mod_)/,
    '',
  ],
  [/^(?:inc_|dec_|__inc_|__dec_|task_io_|percpu_|node_|zone_|lru_|mark_page_|delayacct|psi_)/, ''],
  [
    /^(?:folio_test_|folio_(?:nr_pages|pos|size|index|contains|batch_|pfn|order|shift|zone|nid|page_idx|next_index|ref_count|mapcount|mapped|maybe))/,
    '',
  ],
  [
    /^(?:page_(?:offset|index|count|mapcount|mapped|to_|size|address|is_|zone|has_buffers|buffers|pgoff|evictable)|Page[A-Z]|SetPage|ClearPage|__ClearPage|__SetPage)/,
    '',
  ],
  [
    /^(?:mapping_(?:gfp|can_|exiting|cap_|unevictable|shrinkable|mapped|writably|large|set_|clear_|empty|use_|release_always|with_)|dax_mapping|shmem_mapping|inode_(?:add|to|dio)|wbc_|wb_)/,
    '',
  ],
  [
    /^(?:flush_(?:cache|dcache|tlb|anon)|mmu_notifier|update_mmu|arch_|kasan|kmsan|tlb_|pte_(?:write|dirty|present|none|young|protnone|savedwrite|pfn)|pmd_|pud_|vma_|mm_tlb)/,
    '',
  ],
  [
    /^(?:xas_(?:set|unlock|lock|pause|reset|init|error|nomem|store|create|advance|clear|for|not|invalid|valid)|XA_|xa_(?:to|mk|is|err)|pagevec_(?:count|init|space|add)|__pagevec_lru)/,
    '',
  ],
  [
    /^(?:get_|put_)(?:cpu|device|task|cred|user|super)|^(?:list_|hlist_|atomic|test_|set_bit|clear_bit|bit_|kmap|kunmap|fput|file_|sb_|inode_|IS_|S_IS|iput|mutex_|schedule)/,
    '',
  ],
  [
    /^(?:zap_|cleancache_|fscache_|filemap_(?:unaccount|nr_|set_wb|check|sample|account)|folio_account_|account_page|page_cpupid|hugetlb_|try_to_free_swap)/,
    'accounting of the page is not in the model',
  ],
  [
    /^(?:page_cache_(?:sync|async|ra|next|prev)|do_page_cache_ra|force_page_cache_ra|ondemand_readahead|do_(?:a?sync)_mmap_readahead|read_pages)/,
    'readahead brings in other pages; it is not played',
  ],
  [
    /^(?:__block_write_begin|create_empty_buffers|create_page_buffers|folio_create_(?:empty_)?buffers|try_to_free_buffers|drop_buffers|buffer_|mark_buffer_|\w*_buffers$|block_invalidate|iomap_(?:page_create|set_range|invalidate|release))/,
    'buffers are not in the model',
  ],
  [/_journal_|^jbd2_|_trans_|^xfs_trans|_xattr/, 'the journal is not in the model'],
  [
    /^(?:__alloc_|alloc_|kmalloc|kzalloc|kmem_cache|vmalloc|free_|__free_|kfree|split_|shmem_|swap_|add_to_swap|__delete_from_swap|put_swap|migrate_pages?$|reclaim_)/,
    '',
  ],
];

/** Null: the call may be entered. Else why it is not, empty where nothing is lost that matters. */
export function skipped(name: string): string | null {
  return SKIPPED.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** Macros that stop the machine or complain: their condition is what the author is sure of. */
export const ASSERTION =
  /^(?:VM_)?(?:BUG_ON|WARN_ON)|^(?:VM_)?(?:WARN|BUG)(?:_ONCE|_RATELIMIT)?$|^(?:J_)?ASSERT|^VM_WARN/;

/** Macros and inlines that yield their first argument. */
export const TRANSPARENT =
  /^(?:READ_ONCE|ACCESS_ONCE|likely|unlikely|smp_load_acquire|rcu_dereference\w*|data_race|WARN_ON|WARN_ON_ONCE|VM_WARN_ON_ONCE|WARN|WARN_ONCE|VM_WARN_ON_ONCE_FOLIO|VM_WARN_ON_ONCE_PAGE|VM_WARN_ON_FOLIO|unlikely_notrace|__builtin_expect)$/;

/** Records through which a callee may come to the page: a call that is handed one may be entered. */
export const CARRIERS: ReadonlySet<string> = new Set([
  'page',
  'folio',
  'address_space',
  'vm_fault',
  'folio_batch',
  'pagevec',
  'page_vma_mapped_walk',
  'xa_state',
]);

/** Members whose value is such a thing, whatever the record. */
export const PAGE_MEMBERS: ReadonlySet<string> = new Set([
  'page',
  'folio',
  'b_page',
  'b_folio',
  'bv_page',
  'head',
]);
export const MAPPING_MEMBERS: ReadonlySet<string> = new Set(['i_mapping', 'f_mapping']);

/** Names of a page that is not the one the function is about: the new one of a migration, KSM's own. */
export const OTHER_PAGE =
  /^(?:new|dst|kpage|kfolio|newpage|newfolio|new_page|new_folio|to|dst_page|dst_folio|tail|next)$/;

/** Members that point to tables of functions, where only one record's do. */
export const TABLES: Readonly<Record<string, string>> = {
  a_ops: 'address_space_operations',
  vm_ops: 'vm_operations_struct',
};
