/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/list.h>

struct address_space;
struct anon_vma;
struct file;
struct mm_struct;
struct page_pool;
struct vm_operations_struct;

/*
 * One of these for every page frame. The union says who has the page now; only the first
 * arm, page cache and anonymous memory, gives the word after lru the meaning of a mapping.
 */
struct page {
	unsigned long flags;
	union {
		struct {	/* page cache and anonymous pages */
			union {
				struct list_head lru;
				struct {
					void *__filler;
					unsigned int mlock_count;
				};
			};
			struct address_space *mapping;
			pgoff_t index;
			unsigned long private;
		};
		struct {	/* network receive buffers */
			unsigned long pp_magic;
			struct page_pool *pp;
			unsigned long _pp_mapping_pad;
			unsigned long dma_addr;
		};
		struct {	/* tail pages */
			unsigned long compound_head;
			unsigned char compound_order;
			atomic_t compound_mapcount;
		};
#ifdef CONFIG_ZONE_DEVICE
		struct {	/* device memory */
			struct dev_pagemap *pgmap;
			void *zone_device_data;
		};
#endif
	};
	atomic_t _mapcount;
	atomic_t _refcount;
};

/* A head page and everything behind it: the words must line up with struct page's. */
struct folio {
	union {
		struct {
			unsigned long flags;
			union {
				struct list_head lru;
				struct {
					void *__filler;
					unsigned int mlock_count;
				};
			};
			struct address_space *mapping;
			pgoff_t index;
			void *private;
			atomic_t _mapcount;
			atomic_t _refcount;
		};
		struct page page;
	};
};

#define FOLIO_MATCH(pg, fl) \
	static_assert(offsetof(struct page, pg) == offsetof(struct folio, fl))
FOLIO_MATCH(flags, flags);
FOLIO_MATCH(lru, lru);
FOLIO_MATCH(mapping, mapping);	/* use: page offsetof owner owner; folio offsetof owner owner */
FOLIO_MATCH(index, index);
FOLIO_MATCH(private, private);
#undef FOLIO_MATCH

struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	unsigned long vm_flags;
	pgoff_t vm_pgoff;
	struct mm_struct *vm_mm;
	struct anon_vma *anon_vma;
	const struct vm_operations_struct *vm_ops;
	struct file *vm_file;		/* NULL for anonymous and some driver areas */
	void *vm_private_data;
};

struct anon_vma {
	struct anon_vma *root;
	struct list_head head;
};

typedef struct page *pgtable_t;

#define PAGE_POOL_SIGNATURE	0x40UL
#define TAIL_MAPPING		((void *)0x400UL)

#include <linux/page_mapping.h>

#endif
