/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/mm_types.h>

struct block_device;
struct inode;
struct kiocb;
struct readahead_control;
struct swap_info_struct;
struct writeback_control;

enum migrate_mode {
	MIGRATE_ASYNC,
	MIGRATE_SYNC,
};

struct address_space_operations {
	int (*writepage)(struct page *page, struct writeback_control *wbc);
	int (*read_folio)(struct file *file, struct folio *folio);
	int (*writepages)(struct address_space *mapping, struct writeback_control *wbc);
	bool (*dirty_folio)(struct address_space *mapping, struct folio *folio);
	void (*readahead)(struct readahead_control *rac);
	int (*write_begin)(struct file *file, struct address_space *mapping, loff_t pos,
			   unsigned int len, struct page **pagep, void **fsdata);
	int (*write_end)(struct file *file, struct address_space *mapping, loff_t pos,
			 unsigned int len, unsigned int copied, struct page *page, void *fsdata);
	void (*invalidate_folio)(struct folio *folio, size_t offset, size_t len);
	bool (*release_folio)(struct folio *folio, gfp_t gfp);
	int (*migrate_folio)(struct address_space *mapping, struct folio *dst,
			     struct folio *src, enum migrate_mode mode);
	int (*launder_folio)(struct folio *folio);
	bool (*is_partially_uptodate)(struct folio *folio, size_t from, size_t count);
};

struct address_space {
	struct inode *host;
	struct xarray i_pages;
	gfp_t gfp_mask;
	unsigned long nrpages;
	unsigned long flags;
	const struct address_space_operations *a_ops;
	spinlock_t private_lock;
	struct list_head private_list;
	void *private_data;
};

struct super_block {
	unsigned long s_blocksize;
	unsigned char s_blocksize_bits;
	struct block_device *s_bdev;
	void *s_fs_info;
};

struct block_device {
	struct inode *bd_inode;
	struct super_block *bd_super;
};

struct file_operations {
	ssize_t (*read_iter)(struct kiocb *iocb, void __user *to, size_t len);
	ssize_t (*write_iter)(struct kiocb *iocb, const void __user *from, size_t len);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*fsync)(struct file *file, loff_t start, loff_t end, int datasync);
};

struct inode {
	unsigned long i_ino;
	unsigned int i_blkbits;
	loff_t i_size;
	struct super_block *i_sb;
	struct address_space *i_mapping;
	struct address_space i_data;
	const struct file_operations *i_fop;
	void *i_private;
};

struct file {
	struct inode *f_inode;
	struct address_space *f_mapping;
	const struct file_operations *f_op;
	loff_t f_pos;
	void *private_data;
};

struct kiocb {
	struct file *ki_filp;
	loff_t ki_pos;
	int ki_flags;
};

static inline struct inode *file_inode(const struct file *file)
{
	return file->f_inode;
}

static inline loff_t i_size_read(const struct inode *inode)
{
	return inode->i_size;
}

struct file *fget(unsigned int fd);
void fput(struct file *file);

#endif
