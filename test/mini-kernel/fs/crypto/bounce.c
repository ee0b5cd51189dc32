// SPDX-License-Identifier: MIT
/*
 * Pages that carry the encrypted copy of a page under I/O. They belong to no file, and that is
 * how they are told from ordinary ones: a NULL test that has nothing to do with truncation.
 */
#include <linux/bio.h>
#include <linux/pagemap.h>

static inline bool crypt_is_bounce_page(struct page *page)
{
	return page->mapping == NULL; /* use: page null-test bounce owner */
}

static inline struct page *crypt_pagecache_page(struct page *bounce_page)
{
	return (struct page *)bounce_page->private;
}

struct page *crypt_alloc_bounce_page(struct page *page)
{
	struct page *bounce = alloc_page(GFP_NOFS);

	if (!bounce)
		return NULL;
	bounce->private = (unsigned long)page;
	bounce->mapping = NULL; /* use: page write owner owner */
	return bounce;
}

void crypt_finish_bio(struct bio *bio)
{
	struct bio_vec *bvec;
	struct bvec_iter_all iter_all;

	bio_for_each_segment_all(bvec, bio, iter_all) {
		struct page *page = bvec->bv_page;
		struct page *bounce_page = NULL;

		if (crypt_is_bounce_page(page)) {
			bounce_page = page;
			page = crypt_pagecache_page(bounce_page);
		}
		if (blk_status_to_errno(bio->bi_status))
			mapping_set_error(page->mapping, -EIO); /* use: page argument identity raw */
		end_page_writeback(page);
		if (bounce_page)
			put_page(bounce_page);
	}
}

/* Pages of one bio must come from one file; copies have none and must be looked through. */
bool crypt_merge_ok(struct bio *bio, struct inode *inode)
{
	struct page *target = bio_first_page_all(bio);

	if (!target->mapping) /* use: page null-test bounce owner */
		target = crypt_pagecache_page(target);
	return target->mapping->host == inode; /* use: page dereference identity raw */
}
