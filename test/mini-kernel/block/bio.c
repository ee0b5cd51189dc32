// SPDX-License-Identifier: MIT
/* A bio knows its pages and its device, never a file: and its pages may come from several files. */
#include <linux/bio.h>
#include <linux/pagemap.h>

struct bio_completion {
	struct bio *bio;
	struct list_head list;
};

static struct address_space *bio_first_mapping(struct bio *bio)
{
	return bio_first_page_all(bio)->mapping; /* use: page read identity raw */
}

int bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int off)
{
	struct bio_vec *bv = &bio->bi_io_vec[bio->bi_vcnt];

	if (bio->bi_vcnt) {
		struct bio_vec *prev = bv - 1;

		/* Merging across files is allowed only on a raw device. */
		if (prev->bv_page->mapping != page->mapping && !bio->bi_bdev) /* use: page compare identity raw; page compare identity raw */
			return 0;
	}
	bv->bv_page = page;
	bv->bv_len = len;
	bv->bv_offset = off;
	bio->bi_vcnt++;
	return (int)len;
}

void bio_set_pages_dirty(struct bio *bio)
{
	struct bio_vec *bvec;
	struct bvec_iter_all iter_all;

	bio_for_each_segment_all(bvec, bio, iter_all) {
		if (!bvec->bv_page->mapping) /* use: page null-test identity raw */
			continue;
		set_page_dirty(bvec->bv_page);
	}
}

void bio_check_pages(struct list_head *done)
{
	struct bio_completion *c;

	list_for_each_entry(c, done, list) {
		struct bio_vec *last = c->bio->bi_io_vec + c->bio->bi_vcnt - 1;

		if (blk_status_to_errno(c->bio->bi_status))
			mapping_set_error(bio_first_mapping(c->bio), -EIO);
		mapping_set_error(last->bv_page->mapping, 0); /* use: page argument identity raw */
	}
}
