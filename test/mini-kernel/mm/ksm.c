// SPDX-License-Identifier: MIT
/*
 * Merging equal pages: the merged page's word points to a node that lists everybody who maps it.
 * That is an attachment already, so everything here is the field's owner.
 */
#include <linux/mm.h>
#include <linux/rmap.h>

struct ksm_stable_node {
	struct rb_node node;
	struct hlist_head hlist;
	unsigned long kpfn;
};

struct ksm_rmap_item {
	struct mm_struct *mm;
	unsigned long address;
	struct hlist_node hlist;
};

static inline struct ksm_stable_node *folio_stable_node(struct folio *folio)
{
	return folio_test_ksm(folio) ?
		(void *)((unsigned long)folio->mapping & ~PAGE_MAPPING_FLAGS) : NULL; /* use: folio tag-test tag owner */
}

static inline void set_page_stable_node(struct page *page, struct ksm_stable_node *stable_node)
{
	page->mapping = (void *)((unsigned long)stable_node | PAGE_MAPPING_KSM); /* use: page write owner owner */
}

struct page *get_ksm_page(struct ksm_stable_node *stable_node)
{
	void *expected_mapping = (void *)((unsigned long)stable_node | PAGE_MAPPING_KSM);
	unsigned long kpfn;
	struct page *page;

again:
	kpfn = READ_ONCE(stable_node->kpfn);
	page = pfn_to_page(kpfn);
	if (READ_ONCE(page->mapping) != expected_mapping) /* use: page compare tag owner */
		goto stale;
	while (!get_page_unless_zero(page)) {
		if (PageSwapCache(page))
			goto stale;
	}
	if (READ_ONCE(page->mapping) != expected_mapping) { /* use: page compare tag owner */
		put_page(page);
		goto stale;
	}
	return page;

stale:
	/* Migration rewrites kpfn before the old page's word. */
	smp_rmb();
	if (READ_ONCE(stable_node->kpfn) != kpfn)
		goto again;
	return NULL;
}

int ksm_merge_one_page(struct page *page, struct page *kpage)
{
	struct ksm_stable_node *node;

	if (page == kpage || !PageAnon(page))
		return -EINVAL;
	node = kmalloc(sizeof(*node), GFP_KERNEL);
	if (!node)
		return -ENOMEM;
	node->kpfn = page_to_pfn(kpage);
	set_page_stable_node(kpage, node);
	return 0;
}

void ksm_migrate_page(struct page *newpage, struct page *oldpage)
{
	struct ksm_stable_node *stable_node;

	VM_BUG_ON_PAGE(newpage->mapping != oldpage->mapping, newpage); /* use: page compare owner owner; page compare owner owner */
	stable_node = folio_stable_node(page_folio(newpage));
	if (stable_node) {
		stable_node->kpfn = page_to_pfn(newpage);
		smp_wmb();
		oldpage->mapping = NULL; /* use: page write owner owner */
	}
}
