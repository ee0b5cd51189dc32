/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

#include <linux/compiler.h>

#define NULL	((void *)0)

typedef _Bool bool;
enum { false = 0, true = 1 };

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long loff_t;
typedef unsigned long size_t;
typedef long ssize_t;
typedef unsigned long pgoff_t;
typedef unsigned long sector_t;
typedef u64 dma_addr_t;
typedef unsigned int gfp_t;
typedef int vm_fault_t;
typedef struct { u8 status; } blk_status_t;

typedef struct { int counter; } atomic_t;
typedef struct { int locked; } spinlock_t;

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

struct rb_node {
	struct rb_node *left, *right;
};

struct xarray {
	spinlock_t xa_lock;
	void *xa_head;
};

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)

#define GFP_KERNEL	0x01u
#define GFP_NOFS	0x02u

#define EIO		5
#define EAGAIN		11
#define ENOMEM		12
#define EBUSY		16
#define EINVAL		22
#define ENOSPC		28
#define ESTALE		116

#endif
