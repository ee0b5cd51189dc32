// SPDX-License-Identifier: MIT
/*
 * The page cache: where a page gets its mapping and where it loses it. Finders work without the
 * page lock, so whoever locks a page afterwards looks again whether it still belongs to the file.
 */
#include <linux/pagemap.h>
#include <linux/pagevec.h>
#include <linux/syscalls.h>
#include <linux/writeback.h>
#include <trace/events/filemap.h>

void *xa_load(struct xarray *xa, unsigned long index);
void *xa_store(struct xarray *xa, unsigned long index, void *entry);
void *xas_next(void *xas);

static struct page *zero_page;

/* The index stays: a reader who lost the race may still want to know where the page was. */
static void page_cache_delete(struct address_space *mapping, struct folio *folio)
{
	xa_store(&mapping->i_pages, folio->index, NULL);
	folio->mapping = NULL; /* use: folio write owner owner */
	mapping->nrpages--;
}

void filemap_remove_folio(struct folio *folio)
{
	struct address_space *mapping = folio->mapping; /* use: folio init owner owner */

	BUG_ON(!PageLocked(&folio->page));
	trace_mm_filemap_delete(folio);
	spin_lock(&mapping->i_pages.xa_lock);
	page_cache_delete(mapping, folio);
	spin_unlock(&mapping->i_pages.xa_lock);
	folio_put(folio);
}

int add_to_page_cache(struct page *page, struct address_space *mapping, pgoff_t index)
{
	if (xa_load(&mapping->i_pages, index))
		return -EBUSY;
	page->mapping = mapping; /* use: page write owner owner */
	page->index = index;
	if (unlikely(!xa_store(&mapping->i_pages, index, page))) {
		page->mapping = NULL; /* use: page write owner owner */
		return -ENOMEM;
	}
	mapping->nrpages++;
	return 0;
}

void replace_page_cache_folio(struct folio *old, struct folio *new)
{
	struct address_space *mapping = old->mapping; /* use: folio init owner owner */

	new->mapping = mapping; /* use: folio write owner owner */
	new->index = old->index;
	xa_store(&mapping->i_pages, new->index, new);
	old->mapping = NULL; /* use: folio write owner owner */
}

struct folio *filemap_lock_folio(struct address_space *mapping, pgoff_t index)
{
	struct folio *folio;

repeat:
	folio = filemap_get_folio(mapping, index);
	if (!folio)
		return NULL;
	folio_lock(folio);
	/* Has the folio been truncated while we waited for the lock? */
	if (unlikely(folio->mapping != mapping)) { /* use: folio compare truncation raw */
		folio_unlock(folio);
		folio_put(folio);
		goto repeat;
	}
	VM_BUG_ON_PAGE(folio->index != index, &folio->page);
	return folio;
}

struct page *find_lock_page(struct address_space *mapping, pgoff_t index)
{
	struct page *page = find_get_page(mapping, index);

	while (page) {
		lock_page(page);
		if (likely(mapping == page->mapping)) /* use: page compare truncation raw */
			return page;
		unlock_page(page);
		put_page(page);
		page = find_get_page(mapping, index);
	}
	return NULL;
}

unsigned int find_get_pages_contig(struct address_space *mapping, pgoff_t index,
				   unsigned int nr_pages, struct page **pages)
{
	unsigned int ret = 0;

	while (ret < nr_pages) {
		struct page *page = xa_load(&mapping->i_pages, index + ret);

		if (!page || !get_page_unless_zero(page))
			break;
		if (page->mapping == NULL || page->index != index + ret) { /* use: page null-test truncation raw */
			put_page(page);
			break;
		}
		pages[ret++] = page;
	}
	if (ret && pages[ret - 1]->mapping != mapping) /* use: page compare truncation raw */
		put_page(pages[--ret]);
	return ret;
}

static int filemap_update_page(struct kiocb *iocb, struct address_space *mapping,
			       struct folio *folio)
{
	int error = 0;

	folio_lock(folio);
	if (!folio->mapping) { /* use: folio null-test truncation raw */
		folio_unlock(folio);
		return -EAGAIN;
	}
	if (!folio_test_uptodate(folio))
		error = mapping->a_ops->read_folio(iocb->ki_filp, folio);
	return error;
}

