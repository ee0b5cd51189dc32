/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MIGRATE_H
#define _LINUX_MIGRATE_H

#include <linux/mm.h>

struct movable_operations {
	bool (*isolate_page)(struct page *page);
	int (*migrate_page)(struct page *dst, struct page *src, enum migrate_mode mode);
	void (*putback_page)(struct page *page);
};

static inline const struct movable_operations *page_movable_ops(struct page *page)
{
	VM_BUG_ON_PAGE(!__PageMovable(page), page);

	return (const struct movable_operations *)
		((unsigned long)page->mapping - PAGE_MAPPING_MOVABLE); /* use: page read tag owner */
}

int folio_migrate_mapping(struct address_space *mapping, struct folio *newfolio,
			  struct folio *folio, int extra_count);
int migrate_folio(struct address_space *mapping, struct folio *dst, struct folio *src,
		  enum migrate_mode mode);

#endif
