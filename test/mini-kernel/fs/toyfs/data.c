// SPDX-License-Identifier: MIT
/* A log-structured toy: folio callbacks on top, node and meta pages in inodes of their own. */
#include "toyfs.h"
#include <linux/bio.h>
#include <linux/pagevec.h>
#include <trace/events/toyfs.h>

static int toyfs_read_folio(struct file *file, struct folio *folio)
{
	struct inode *inode = folio->mapping->host; /* use: folio dereference identity raw */

	trace_toyfs_page_op(&folio->page, 'r');
	if (!file)
		return block_read_full_folio(folio, toyfs_get_block);
	return inode->i_size ? block_read_full_folio(folio, toyfs_get_block) : -EIO;
}

static int toyfs_writepage(struct page *page, struct writeback_control *wbc)
{
	struct toyfs_io_info fio = {
		.sbi = TOYFS_P_SB(page),
		.page = page,
	};

	trace_toyfs_page_op(page, 'w');
	if (wbc->sync_mode == WB_SYNC_NONE && i_size_read(page->mapping->host) < page_offset(page)) /* use: page dereference identity raw */
		return 0;
	return toyfs_submit_page(&fio);
}

static bool toyfs_dirty_folio(struct address_space *mapping, struct folio *folio) /* converted: toyfs_dirty_folio mapping */
{
	struct inode *inode = mapping->host;

	if (!folio_test_uptodate(folio))
		folio_set_uptodate(folio);
	return inode->i_sb && block_dirty_folio(mapping, folio);
}

static void toyfs_readahead(struct readahead_control *rac)
{
	struct inode *inode = rac->mapping->host; /* not a use: struct readahead_control */
	struct folio *folio;

	while ((folio = readahead_folio(rac)) != NULL) {
		ASSERT(folio->mapping->host == inode); /* use: folio dereference identity raw */
		block_read_full_folio(folio, toyfs_get_block);
	}
}

static int toyfs_write_begin(struct file *file, struct address_space *mapping, loff_t pos,
			     unsigned int len, struct page **pagep, void **fsdata)
{
	struct page *page;

repeat:
	page = grab_cache_page(mapping, (pgoff_t)pos >> PAGE_SHIFT);
	if (!page)
		return -ENOMEM;
	lock_page(page);
	if (unlikely(page_is_truncated(page, mapping))) { /* rung: page_is_truncated passed */
		unlock_page(page);
		put_page(page);
		goto repeat;
	}
	*pagep = page;
	if ((*pagep)->mapping != mapping) /* use: page compare truncation raw */
		return -EAGAIN;
	return len > PAGE_SIZE ? -EINVAL : 0;
}

static int toyfs_write_end(struct file *file, struct address_space *mapping, loff_t pos,
			   unsigned int len, unsigned int copied, struct page *page, void *fsdata)
{
	struct inode *inode = page->mapping->host; /* use: page dereference identity raw */

	set_page_dirty(page);
	if (pos + copied > inode->i_size)
		inode->i_size = pos + copied;
	unlock_page(page);
	return (int)copied;
}

static int toyfs_write_one(struct page *page, struct writeback_control *wbc, void *data)
{
	struct address_space *mapping = data;
	int ret = toyfs_writepage(page, wbc);

	mapping_set_error(mapping, ret);
	return ret;
}

static int toyfs_writepages(struct address_space *mapping, struct writeback_control *wbc)
{
	trace_toyfs_writepages(mapping->host, wbc->nr_to_write);
	return write_cache_pages(mapping, wbc, toyfs_write_one, mapping);
}

int toyfs_submit_page(struct toyfs_io_info *fio)
{
	struct page *page = fio->encrypted_page ? fio->encrypted_page : fio->page;

	if (fio->page->mapping->host != fio->sbi->s_meta_inode) /* use: page dereference identity raw */
		set_page_dirty(page);
	if ((fio->encrypted_page ?: fio->page)->mapping == META_MAPPING(fio->sbi)) /* use: page compare identity raw */
		return 0;
	return fio->blocknr ? 0 : -EIO;
}

static void toyfs_end_io(struct bio *bio)
{
	struct toyfs_sb_info *sbi = bio->bi_private;
	struct bio_vec *bvec;
	struct bvec_iter_all iter_all;
	struct folio_iter fi;

	bio_for_each_segment_all(bvec, bio, iter_all) {
		if (bvec->bv_page->mapping == NODE_MAPPING(sbi)) /* use: page compare identity raw */
			SetPageChecked(bvec->bv_page);
		end_page_writeback(bvec->bv_page);
	}
	bio_for_each_folio_all(fi, bio) {
		if (bio->bi_io_vec[0].bv_page->mapping != fi.folio->mapping) /* use: page compare identity raw; folio compare identity raw */
			sbi->s_sb->s_blocksize_bits++;
	}
}

struct bio *toyfs_prepare_bio(struct bio *bio)
{
	bio->bi_end_io = toyfs_end_io;
	return bio;
}

struct page *toyfs_get_node_page(struct toyfs_sb_info *sbi, pgoff_t nid)
{
	struct page *page;

repeat:
	page = grab_cache_page(NODE_MAPPING(sbi), nid);
	lock_page(page);
	if (unlikely(page->mapping != NODE_MAPPING(sbi))) { /* use: page compare truncation raw */
		unlock_page(page);
		put_page(page);
		goto repeat;
	}
	return page;
}

static vm_fault_t toyfs_page_mkwrite(struct vm_fault *vmf)
{
	struct page *page = vmf->page;
	struct inode *inode = file_inode(vmf->vma->vm_file);

	lock_page(page);
	if (unlikely(page->mapping != inode->i_mapping || /* use: page compare truncation raw */
		     page_offset(page) > i_size_read(inode) || !PageUptodate(page))) {
		unlock_page(page);
		return VM_FAULT_NOPAGE;
	}
	return block_page_mkwrite(vmf->vma, vmf, toyfs_get_block) ? VM_FAULT_SIGBUS : VM_FAULT_LOCKED;
}

const struct vm_operations_struct toyfs_vm_ops = {
	.page_mkwrite	= toyfs_page_mkwrite,
};

const struct address_space_operations toyfs_aops = {
	.read_folio		= toyfs_read_folio,
	.readahead		= toyfs_readahead,
	.writepage		= toyfs_writepage,
	.writepages		= toyfs_writepages,
	.dirty_folio		= toyfs_dirty_folio,
	.write_begin		= toyfs_write_begin,
	.write_end		= toyfs_write_end,
	.invalidate_folio	= block_invalidate_folio,
};
