/* SPDX-License-Identifier: MIT */
#ifndef _TRACE_FILEMAP_H
#define _TRACE_FILEMAP_H

#include <linux/mm.h>
#include <linux/tracepoint.h>

TRACE_EVENT(mm_filemap_delete,
	TP_PROTO(struct folio *folio),

	TP_ARGS(folio),

	TP_STRUCT__entry(
		__field(unsigned long, i_ino)
		__field(void *, mapping)
	),

	TP_fast_assign(
		__entry->mapping = folio->mapping; /* use: folio read tracing raw */
		__entry->i_ino = folio->mapping->host->i_ino; /* use: folio dereference tracing raw */
	),

	TP_printk("mapping %p ino %lu", __entry->mapping, __entry->i_ino) /* not a use: struct trace_event_raw_mm_filemap_delete */
);

TRACE_EVENT(mm_page_ref,
	TP_PROTO(struct page *page, int v),

	TP_ARGS(page, v),

	TP_STRUCT__entry(
		__field(void *, mapping)
		__field(int, val)
	),

	TP_fast_assign(
		__entry->mapping = page->mapping; /* use: page read tracing raw */
		__entry->val = v;
	),

	TP_printk("mapping %p val %d", __entry->mapping, __entry->val) /* not a use: struct trace_event_raw_mm_page_ref */
);

#endif
