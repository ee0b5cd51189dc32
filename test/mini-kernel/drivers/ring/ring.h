/* SPDX-License-Identifier: MIT */
#ifndef _DRIVERS_RING_H
#define _DRIVERS_RING_H

#include <linux/mm.h>

/* A receive slot: mapping is where the device sees the page. */
struct toy_ring_slot {
	struct page *page;
	dma_addr_t mapping;
	unsigned int len;
};

/* A block of doorbells, called page because it is one: nothing of struct page about it. */
struct toy_db_page {
	u64 *db_rec;
	dma_addr_t mapping;
	unsigned long used[2];
};

struct toy_ring {
	unsigned int size;
	unsigned int head;
	struct {
		void *addr;
		dma_addr_t mapping;
	} desc;
	struct toy_ring_slot *slots;
	struct toy_db_page *page;
};

#define ring_slot_addr(slot)	((slot)->mapping + (slot)->len) /* not a use: struct toy_ring_slot */

dma_addr_t dma_map_page(struct page *page, size_t offset, size_t size);
void dma_unmap_page(dma_addr_t addr, size_t size);

#endif
