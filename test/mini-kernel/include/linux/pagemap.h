/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PAGEMAP_H
#define _LINUX_PAGEMAP_H

#include <linux/mm.h>

struct readahead_control {
	struct file *file;
	struct address_space *mapping;
	pgoff_t _index;
	unsigned int _nr_pages;
};

#define DEFINE_READAHEAD(ractl, f, m, i)				\
	struct readahead_control ractl = {				\
		.file = f,						\
		.mapping = m, /* not a use: struct readahead_control */	\
		._index = i,						\
	}

enum mapping_flags {
	AS_EIO,
	AS_ENOSPC,
	AS_UNEVICTABLE,
	AS_STABLE_WRITES,
};

static inline void mapping_set_error(struct address_space *mapping, int error)
{
	if (likely(!error))
		return;
	mapping->flags |= 1UL << (error == -ENOSPC ? AS_ENOSPC : AS_EIO);
}

static inline bool mapping_unevictable(struct address_space *mapping)
{
	return mapping && (mapping->flags >> AS_UNEVICTABLE & 1);
}

static inline gfp_t mapping_gfp_mask(struct address_space *mapping)
{
	return mapping->gfp_mask;
}

static inline struct inode *folio_inode(struct folio *folio)
{
	return folio->mapping->host; /* use: folio dereference identity owner */
}

static inline struct address_space *page_file_mapping(struct page *page)
{
	struct folio *folio = page_folio(page);

	if (unlikely(folio_test_swapcache(folio)))
		return NULL;
	return folio->mapping; /* use: folio read identity owner */
}

static inline loff_t page_offset(struct page *page)
{
	return (loff_t)page->index << PAGE_SHIFT;
}

static inline loff_t folio_pos(struct folio *folio)
{
	return page_offset(&folio->page);
}

struct folio *filemap_get_folio(struct address_space *mapping, pgoff_t index);
struct page *find_get_page(struct address_space *mapping, pgoff_t index);
struct page *find_lock_page(struct address_space *mapping, pgoff_t index);
struct page *grab_cache_page(struct address_space *mapping, pgoff_t index);
int add_to_page_cache(struct page *page, struct address_space *mapping, pgoff_t index);
void filemap_remove_folio(struct folio *folio);
struct folio *readahead_folio(struct readahead_control *ractl);
unsigned int readahead_count(struct readahead_control *ractl);

void lock_page(struct page *page);
bool trylock_page(struct page *page);
void unlock_page(struct page *page);
void end_page_writeback(struct page *page);
void wait_on_page_writeback(struct page *page);

static inline void folio_lock(struct folio *folio)
{
	lock_page(&folio->page);
}

static inline void folio_unlock(struct folio *folio)
{
	unlock_page(&folio->page);
}

/* After the page lock has been taken for a write fault: how much of the page is inside the file. */
static inline int page_mkwrite_check_truncate(struct page *page, struct inode *inode)
{
	loff_t size = i_size_read(inode);

	if (page->mapping != inode->i_mapping) /* use: page compare truncation raw */
		return -EINVAL;
	if (page_offset(page) >= size)
		return -EINVAL;
	return (int)min(size - page_offset(page), (loff_t)PAGE_SIZE);
}

#endif
