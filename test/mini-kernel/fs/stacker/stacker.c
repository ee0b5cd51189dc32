// SPDX-License-Identifier: MIT
/*
 * A file system on top of another, as coda is: file->f_mapping is the lower file's, so
 * file_inode(file)->i_mapping is the wrong object of the right type. Well on its way through
 * the conversion: what is left to do shows every stage at once.
 */
#include <linux/buffer_head.h>

struct stacker_inode_info {
	struct inode *lower_inode;
	struct inode vfs_inode;
};

static inline struct stacker_inode_info *STACKER_I(struct inode *inode)
{
	return container_of(inode, struct stacker_inode_info, vfs_inode);
}

static struct inode *stacker_lower(struct address_space *mapping)
{
	return STACKER_I(mapping->host)->lower_inode;
}

/* Converted: every caller brings the mapping. */
static int stacker_copy_up(struct page *page, struct address_space *mapping) /* converted: stacker_copy_up mapping */
{
	struct inode *lower = stacker_lower(mapping);

	set_page_dirty(page);
	return lower ? 0 : -ESTALE;
}

/* Checked: the value and the field still watch each other. */
static int stacker_encrypt(struct page *page, struct address_space *mapping)
{
	WARN_ON_ONCE(page->mapping != mapping); /* use: page compare identity checked */
	return mapping->host->i_blkbits ? 0 : -EIO;
}

/* Widened only: nobody passes anything yet. */
static int stacker_decrypt(struct page *page, struct address_space *__mapping)
{
	return page->mapping->host->i_blkbits ? 0 : -EIO; /* use: page dereference identity parameter */
}

static int stacker_read_folio(struct file *file, struct folio *folio)
{
	struct page *page = &folio->page;
	int rc;

	rc = stacker_decrypt(page, MAPPING_NULL); /* rung: MAPPING_NULL parameter */
	if (rc)
		return rc;
	if (file && file->f_mapping != folio->mapping) /* use: folio compare truncation raw */
		return -ESTALE;
	return stacker_copy_up(page, file->f_mapping);
}

static int stacker_writepage(struct page *page, struct writeback_control *wbc)
{
	struct address_space *mapping = page_mapping(page); /* rung: page_mapping helper */
	int rc = stacker_encrypt(page, mapping);

	if (rc) {
		redirty_page_for_writepage(wbc, page);
		return rc;
	}
	if (page_is_truncated(page, mapping)) /* rung: page_is_truncated passed */
		return 0;
	create_empty_buffers(page, mapping, PAGE_SIZE);
	return stacker_copy_up(page, mapping);
}

static vm_fault_t stacker_page_mkwrite(struct vm_fault *vmf)
{
	struct file *file = vmf->vma->vm_file;
	struct page *page = vmf->page;
	int ret;

	lock_page(page);
	ret = page_mkwrite_check_truncate(page, file->f_mapping->host);
	if (ret < 0) {
		unlock_page(page);
		return VM_FAULT_NOPAGE;
	}
	/* Wrong: this inode's own mapping is never the one its pages are in. */
	if (page_is_truncated(page, file_inode(file)->i_mapping)) /* rung: page_is_truncated passed */
		return VM_FAULT_SIGBUS;
	return VM_FAULT_LOCKED;
}

const struct vm_operations_struct stacker_vm_ops = {
	.page_mkwrite = stacker_page_mkwrite,
};

const struct address_space_operations stacker_aops = {
	.read_folio = stacker_read_folio,
	.writepage = stacker_writepage,
	.dirty_folio = block_dirty_folio,
};
