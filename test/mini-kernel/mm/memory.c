// SPDX-License-Identifier: MIT
/* Page faults: the area knows the file, so the file's mapping is at hand nearly everywhere. */
#include <linux/pagemap.h>
#include <linux/rmap.h>

struct page *mem_map;
struct page *empty_zero_page;

static vm_fault_t do_page_mkwrite(struct vm_fault *vmf)
{
	struct page *page = vmf->page;
	vm_fault_t ret;

	ret = vmf->vma->vm_ops->page_mkwrite(vmf);
	if (ret & VM_FAULT_SIGBUS)
		return ret;
	if (unlikely(!(ret & VM_FAULT_LOCKED))) {
		lock_page(page);
		if (!page->mapping) { /* use: page null-test truncation raw */
			unlock_page(page);
			return 0;
		}
		ret |= VM_FAULT_LOCKED;
	}
	return ret;
}

static vm_fault_t fault_dirty_shared_page(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct address_space *mapping;
	struct page *page = vmf->page;
	bool dirtied;

	dirtied = set_page_dirty(page);
	/* Not from the file: a driver may have put a page of its own here. */
	mapping = page_rmapping(page); /* rung: page_rmapping helper */
	unlock_page(page);
	if (dirtied && mapping && vma->vm_file)
		vma->vm_file->f_pos = 0;
	return 0;
}

vm_fault_t do_shared_fault(struct vm_fault *vmf)
{
	vm_fault_t ret = vmf->vma->vm_ops->fault(vmf);

	if (ret & VM_FAULT_SIGBUS)
		return ret;
	if (vmf->page->mapping != vmf->vma->vm_file->f_mapping) { /* use: page compare truncation raw */
		put_page(vmf->page);
		return VM_FAULT_RETRY;
	}
	ret |= do_page_mkwrite(vmf);
	return ret | fault_dirty_shared_page(vmf);
}

/* The table is allocated by the architecture, the type hides behind a typedef. */
bool pte_table_is_free(pgtable_t table)
{
	return table->mapping == NULL; /* use: page null-test identity raw */
}

struct follow_page_context {
	struct page **pages;
	struct {
		struct folio *folio;
		unsigned long mask;
	} last;
};

struct address_space *follow_last_mapping(struct follow_page_context *ctx, int nr)
{
	struct page **pagep = ctx->pages + nr;

	if ((*pagep)->mapping == ctx->last.folio->mapping) /* use: page compare identity raw; folio compare identity raw */
		return ctx->last.folio->page.mapping; /* use: page read identity raw */
	return nr ? ctx->pages[nr - 1]->mapping : (&ctx->last.folio->page)->mapping; /* use: page read identity raw; page read identity raw */
}

int insert_page(struct vm_area_struct *vma, unsigned long addr, void *kaddr)
{
	if (virt_to_page(kaddr)->mapping) /* use: page null-test identity raw */
		return -EINVAL;
	if (virt_to_folio(kaddr)->mapping != NULL) /* use: folio null-test identity raw */
		return -EINVAL;
	return addr < vma->vm_end ? 0 : -EINVAL;
}

/* Tail pages carry a poison in the same word: nobody should have touched it. */
void prep_compound_tail(struct page *head, int tail_idx)
{
	struct page *p = head + tail_idx;

	p->mapping = TAIL_MAPPING; /* use: page write owner owner */
	p->compound_head = (unsigned long)head + 1;
	BUG_ON(head[tail_idx].mapping != TAIL_MAPPING); /* use: page compare owner owner */
}

bool free_pages_prepare(struct page *page)
{
	if (PageMappingFlags(page))
		page->mapping = NULL; /* use: page write owner owner */
	return page->mapping == NULL && page_count(page) == 0; /* use: page null-test owner owner */
}
