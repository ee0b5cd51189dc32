// SPDX-License-Identifier: MIT
/* The accessors: the one place that may take the word apart. */
#include <linux/pagemap.h>
#include <linux/rmap.h>

struct address_space *swap_address_space(struct folio *folio);

struct address_space *folio_mapping(struct folio *folio)
{
	struct address_space *mapping;

	if (unlikely(folio_test_slab(folio)))
		return NULL;
#ifdef CONFIG_SWAP
	if (unlikely(folio_test_swapcache(folio)))
		return swap_address_space(folio);
#endif
	mapping = folio->mapping; /* use: folio read tag owner */
	if ((unsigned long)mapping & PAGE_MAPPING_FLAGS)
		return NULL;
	return mapping;
}

struct address_space *page_mapping(struct page *page)
{
	return folio_mapping(page_folio(page)); /* rung: folio_mapping helper */
}

void *page_rmapping(struct page *page)
{
	unsigned long mapping = (unsigned long)compound_head(page)->mapping; /* use: page init tag owner */

	return (void *)(mapping & ~PAGE_MAPPING_FLAGS);
}

#ifdef CONFIG_NUMA
static struct address_space *policy_mapping(struct page *page)
{
	return page->mapping; /* use: page read identity raw */
}
#else
static struct address_space *policy_mapping(struct page *page)
{
	return page_folio(page)->mapping; /* use: folio read identity raw */
}
#endif

/* One head, two bodies: the brace belongs to both branches. */
#ifdef CONFIG_HIGHMEM
bool page_needs_bounce(struct page *page, gfp_t gfp) {
	if (gfp & GFP_NOFS)
#else
bool page_needs_bounce(struct page *page) {
	if (PageChecked(page))
#endif
		return policy_mapping(page) != NULL;
	return page->mapping && mapping_gfp_mask(page->mapping) != GFP_KERNEL; /* use: page null-test identity raw; page argument identity raw */
}

/* A folio that belongs to nobody, for walkers that need one to compare with. */
struct folio orphan_folio = {
	.flags = 1UL << PG_locked,
	.mapping = NULL, /* use: folio write owner owner */
	.index = 0,
};

struct address_space **page_mapping_slot(struct page *page)
{
	return &page->mapping; /* use: page address owner owner */
}

struct page *slot_to_page(struct address_space **slot)
{
	return container_of(slot, struct page, mapping); /* use: page offsetof owner owner */
}

size_t page_mapping_offset(void)
{
	return offsetof(struct folio, mapping); /* use: folio offsetof owner owner */
}

/* Nobody says what x is, and nobody calls it. */
#define frob_mapping(x)	((x)->mapping) /* unknown: (x) */
