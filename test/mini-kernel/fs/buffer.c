// SPDX-License-Identifier: MIT
/*
 * Buffer heads. A buffer knows its page and the page knows the file; for a block device's own
 * cache that file is the device's inode, not the one somebody opened.
 */
#include <linux/bio.h>
#include <linux/buffer_head.h>
#include <linux/pagevec.h>

/* Widened by the conversion's first step: the parameter is there, the body ignores it. */
void create_empty_buffers(struct page *page, struct address_space *__mapping,
			  unsigned long blocksize)
{
	struct buffer_head *bh = kmalloc(sizeof(*bh), GFP_NOFS);

	if (!bh)
		return;
	bh->b_size = blocksize;
	bh->b_this_page = bh;
	spin_lock(&page->mapping->private_lock); /* use: page dereference identity parameter */
	page->private = (unsigned long)bh;
	SetPagePrivate(page);
	spin_unlock(&page->mapping->private_lock); /* use: page dereference identity parameter */
}

/* The same step further on: every caller hands in the real mapping. */
static void clean_page_buffers(struct page *page, struct address_space *__mapping)
{
	struct inode *inode = page->mapping->host; /* use: page dereference identity parameter */

	if (i_size_read(inode) < page_offset(page))
		ClearPageUptodate(page);
}

/* And the step after that: the value that was passed and the field are held against each other. */
static void zero_new_buffers(struct page *page, struct address_space *mapping, unsigned int from)
{
	mapping = fs_page_mapping(page, mapping); /* rung: fs_page_mapping checked */
	if (from < PAGE_SIZE && mapping->host)
		set_page_dirty(page);
}

/* The end of the road: the mapping comes from the caller and the field is left alone. */
static int discard_buffers(struct page *page, struct address_space *mapping) /* converted: discard_buffers mapping */
{
	spin_lock(&mapping->private_lock);
	ClearPagePrivate(page);
	page->private = 0;
	spin_unlock(&mapping->private_lock);
	return mapping->host->i_blkbits;
}

static void end_buffer_async_write(struct buffer_head *bh, int uptodate)
{
	struct page *page = bh->b_page;

	if (!uptodate) {
		mark_buffer_write_io_error(bh);
		mapping_set_error(page->mapping, -EIO); /* use: page argument identity raw */
	}
	end_page_writeback(page);
}

void mark_buffer_write_io_error(struct buffer_head *bh)
{
	/* Nobody locks the page here: it may leave the file between the two reads. */
	if (bh->b_page && bh->b_page->mapping) /* use: page null-test truncation raw */
		mapping_set_error(bh->b_page->mapping, -EIO); /* use: page argument identity raw */
	if (bh->b_assoc_map)
		mapping_set_error(bh->b_assoc_map, -EIO);
}

void mark_buffer_dirty_inode(struct buffer_head *bh, struct inode *inode)
{
	struct address_space *mapping = inode->i_mapping;
	struct address_space *buffer_mapping = bh->b_folio->mapping; /* use: folio init identity raw */

	mark_buffer_dirty(bh);
	if (!mapping->private_data)
		mapping->private_data = buffer_mapping;
	else
		BUG_ON(mapping->private_data != buffer_mapping);
	if (!bh->b_assoc_map)
		bh->b_assoc_map = mapping;
}

static void __set_page_dirty(struct page *page, struct address_space *mapping, int warn)
{
	spin_lock(&mapping->i_pages.xa_lock);
	if (page->mapping) { /* use: page null-test truncation raw */
		WARN_ON_ONCE(warn && !PageUptodate(page));
		account_page_dirtied(page, mapping);
	}
	spin_unlock(&mapping->i_pages.xa_lock);
}

bool block_dirty_folio(struct address_space *mapping, struct folio *folio) /* converted: block_dirty_folio mapping */
{
	bool newly_dirty = !folio_test_dirty(folio);

	folio_set_dirty(folio);
	if (newly_dirty)
		__set_page_dirty(&folio->page, mapping, 1);
	return newly_dirty;
}

