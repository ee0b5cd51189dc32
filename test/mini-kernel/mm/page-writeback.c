// SPDX-License-Identifier: MIT
/* Dirtying pages and writing them out. */
#include <linux/pagemap.h>
#include <linux/pagevec.h>
#include <linux/writeback.h>

int write_cache_pages(struct address_space *mapping, struct writeback_control *wbc,
		      writepage_t writepage, void *data)
{
	pgoff_t index = (pgoff_t)wbc->range_start >> PAGE_SHIFT;
	struct pagevec pvec;
	unsigned int i;
	int ret = 0;

	while (!ret && pagevec_lookup_tag(&pvec, mapping, &index, PG_dirty)) {
		for (i = 0; i < pvec.nr; i++) {
			struct page *page = pvec.pages[i];

			lock_page(page);
			/* Truncated, or moved to another file, while it waited for its turn. */
			if (unlikely(page->mapping != mapping)) { /* use: page compare truncation raw */
continue_unlock:
				unlock_page(page);
				continue;
			}
			if (!PageDirty(page))
				goto continue_unlock;
			if (!clear_page_dirty_for_io(page))
				goto continue_unlock;
			ret = writepage(page, wbc, data);
			if (ret)
				break;
		}
	}
	return ret;
}

void account_page_dirtied(struct page *page, struct address_space *mapping) /* converted: account_page_dirtied mapping */
{
	struct inode *inode = mapping->host;

	if (inode->i_sb)
		SetPageChecked(page);
}

bool filemap_dirty_folio(struct address_space *mapping, struct folio *folio)
{
	if (folio_test_dirty(folio))
		return false;
	folio_set_dirty(folio);
	spin_lock(&mapping->i_pages.xa_lock);
	if (folio->mapping) { /* use: folio null-test truncation raw */
		WARN_ON_ONCE(folio->mapping != mapping); /* use: folio compare identity checked */
		account_page_dirtied(&folio->page, mapping);
	}
	spin_unlock(&mapping->i_pages.xa_lock);
	return true;
}

bool folio_mark_dirty(struct folio *folio)
{
	struct address_space *mapping = folio_mapping(folio); /* rung: folio_mapping helper */

	if (likely(mapping))
		return mapping->a_ops->dirty_folio(mapping, folio);
	return filemap_dirty_folio(MAPPING_NULL, folio); /* rung: MAPPING_NULL parameter */
}

bool set_page_dirty(struct page *page)
{
	return folio_mark_dirty(page_folio(page));
}

void redirty_page_for_writepage(struct writeback_control *wbc, struct page *page)
{
	struct address_space *mapping = page->mapping; /* use: page init identity raw */

	wbc->nr_to_write++;
	mapping->a_ops->dirty_folio(mapping, page_folio(page));
}

bool clear_page_dirty_for_io(struct page *page)
{
	struct address_space *mapping = page_mapping(page); /* rung: page_mapping helper */

	if (mapping && page_mkclean(page))
		set_page_dirty(page);
	if (!PageDirty(page))
		return false;
	ClearPageDirty(page);
	return true;
}

void folio_wait_stable(struct folio *folio)
{
	if (folio_inode(folio)->i_sb && /* rung: folio_inode helper */
	    folio->mapping->flags >> AS_STABLE_WRITES & 1) /* use: folio dereference identity raw */
		wait_on_page_writeback(&folio->page);
}
