/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/fs.h>
#include <linux/page-flags.h>

#define VM_WRITE	0x2UL
#define VM_SHARED	0x8UL

#define VM_FAULT_OOM	0x0001
#define VM_FAULT_SIGBUS	0x0002
#define VM_FAULT_NOPAGE	0x0100
#define VM_FAULT_LOCKED	0x0200
#define VM_FAULT_RETRY	0x0400

struct vm_fault {
	struct vm_area_struct *vma;
	pgoff_t pgoff;
	unsigned long address;
	unsigned int flags;
	struct page *page;		/* set by ->fault, locked if it says VM_FAULT_LOCKED */
	struct page *cow_page;
};

struct vm_operations_struct {
	vm_fault_t (*fault)(struct vm_fault *vmf);
	vm_fault_t (*page_mkwrite)(struct vm_fault *vmf);
	vm_fault_t (*map_pages)(struct vm_fault *vmf, pgoff_t start, pgoff_t end);
};

struct mm_struct {
	struct vm_area_struct *mmap;
	unsigned long hiwater_rss;
};

extern struct page *mem_map;
extern struct page *empty_zero_page;

#define pfn_to_page(pfn)	(mem_map + (pfn))
#define page_to_pfn(page)	((unsigned long)((page) - mem_map))

struct page *virt_to_page(const void *addr);
struct page *alloc_page(gfp_t gfp);
void put_page(struct page *page);
bool get_page_unless_zero(struct page *page);
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr);

static inline struct folio *virt_to_folio(const void *addr)
{
	return page_folio(virt_to_page(addr));
}

static inline int page_count(const struct page *page)
{
	return atomic_read(&page->_refcount);
}

static inline void folio_get(struct folio *folio)
{
	atomic_inc(&folio->_refcount);
}

static inline void folio_put(struct folio *folio)
{
	put_page(&folio->page);
}

struct address_space *page_mapping(struct page *page);
struct address_space *folio_mapping(struct folio *folio);
void *page_rmapping(struct page *page);
bool set_page_dirty(struct page *page);
bool folio_mark_dirty(struct folio *folio);
int page_mkclean(struct page *page);
int truncate_inode_folio(struct address_space *mapping, struct folio *folio);

#endif
