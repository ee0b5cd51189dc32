/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_BUFFER_HEAD_H
#define _LINUX_BUFFER_HEAD_H

#include <linux/pagemap.h>
#include <linux/writeback.h>

enum bh_state_bits {
	BH_Uptodate,
	BH_Dirty,
	BH_Lock,
	BH_Mapped,
	BH_Async_Write,
};

struct buffer_head;
typedef void (bh_end_io_t)(struct buffer_head *bh, int uptodate);

struct buffer_head {
	unsigned long b_state;
	struct buffer_head *b_this_page;	/* the next buffer of this page, in a ring */
	union {
		struct page *b_page;
		struct folio *b_folio;
	};
	sector_t b_blocknr;
	size_t b_size;
	char *b_data;
	struct block_device *b_bdev;
	bh_end_io_t *b_end_io;
	struct list_head b_assoc_buffers;
	struct address_space *b_assoc_map;	/* the mapping this buffer is tied to, if any */
};

typedef int (get_block_t)(struct inode *inode, sector_t iblock, struct buffer_head *bh, int create);

#define page_buffers(page)					\
	({							\
		BUG_ON(!PagePrivate(page));			\
		((struct buffer_head *)(page)->private);	\
	})
#define page_has_buffers(page)	PagePrivate(page)
#define folio_buffers(folio)	((struct buffer_head *)(folio)->private)

/* The inode a buffer's page belongs to; wrong for buffers of a block device's own cache. */
#define bh_inode(bh)	((bh)->b_page->mapping->host) /* use: page dereference identity raw */

static inline int buffer_uptodate(const struct buffer_head *bh)
{
	return bh->b_state >> BH_Uptodate & 1;
}

static inline int buffer_mapped(const struct buffer_head *bh)
{
	return bh->b_state >> BH_Mapped & 1;
}

void mark_buffer_dirty(struct buffer_head *bh);
void mark_buffer_dirty_inode(struct buffer_head *bh, struct inode *inode);
void mark_buffer_write_io_error(struct buffer_head *bh);
void create_empty_buffers(struct page *page, struct address_space *__mapping,
			  unsigned long blocksize);
bool try_to_free_buffers(struct folio *folio);
int block_write_full_page(struct page *page, get_block_t *get_block,
			  struct writeback_control *wbc);
int block_read_full_folio(struct folio *folio, get_block_t *get_block);
int block_page_mkwrite(struct vm_area_struct *vma, struct vm_fault *vmf, get_block_t *get_block);
bool block_dirty_folio(struct address_space *mapping, struct folio *folio);
void block_invalidate_folio(struct folio *folio, size_t offset, size_t length);
int submit_bh(int op, struct buffer_head *bh);

#endif
