// SPDX-License-Identifier: MIT
/* Moving a page's contents and its identity to another frame. Found by frame number: no context. */
#include <linux/migrate.h>
#include <linux/pagemap.h>

void *xa_store(struct xarray *xa, unsigned long index, void *entry);

int folio_migrate_mapping(struct address_space *mapping, struct folio *newfolio,
			  struct folio *folio, int extra_count)
{
	int expected = extra_count + 1;

	if (!mapping) {
		/* Anonymous page without swap space behind it: nobody else can see it. */
		newfolio->index = folio->index;
		newfolio->mapping = folio->mapping; /* use: folio write owner owner; folio read owner owner */
		return 0;
	}
	if (atomic_read(&folio->_refcount) != expected)
		return -EAGAIN;
	newfolio->mapping = folio->mapping; /* use: folio write owner owner; folio read owner owner */
	newfolio->index = folio->index;
	xa_store(&mapping->i_pages, folio->index, newfolio);
	return 0;
}

int migrate_folio(struct address_space *mapping, struct folio *dst, struct folio *src, /* converted: migrate_folio mapping */
		  enum migrate_mode mode)
{
	int rc = folio_migrate_mapping(mapping, dst, src, 0);

	if (rc)
		return rc;
	if (mode == MIGRATE_SYNC)
		folio_set_uptodate(dst);
	return 0;
}

static int move_to_new_folio(struct folio *dst, struct folio *src, enum migrate_mode mode)
{
	struct address_space *mapping = folio_mapping(src); /* rung: folio_mapping helper */
	int rc;

	if (!mapping)
		rc = migrate_folio(mapping, dst, src, mode);
	else
		rc = mapping->a_ops->migrate_folio(mapping, dst, src, mode);
	if (!rc && !folio_test_anon(src))
		src->mapping = NULL; /* use: folio write owner owner */
	return rc;
}

static int unmap_and_move(unsigned long private, struct page *page, enum migrate_mode mode)
{
	struct page *newpage = (struct page *)private;

	/* Truncated, but a file system's buffers still hang on it: free those and be done. */
	if (!page->mapping) { /* use: page null-test identity no-source */
		if (PagePrivate(page))
			ClearPagePrivate(page);
		return 0;
	}
	return move_to_new_folio(page_folio(newpage), page_folio(page), mode);
}

int migrate_pages(struct list_head *from, unsigned long private, enum migrate_mode mode)
{
	struct page *page, *page2;
	int nr_failed = 0;

	list_for_each_entry_safe(page, page2, from, lru) {
		if (unlikely(__PageMovable(page)))
			nr_failed += !page_movable_ops(page)->isolate_page(page);
		else if (unmap_and_move(private, page, mode))
			nr_failed++;
	}
	return nr_failed;
}

/* Compaction walks frames: whatever it meets, it holds nothing but the page. */
bool isolate_migratepages_block(unsigned long low_pfn, unsigned long end_pfn)
{
	unsigned long pfn;

	for (pfn = low_pfn; pfn < end_pfn; pfn++) {
		struct page *page = pfn_to_page(pfn);

		if (page_mapping(page) == NULL && page_count(page) > 1) /* rung: page_mapping helper */
			continue;
		if (pfn_to_page(pfn)->mapping && /* use: page null-test identity no-source */
		    mapping_unevictable(page->mapping)) /* use: page argument identity no-source */
			return false;
	}
	return true;
}
