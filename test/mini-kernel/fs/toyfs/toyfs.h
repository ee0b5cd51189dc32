/* SPDX-License-Identifier: MIT */
#ifndef _TOYFS_H
#define _TOYFS_H

#include <linux/buffer_head.h>

struct toyfs_sb_info {
	struct super_block *s_sb;
	struct inode *s_node_inode;
	struct inode *s_meta_inode;
};

/* One block under way: page is what the user sees, encrypted_page what goes to the disk. */
struct toyfs_io_info {
	struct toyfs_sb_info *sbi;
	struct page *page;
	struct page *encrypted_page;
	sector_t blocknr;
};

/* A lock's own address_space: a member called mapping, but of another record. */
struct toyfs_glock_aspace {
	struct inode *inode;
	struct address_space mapping;
};

static inline struct toyfs_sb_info *TOYFS_SB(struct super_block *sb)
{
	return sb->s_fs_info;
}

static inline struct address_space *NODE_MAPPING(struct toyfs_sb_info *sbi)
{
	return sbi->s_node_inode->i_mapping;
}

static inline struct address_space *META_MAPPING(struct toyfs_sb_info *sbi)
{
	return sbi->s_meta_inode->i_mapping;
}

static inline struct toyfs_sb_info *TOYFS_M_SB(struct address_space *mapping)
{
	return TOYFS_SB(mapping->host->i_sb);
}

static inline struct toyfs_sb_info *TOYFS_P_SB(struct page *page)
{
	return TOYFS_M_SB(page->mapping); /* use: page argument identity raw */
}

static inline struct inode *toyfs_aspace_inode(struct address_space *mapping)
{
	return container_of(mapping, struct toyfs_glock_aspace, mapping)->inode; /* not a use: struct toyfs_glock_aspace */
}

int toyfs_get_block(struct inode *inode, sector_t iblock, struct buffer_head *bh, int create);
int toyfs_submit_page(struct toyfs_io_info *fio);

extern const struct address_space_operations toyfs_aops;

#endif
