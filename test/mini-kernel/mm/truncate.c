// SPDX-License-Identifier: MIT
/* Taking pages out of a file. Here the field itself is the question, not a way to something else. */
#include <linux/pagemap.h>
#include <linux/pagevec.h>

static void truncate_cleanup_folio(struct folio *folio)
{
	if (folio_test_private(folio))
		folio->mapping->a_ops->invalidate_folio(folio, 0, PAGE_SIZE); /* use: folio dereference identity raw */
	folio_clear_dirty(folio);
}

int truncate_inode_folio(struct address_space *mapping, struct folio *folio)
{
	if (folio->mapping != mapping) /* use: folio compare truncation raw */
		return -EIO;
	truncate_cleanup_folio(folio);
	filemap_remove_folio(folio);
	return 0;
}

static int invalidate_complete_page(struct address_space *mapping, struct page *page)
{
	if (page->mapping != mapping) /* use: page compare truncation raw */
		return 0;
	if (PagePrivate(page) && !mapping->a_ops->release_folio(page_folio(page), GFP_KERNEL))
		return 0;
	filemap_remove_folio(page_folio(page));
	return 1;
}

void truncate_inode_pages_range(struct address_space *mapping, pgoff_t start, pgoff_t end)
{
	struct folio_batch fbatch;
	unsigned int i;

	while (filemap_get_folios(mapping, &start, end, &fbatch)) {
		for (i = 0; i < folio_batch_count(&fbatch); i++) {
			folio_lock(fbatch.folios[i]);
			if (fbatch.folios[i]->mapping == mapping) /* use: folio compare truncation raw */
				truncate_inode_folio(mapping, fbatch.folios[i]);
			folio_unlock(fbatch.folios[i]);
		}
	}
}

unsigned long invalidate_mapping_pages(struct address_space *mapping, pgoff_t start)
{
	struct pagevec pvec;
	unsigned long count = 0;
	unsigned int i;

	while (pagevec_lookup_tag(&pvec, mapping, &start, 0)) {
		for (i = 0; i < pagevec_count(&pvec); i++) {
			struct page *page = pvec.pages[i];

			if (!trylock_page(page))
				continue;
			if (pvec.pages[i]->mapping == mapping) /* use: page compare truncation raw */
				count += invalidate_complete_page(mapping, page);
			unlock_page(page);
		}
	}
	return count;
}

static int folio_launder(struct address_space *mapping, struct folio *folio)
{
	if (!folio_test_dirty(folio))
		return 0;
	if (folio->mapping != mapping || mapping->a_ops->launder_folio == NULL) /* use: folio compare truncation raw */
		return 0;
	return mapping->a_ops->launder_folio(folio);
}

int invalidate_inode_pages2(struct inode *inode)
{
	struct address_space *mapping = inode->i_mapping;
	struct folio *folio = filemap_get_folio(mapping, 0);
	int ret = 0;

	if (!folio)
		return 0;
	folio_lock(folio);
	if (unlikely(folio->mapping != inode->i_mapping)) /* use: folio compare truncation raw */
		goto out;
	ret = folio_launder(mapping, folio);
	if (!ret && !invalidate_complete_page(mapping, folio_page(folio, 0)))
		ret = -EBUSY;
out:
	folio_unlock(folio);
	return ret;
}
