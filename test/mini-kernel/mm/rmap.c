// SPDX-License-Identifier: MIT
/* From a page to the places that map it: anonymous and file pages part at the word's low bits. */
#include <linux/pagemap.h>
#include <linux/rmap.h>

/* Tells apart by the tag alone: the caller holds no lock that would keep the anon_vma alive. */
struct anon_vma *folio_anon_vma(struct folio *folio)
{
	unsigned long word = (unsigned long)READ_ONCE(folio->mapping); /* use: folio init tag owner */

	if ((word & PAGE_MAPPING_FLAGS) != PAGE_MAPPING_ANON)
		return NULL;
	return (struct anon_vma *)(word - PAGE_MAPPING_ANON);
}

static void __page_set_anon_rmap(struct folio *folio, struct vm_area_struct *vma,
				 unsigned long address)
{
	struct anon_vma *anon_vma = vma->anon_vma;

	anon_vma = (void *)anon_vma + PAGE_MAPPING_ANON;
	WRITE_ONCE(folio->mapping, (struct address_space *)anon_vma); /* use: folio write owner owner */
	folio->index = (address - vma->vm_start) >> PAGE_SHIFT;
}

void page_move_anon_rmap(struct page *page, struct vm_area_struct *vma)
{
	struct folio *folio = page_folio(page);

	__page_set_anon_rmap(folio, vma, vma->vm_start);
}

unsigned long page_address_in_vma(struct page *page, struct vm_area_struct *vma)
{
	struct folio *folio = page_folio(page);

	if (folio_test_anon(folio)) {
		if (folio_anon_vma(folio) != vma->anon_vma)
			return -EINVAL;
	} else if (!vma->vm_file) {
		return -EINVAL;
	} else if (vma->vm_file->f_mapping != folio->mapping) { /* use: folio compare identity raw */
		return -EINVAL;
	}
	return vma->vm_start + ((page->index - vma->vm_pgoff) << PAGE_SHIFT);
}

static bool page_mkclean_one(struct folio *folio, struct vm_area_struct *vma,
			     unsigned long address, void *arg)
{
	int *cleaned = arg;

	if (vma->vm_flags & VM_SHARED)
		(*cleaned)++;
	return address < vma->vm_end && folio != NULL;
}

int page_mkclean(struct page *page)
{
	struct address_space *mapping;
	int cleaned = 0;
	struct rmap_walk_control rwc = {
		.arg = &cleaned,
		.rmap_one = page_mkclean_one,
	};

	mapping = page_mapping(page); /* rung: page_mapping helper */
	if (!mapping)
		return 0;
	rmap_walk(page_folio(page), &rwc);
	return cleaned;
}