ssize_t generic_file_read_iter(struct kiocb *iocb, void __user *to, size_t len)
{
	struct file *filp = iocb->ki_filp;
	struct address_space *mapping = filp->f_mapping;
	pgoff_t index = (pgoff_t)iocb->ki_pos >> PAGE_SHIFT;
	struct page *page = find_get_page(mapping, index);
	DEFINE_READAHEAD(ractl, filp, mapping, index);

	if (!page) {
		if (ractl.mapping->a_ops->readahead) /* not a use: struct readahead_control */
			ractl.mapping->a_ops->readahead(&ractl); /* not a use: struct readahead_control */
		page = zero_page;
		if (zero_page->mapping) /* use: page null-test identity raw */
			return -EIO;
	}
	if (!PageUptodate(page)) {
		lock_page(page);
		/* Did somebody throw the page away before we had the lock? */
		if (!page->mapping) { /* use: page null-test truncation raw */
			unlock_page(page);
			put_page(page);
			return -EAGAIN;
		}
		if (filemap_update_page(iocb, page->mapping, page_folio(page))) /* use: page argument identity raw */
			return -EIO;
	}
	put_page(page);
	return (ssize_t)len;
}

vm_fault_t filemap_fault(struct vm_fault *vmf)
{
	struct file *file = vmf->vma->vm_file;
	struct address_space *mapping = file->f_mapping;
	struct page *page = find_get_page(mapping, vmf->pgoff);

	if (!page)
		return VM_FAULT_SIGBUS;
	if (!trylock_page(page))
		return VM_FAULT_RETRY;
	if (unlikely(compound_head(page)->mapping != mapping)) { /* use: page compare truncation raw */
		unlock_page(page);
		put_page(page);
		return VM_FAULT_RETRY;
	}
	vmf->page = page;
	return VM_FAULT_LOCKED;
}

vm_fault_t filemap_page_mkwrite(struct vm_fault *vmf)
{
	struct address_space *mapping = vmf->vma->vm_file->f_mapping;
	struct folio *folio = page_folio(vmf->page);

	folio_lock(folio);
	if (folio->mapping != mapping || /* use: folio compare truncation raw */
	    page_folio(vmf->page)->mapping != vmf->page->mapping) { /* use: folio compare truncation raw; page compare truncation raw */
		folio_unlock(folio);
		return VM_FAULT_NOPAGE;
	}
	folio_mark_dirty(folio);
	return VM_FAULT_LOCKED;
}

static inline struct folio *next_uptodate_folio(struct folio *folio,
						struct address_space *mapping, void *xas)
{
	do {
		if (!folio)
			return NULL;
		if (folio_test_uptodate(folio) &&
		    folio->mapping == mapping && !folio_test_error(folio)) /* use: folio compare truncation raw */
			return folio;
		folio = xas_next(xas);
	} while (1);
}

vm_fault_t filemap_map_pages(struct vm_fault *vmf, pgoff_t start, pgoff_t end)
{
	struct address_space *mapping = vmf->vma->vm_file->f_mapping;
	struct folio *folio = filemap_get_folio(mapping, start);

	folio = next_uptodate_folio(folio, mapping, NULL);
	return folio && folio->index < end ? VM_FAULT_NOPAGE : 0;
}

SYSCALL_DEFINE3(readahead_page, unsigned int, fd, struct page *, hint, size_t, count)
{
	struct file *file = fget(fd);
	long ret = -EINVAL;

	if (!file)
		return ret;
	if (hint->mapping == file->f_mapping) /* use: page compare truncation raw */
		ret = (long)count;
	fput(file);
	return ret;
}

SYSCALL_DEFINE2(page_owner_ino, struct page *, page, unsigned long __user *, ino)
{
	struct inode *inode = page->mapping->host; /* use: page dereference identity raw */

	*ino = inode->i_ino;
	return 0;
}

static int __init pagecache_init(void)
{
	zero_page = alloc_page(GFP_KERNEL);
	zero_page->mapping = NULL; /* use: page write owner owner */
	return 0;
}

int (*pagecache_initcall)(void) = pagecache_init;
