// SPDX-License-Identifier: MIT
/* Deferred I/O for a frame buffer: the driver itself stores the mapping, so that rmap finds it. */
#include <linux/pagemap.h>

struct deferred_page {
	struct page *page;
	struct list_head list;
};

struct deferred_io {
	struct list_head pagelist;
	void *screen_base;
	struct address_space *mapping;	/* the opened file's, for the day the field goes away */
};

static vm_fault_t deferred_io_fault(struct vm_fault *vmf)
{
	struct deferred_io *dio = vmf->vma->vm_private_data;
	struct page *page = virt_to_page(dio->screen_base + (vmf->pgoff << PAGE_SHIFT));

	if (vmf->vma->vm_file)
		page->mapping = vmf->vma->vm_file->f_mapping; /* use: page write owner owner */
	else
		pr_warn("no mapping available\n");
	BUG_ON(!page->mapping); /* use: page null-test identity raw */
	dio->mapping = page->mapping; /* use: page read identity raw */
	page->index = vmf->pgoff;
	vmf->page = page;
	return 0;
}

void deferred_io_work(struct deferred_io *dio)
{
	struct deferred_page *pos;

	list_for_each_entry(pos, &dio->pagelist, list) {
		if (pos->page->mapping != dio->mapping) /* use: page compare identity raw */
			continue;
		page_mkclean(pos->page);
	}
}

void deferred_io_cleanup(struct deferred_io *dio)
{
	struct page *page = virt_to_page(dio->screen_base);

	page->mapping = NULL; /* use: page write owner owner */
	dio->mapping = NULL; /* not a use: struct deferred_io */
}

const struct vm_operations_struct deferred_io_vm_ops = {
	.fault = deferred_io_fault,
};
