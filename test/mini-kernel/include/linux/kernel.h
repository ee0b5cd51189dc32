/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <linux/types.h>

#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

void panic_at(const char *file, int line);
int warn_at(const char *file, int line);
__attribute__((format(printf, 1, 2))) int printk(const char *fmt, ...);

#define BUG_ON(cond)		do { if (unlikely(cond)) panic_at(__FILE__, __LINE__); } while (0)
#define WARN_ON(cond)		(unlikely(cond) ? warn_at(__FILE__, __LINE__) : 0)
#define WARN_ON_ONCE(cond)	WARN_ON(cond)
#define VM_BUG_ON_PAGE(cond, page)	do { (void)(page); BUG_ON(cond); } while (0)
#define VM_WARN_ON_ONCE_FOLIO(cond, folio)	({ (void)(folio); WARN_ON(cond); })
#define ASSERT(cond)		BUG_ON(!(cond))
#define pr_warn(fmt, ...)	printk(fmt, ##__VA_ARGS__)

#define min(a, b)	((a) < (b) ? (a) : (b))
#define max(a, b)	((a) > (b) ? (a) : (b))

static inline void spin_lock(spinlock_t *lock)
{
	lock->locked = 1;
}

static inline void spin_unlock(spinlock_t *lock)
{
	lock->locked = 0;
}

static inline int atomic_read(const atomic_t *v)
{
	return v->counter;
}

static inline void atomic_inc(atomic_t *v)
{
	v->counter++;
}

static inline int atomic_dec_and_test(atomic_t *v)
{
	return --v->counter == 0;
}

void *kmalloc(size_t size, gfp_t gfp);
void kfree(const void *ptr);

#endif
