// SPDX-License-Identifier: MIT
/* A key for a shared futex: from a user address to a page to the inode, and no lock on the way. */
#include <linux/pagemap.h>

union futex_key {
	struct {
		unsigned long i_ino;
		pgoff_t pgoff;
	} shared;
};

int get_user_page_fast(unsigned long address, struct page **page);

int get_futex_key(unsigned long address, union futex_key *key)
{
	struct address_space *mapping;
	struct page *page, *tail;
	struct inode *inode;

again:
	if (get_user_page_fast(address, &page))
		return -EINVAL;
	tail = page;
	page = compound_head(page);
	mapping = READ_ONCE(page->mapping); /* use: page read identity no-source */
	if (!mapping) {
		put_page(tail);
		goto again;
	}
	if (PageAnon(page))
		return -EINVAL;
	if (READ_ONCE(page->mapping) != mapping) { /* use: page compare truncation no-source */
		put_page(page);
		goto again;
	}
	inode = READ_ONCE(mapping->host);
	key->shared.i_ino = inode->i_ino;
	key->shared.pgoff = page->index;
	return 0;
}
