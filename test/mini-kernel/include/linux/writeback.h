/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_WRITEBACK_H
#define _LINUX_WRITEBACK_H

#include <linux/fs.h>

enum writeback_sync_modes {
	WB_SYNC_NONE,
	WB_SYNC_ALL,
};

struct writeback_control {
	long nr_to_write;
	loff_t range_start;
	loff_t range_end;
	enum writeback_sync_modes sync_mode;
};

typedef int (*writepage_t)(struct page *page, struct writeback_control *wbc, void *data);

int write_cache_pages(struct address_space *mapping, struct writeback_control *wbc,
		      writepage_t writepage, void *data);
bool clear_page_dirty_for_io(struct page *page);
void redirty_page_for_writepage(struct writeback_control *wbc, struct page *page);
void account_page_dirtied(struct page *page, struct address_space *mapping);

#endif
