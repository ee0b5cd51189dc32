// SPDX-License-Identifier: MIT
/* Reclaim: pages come from the LRU lists alone, so there is no file or area to ask. */
#include <linux/migrate.h>
#include <linux/pagemap.h>
#include <linux/rmap.h>
#include <linux/writeback.h>

int page_evictable(struct page *page);

struct scan_control {
	unsigned long nr_to_reclaim;
	gfp_t gfp_mask;
};

static int __remove_mapping(struct address_space *mapping, struct folio *folio)
{
	BUG_ON(!PageLocked(&folio->page));
	BUG_ON(mapping != folio_mapping(folio)); /* rung: folio_mapping helper */

	if (atomic_read(&folio->_refcount) != 2)
		return 0;
	filemap_remove_folio(folio);
	return 1;
}

static int pageout(struct folio *folio, struct address_space *mapping) /* converted: pageout mapping */
{
	struct writeback_control wbc = { .nr_to_write = 1 };

	if (!mapping->a_ops->writepage)
		return -EINVAL;
	if (!clear_page_dirty_for_io(&folio->page))
		return 0;
	return mapping->a_ops->writepage(&folio->page, &wbc);
}

unsigned int shrink_folio_list(struct list_head *folio_list, struct scan_control *sc)
{
	unsigned int nr_reclaimed = 0;

	while (!list_empty(folio_list)) {
		struct address_space *mapping;
		struct folio *folio = list_entry(folio_list->next, struct folio, lru);

		list_del(&folio->lru);
		if (folio_test_anon(folio) && !folio_test_swapcache(folio))
			continue;
		mapping = folio->mapping; /* use: folio read identity no-source */
		if (mapping && folio_test_dirty(folio) && pageout(folio, mapping))
			continue;
		if (!mapping || !__remove_mapping(mapping, folio))
			continue;
		nr_reclaimed++;
		if (nr_reclaimed >= sc->nr_to_reclaim)
			break;
	}
	return nr_reclaimed;
}

bool isolate_lru_page(struct list_head *lru)
{
	struct page *page;

	list_for_each_entry(page, lru, lru) {
		if (!page_evictable(page))
			continue;
		if (PageDirty(page) && !READ_ONCE(page->mapping)) /* use: page null-test identity no-source */
			return false;
	}
	/* The first one decides how the rest is scanned. */
	return list_first_entry(lru, struct page, lru)->mapping != NULL; /* use: page null-test identity no-source */
}
