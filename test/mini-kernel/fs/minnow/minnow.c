// SPDX-License-Identifier: MIT
/* A small directory-on-pages file system of the older sort: plain pages, plain writepage. */
#include <linux/buffer_head.h>

#define STATIC	static

struct minnow_dir_context {
	struct page *page;
	struct file *file;
	unsigned int pos;
};

typedef struct {
	struct minnow_dir_context ctx;
	struct page *page_array[4];
} minnow_readdir_t;

/* The macro's parameter is a page only by habit: callers decide. */
#define minnow_dir_inode(page)	((page)->mapping->host) /* use: page dereference identity raw */
#define MINNOW_SIZE(page)						\
	(i_size_read(((struct page *)(page))->mapping->host)) /* use: page dereference identity raw */

int minnow_get_block(struct inode *inode, sector_t iblock, struct buffer_head *bh, int create);

STATIC int minnow_writepage(struct page *page, struct writeback_control *wbc)
{
	return block_write_full_page(page, minnow_get_block, wbc);
}

STATIC int minnow_read_folio(struct file *file, struct folio *folio)
{
	return block_read_full_folio(folio, minnow_get_block);
}

static int minnow_commit_chunk(struct page *page, loff_t pos, unsigned int len)
{
	struct address_space *mapping = page->mapping; /* use: page init identity raw */
	struct inode *dir = mapping->host;

	mapping->a_ops->write_end(NULL, mapping, pos, len, len, page, NULL);
	return dir->i_size < pos ? -EIO : 0;
}

static int minnow_delete_entry(struct page *page, unsigned int offset)
{
	struct inode *inode = minnow_dir_inode(page);
	loff_t pos = page_offset(page) + offset;

	if (MINNOW_SIZE(page) < pos)
		return -EINVAL;
	lock_page(page);
	inode->i_ino++;
	return minnow_commit_chunk(page, pos, offset);
}

static int minnow_readdir_filler(minnow_readdir_t *desc, int nr)
{
	lock_page(desc->ctx.page);
	if (desc->ctx.page->mapping == NULL) { /* use: page null-test truncation raw */
		unlock_page(desc->ctx.page);
		return -EAGAIN;
	}
	if (desc->page_array[nr]->mapping != desc->ctx.file->f_mapping) /* use: page compare truncation raw */
		return -EAGAIN;
	return 0;
}

int minnow_filler(void *data, struct page *unused)
{
	minnow_readdir_t *desc = data;
	struct inode *inode = ((struct page *)unused)->mapping->host; /* use: page dereference identity raw */
	int nr, ret = 0;

	for (nr = 0; nr < 4 && !ret; nr++)
		ret = minnow_readdir_filler(desc, nr);
	return ret ? ret : minnow_delete_entry(desc->ctx.page, inode->i_blkbits);
}

static void minnow_free_page(struct page *page)
{
	WARN_ON(!page->mapping); /* use: page null-test identity raw */
	BUG_ON(page->mapping && page->mapping->host == NULL); /* use: page null-test identity raw; page dereference identity raw */
}

static int minnow_launder_folio(struct folio *folio)
{
	struct inode *const inode = folio_inode(folio); /* rung: folio_inode helper */

	minnow_free_page(&folio->page);
	return inode->i_size > 0 ? 0 : -EIO;
}

const struct address_space_operations minnow_aops = {
	.writepage = minnow_writepage,
	.read_folio = minnow_read_folio,
	.dirty_folio = block_dirty_folio,
	.launder_folio = minnow_launder_folio,
};
