/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PAGEVEC_H
#define _LINUX_PAGEVEC_H

#include <linux/mm.h>

#define PAGEVEC_SIZE	15

struct pagevec {
	unsigned char nr;
	struct page *pages[PAGEVEC_SIZE];
};

struct folio_batch {
	unsigned char nr;
	struct folio *folios[PAGEVEC_SIZE];
};

static inline unsigned int pagevec_count(struct pagevec *pvec)
{
	return pvec->nr;
}

static inline unsigned int folio_batch_count(struct folio_batch *fbatch)
{
	return fbatch->nr;
}

unsigned int pagevec_lookup_tag(struct pagevec *pvec, struct address_space *mapping,
				pgoff_t *index, unsigned int tag);
unsigned int filemap_get_folios(struct address_space *mapping, pgoff_t *start, pgoff_t end,
				struct folio_batch *fbatch);

#endif
