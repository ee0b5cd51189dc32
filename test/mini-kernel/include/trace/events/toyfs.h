/* SPDX-License-Identifier: MIT */
#ifndef _TRACE_TOYFS_H
#define _TRACE_TOYFS_H

#include <linux/fs.h>
#include <linux/tracepoint.h>

TRACE_EVENT(toyfs_page_op,
	TP_PROTO(struct page *page, int op),

	TP_ARGS(page, op),

	TP_STRUCT__entry(
		__field(unsigned long, ino)
		__field(pgoff_t, index)
		__field(int, op)
	),

	TP_fast_assign(
		__entry->ino	= page->mapping->host->i_ino; /* use: page dereference tracing raw */
		__entry->index	= page->index;
		__entry->op	= op;
	),

	TP_printk("ino %lu index %lu op %d", __entry->ino, __entry->index, __entry->op)
);

TRACE_EVENT(toyfs_writepages,
	TP_PROTO(struct inode *inode, long nr),

	TP_ARGS(inode, nr),

	TP_STRUCT__entry(
		__field(unsigned long, ino)
		__field(long, nr)
	),

	TP_fast_assign(
		__entry->ino	= inode->i_ino;
		__entry->nr	= nr;
	),

	TP_printk("ino %lu nr %ld", __entry->ino, __entry->nr)
);

#endif
