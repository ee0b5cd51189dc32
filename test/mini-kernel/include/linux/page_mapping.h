/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Helpers in place of page->mapping and folio->mapping, so that what they
 * yield can come from the caller. At this stage they read the field, and
 * nobody passes a value yet.
 *
 * mapshift: stage helper of page-mapping
 */
#ifndef _LINUX_PAGE_MAPPING_H
#define _LINUX_PAGE_MAPPING_H

#include <linux/compiler.h>
#include <linux/mm_types.h>

/* What a caller passes that does not know the mapping. */
#define MAPPING_NULL	((struct address_space *)NULL)

/* The mapping of a page. What the caller passes is not used yet. */
static inline struct address_space *
fs_page_mapping(const struct page *page, struct address_space *mapping)
{
	return READ_ONCE(page->mapping); /* use: page read identity owner */
}

/*
 * Whether a page is gone from its file: truncated, or in another file by
 * now. With MAPPING_NULL only the first can be told.
 */
static inline bool page_is_truncated(const struct page *page,
				     const struct address_space *mapping)
{
	const struct address_space *known = READ_ONCE(page->mapping); /* use: page init identity owner */

	return !known || (mapping && known != mapping);
}

/* The mapping of a folio. What the caller passes is not used yet. */
static inline struct address_space *
fs_folio_mapping(const struct folio *folio, struct address_space *mapping)
{
	return READ_ONCE(folio->mapping); /* use: folio read identity owner */
}

/*
 * Whether a folio is gone from its file: truncated, or in another file by
 * now. With MAPPING_NULL only the first can be told.
 */
static inline bool folio_is_truncated(const struct folio *folio,
				      const struct address_space *mapping)
{
	const struct address_space *known = READ_ONCE(folio->mapping); /* use: folio init identity owner */

	return !known || (mapping && known != mapping);
}

#endif /* _LINUX_PAGE_MAPPING_H */
