// SPDX-License-Identifier: MIT
/*
 * A network driver's receive ring: its records have a member called mapping, and one of its
 * variables is called page. Whoever goes by the name is wrong nearly everywhere here.
 */
#include "ring.h"

static int ring_alloc_db_page(struct toy_ring *ring)
{
	struct toy_db_page *page = kmalloc(sizeof(*page), GFP_KERNEL);

	if (!page)
		return -ENOMEM;
	page->mapping = dma_map_page(virt_to_page(page->db_rec), 0, PAGE_SIZE); /* not a use: struct toy_db_page */
	if (!page->mapping) { /* not a use: struct toy_db_page */
		kfree(page);
		return -ENOMEM;
	}
	ring->page = page;
	return 0;
}

static void ring_free_db_page(struct toy_ring *ring)
{
	dma_unmap_page(ring->page->mapping, PAGE_SIZE); /* not a use: struct toy_db_page */
	kfree(ring->page);
	ring->desc.mapping = 0; /* not a use: struct toy_ring */
}

int ring_refill(struct toy_ring *ring)
{
	unsigned int i;

	for (i = 0; i < ring->size; i++) {
		struct toy_ring_slot *slot = &ring->slots[i];
		struct page *page = alloc_page(GFP_KERNEL);

		if (!page)
			return -ENOMEM;
		slot->page = page;
		slot->mapping = dma_map_page(page, 0, PAGE_SIZE); /* not a use: struct toy_ring_slot */
		if (slot->page->mapping != NULL) /* use: page null-test identity raw */
			return -EINVAL;
	}
	return ring_alloc_db_page(ring);
}

/* The inner page hides the outer one. */
unsigned int ring_poll(struct toy_ring *ring, struct page *page)
{
	unsigned int done = 0;

	while (ring->head != ring->size) {
		struct toy_ring_slot *page = &ring->slots[ring->head++];

		dma_unmap_page(page->mapping, page->len); /* not a use: struct toy_ring_slot */
		if (ring_slot_addr(page) && page->page->mapping) /* use: page null-test identity raw */
			done++;
	}
	if (page->mapping) /* use: page null-test identity raw */
		done++;
	ring_free_db_page(ring);
	return done + (unsigned int)(ring->slots[0].mapping & 1); /* not a use: struct toy_ring_slot */
}
