/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_BIO_H
#define _LINUX_BIO_H

#include <linux/mm.h>

struct bio;
typedef void (bio_end_io_t)(struct bio *bio);

struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

struct bio {
	struct block_device *bi_bdev;
	blk_status_t bi_status;
	unsigned short bi_vcnt;
	struct bio_vec *bi_io_vec;
	bio_end_io_t *bi_end_io;
	void *bi_private;		/* belongs to whoever submits */
};

struct bvec_iter_all {
	int idx;
};

struct folio_iter {
	struct folio *folio;
	size_t length;
	int _i;
};

#define bio_for_each_segment_all(bvl, bio, iter)		\
	for ((iter).idx = 0, bvl = (bio)->bi_io_vec;		\
	     (iter).idx < (bio)->bi_vcnt; (iter).idx++, bvl++)

#define bio_for_each_folio_all(fi, bio)						\
	for ((fi)._i = 0, (fi).folio = page_folio((bio)->bi_io_vec->bv_page);	\
	     (fi)._i < (bio)->bi_vcnt;						\
	     (fi).folio = page_folio((bio)->bi_io_vec[(fi)._i++].bv_page))

static inline struct page *bio_first_page_all(struct bio *bio)
{
	return bio->bi_io_vec->bv_page;
}

int bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int off);
void submit_bio(struct bio *bio);
int blk_status_to_errno(blk_status_t status);

#endif