void mark_buffer_dirty(struct buffer_head *bh)
{
	struct address_space *mapping = page_mapping(bh->b_page); /* rung: page_mapping helper */

	bh->b_state |= 1UL << BH_Dirty;
	if (mapping)
		__set_page_dirty(bh->b_page, mapping, 0);
}

void block_invalidate_folio(struct folio *folio, size_t offset, size_t length)
{
	struct buffer_head *bh = folio_buffers(folio);

	BUG_ON(!folio_test_locked(folio));
	if (!bh || offset || length < PAGE_SIZE)
		return;
	discard_buffers(&folio->page, folio->mapping); /* use: folio argument identity raw */
}

bool try_to_free_buffers(struct folio *folio)
{
	struct address_space * const mapping = folio->mapping; /* use: folio init identity raw */

	if (mapping == NULL) {
		folio_clear_private(folio);
		return true;
	}
	return discard_buffers(&folio->page, mapping) > 0;
}

int block_read_full_folio(struct folio *folio, get_block_t *get_block)
{
	struct inode *inode = folio->mapping->host; /* use: folio dereference identity raw */
	struct buffer_head *bh = folio_buffers(folio);

	if (!bh)
		create_empty_buffers(&folio->page, MAPPING_NULL, 1UL << inode->i_blkbits); /* rung: MAPPING_NULL parameter */
	bh = folio_buffers(folio);
	return bh ? get_block(inode, folio->index, bh, 0) : -ENOMEM;
}

int block_write_full_page(struct page *page, get_block_t *get_block,
			  struct writeback_control *wbc)
{
	struct inode * const inode = page->mapping->host; /* use: page dereference identity raw */
	struct buffer_head *bh, *head;

	if (!page_has_buffers(page))
		create_empty_buffers(page, MAPPING_NULL, inode->i_sb->s_blocksize); /* rung: MAPPING_NULL parameter */
	head = page_buffers(page);
	bh = head;
	do {
		if (!buffer_mapped(bh) && get_block(inode, page->index, bh, 1))
			return -EIO;
		bh->b_end_io = end_buffer_async_write;
		bh = bh->b_this_page;
	} while (bh != head);
	clean_page_buffers(page, inode->i_mapping);
	zero_new_buffers(page, inode->i_mapping, 0);
	return wbc->nr_to_write > 0 ? submit_bh(1, head) : 0;
}

int block_page_mkwrite(struct vm_area_struct *vma, struct vm_fault *vmf, get_block_t *get_block)
{
	struct page *page = vmf->page;
	struct inode *inode = file_inode(vma->vm_file);
	loff_t size;

	lock_page(page);
	size = i_size_read(inode);
	if ((page->mapping != inode->i_mapping) || /* use: page compare truncation raw */
	    (page_offset(page) > size)) {
		unlock_page(page);
		return -EINVAL;
	}
	return get_block(inode, page->index, page_buffers(page), 1);
}

/* Buffers of the journal: the page may hang in the device's cache under another inode. */
void __bforget(struct buffer_head *bh)
{
	bh->b_state &= ~(1UL << BH_Dirty);
	if (bh->b_assoc_map) {
		struct address_space *buffer_mapping = bh->b_page->mapping; /* use: page init identity raw */

		spin_lock(&buffer_mapping->private_lock);
		list_del(&bh->b_assoc_buffers);
		bh->b_assoc_map = NULL;
		spin_unlock(&buffer_mapping->private_lock);
	}
	WARN_ON(!bh_inode(bh));
}

loff_t page_seek_hole_data(struct inode *inode, pgoff_t index, pgoff_t end)
{
	struct pagevec pvec;
	loff_t found = -1;
	unsigned int i;

	while (pagevec_lookup_tag(&pvec, inode->i_mapping, &index, 0)) {
		for (i = 0; i < pvec.nr && index < end; i++) {
			struct page *page = pvec.pages[i];

			lock_page(page);
			if (likely(page->mapping == inode->i_mapping) && page_has_buffers(page)) /* use: page compare truncation raw */
				found = page_offset(page);
			unlock_page(page);
		}
	}
	return found;
}
