/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PAGE_FLAGS_H
#define _LINUX_PAGE_FLAGS_H

#include <linux/mm_types.h>

enum pageflags {
	PG_locked,
	PG_uptodate,
	PG_dirty,
	PG_writeback,
	PG_private,
	PG_swapcache,
	PG_slab,
	PG_error,
	PG_checked,
};

/* The low bits of the mapping word say that it is not an address_space. */
#define PAGE_MAPPING_ANON	0x1UL
#define PAGE_MAPPING_MOVABLE	0x2UL
#define PAGE_MAPPING_KSM	(PAGE_MAPPING_ANON | PAGE_MAPPING_MOVABLE)
#define PAGE_MAPPING_FLAGS	(PAGE_MAPPING_ANON | PAGE_MAPPING_MOVABLE)

static inline unsigned long _compound_head(const struct page *page)
{
	unsigned long head = READ_ONCE(page->compound_head);

	return head & 1 ? head - 1 : (unsigned long)page;
}

#define compound_head(page)	((__typeof__(page))_compound_head(page))

#define page_folio(p)		(_Generic((p),				\
	const struct page *:	(const struct folio *)_compound_head(p),	\
	struct page *:		(struct folio *)_compound_head(p)))

#define folio_page(folio, n)	(&(folio)->page + (n))

#define TESTPAGEFLAG(uname, lname)					\
static __always_inline int Page##uname(const struct page *page)		\
{ return compound_head(page)->flags >> PG_##lname & 1; }		\
static __always_inline bool folio_test_##lname(const struct folio *folio)	\
{ return folio->flags >> PG_##lname & 1; }

#define SETPAGEFLAG(uname, lname)					\
static __always_inline void SetPage##uname(struct page *page)		\
{ compound_head(page)->flags |= 1UL << PG_##lname; }			\
static __always_inline void folio_set_##lname(struct folio *folio)	\
{ folio->flags |= 1UL << PG_##lname; }

#define CLEARPAGEFLAG(uname, lname)					\
static __always_inline void ClearPage##uname(struct page *page)		\
{ compound_head(page)->flags &= ~(1UL << PG_##lname); }			\
static __always_inline void folio_clear_##lname(struct folio *folio)	\
{ folio->flags &= ~(1UL << PG_##lname); }

#define PAGEFLAG(uname, lname) \
	TESTPAGEFLAG(uname, lname) SETPAGEFLAG(uname, lname) CLEARPAGEFLAG(uname, lname)

PAGEFLAG(Locked, locked)
PAGEFLAG(Uptodate, uptodate)
PAGEFLAG(Dirty, dirty)
PAGEFLAG(Writeback, writeback)
PAGEFLAG(Private, private)
PAGEFLAG(SwapCache, swapcache)
PAGEFLAG(Slab, slab)
PAGEFLAG(Error, error)
PAGEFLAG(Checked, checked)

static __always_inline int PageMappingFlags(struct page *page)
{
	return ((unsigned long)page->mapping & PAGE_MAPPING_FLAGS) != 0; /* use: page tag-test tag owner */
}

static __always_inline bool folio_test_anon(struct folio *folio)
{
	return ((unsigned long)folio->mapping & PAGE_MAPPING_ANON) != 0; /* use: folio tag-test tag owner */
}

static __always_inline bool PageAnon(struct page *page)
{
	return folio_test_anon(page_folio(page));
}

static __always_inline int __PageMovable(struct page *page)
{
	return ((unsigned long)page->mapping & PAGE_MAPPING_FLAGS) == /* use: page tag-test tag owner */
				PAGE_MAPPING_MOVABLE;
}

#ifdef CONFIG_KSM
static __always_inline bool folio_test_ksm(struct folio *folio)
{
	return ((unsigned long)folio->mapping & PAGE_MAPPING_FLAGS) == /* use: folio tag-test tag owner */
				PAGE_MAPPING_KSM;
}
#else
static __always_inline bool folio_test_ksm(struct folio *folio)
{
	return false;
}
#endif

#define PageKsm(page)	folio_test_ksm(page_folio(page))

#endif
