/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_RMAP_H
#define _LINUX_RMAP_H

#include <linux/mm.h>

struct rmap_walk_control {
	void *arg;
	bool (*rmap_one)(struct folio *folio, struct vm_area_struct *vma, unsigned long addr,
			 void *arg);
	int (*done)(struct folio *folio);
};

struct anon_vma *folio_anon_vma(struct folio *folio);
void rmap_walk(struct folio *folio, struct rmap_walk_control *rwc);
unsigned long page_address_in_vma(struct page *page, struct vm_area_struct *vma);

#endif
