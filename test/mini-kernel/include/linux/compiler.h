/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#define __user
#define __iomem
#define __rcu
#define __init
#define __exit
#define __maybe_unused	__attribute__((unused))
#define __must_check	__attribute__((warn_unused_result))
#define __always_inline	inline __attribute__((always_inline))
#define noinline	__attribute__((noinline))
#define __releases(x)
#define __acquires(x)

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#define READ_ONCE(x)		(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, val)	(*(volatile __typeof__(x) *)&(x) = (val))

#define offsetof(type, member)	__builtin_offsetof(type, member)
#define static_assert(cond)	_Static_assert(cond, #cond)

#define smp_rmb()	__sync_synchronize()
#define smp_wmb()	__sync_synchronize()

#define EXPORT_SYMBOL(sym)	extern __typeof__(sym) sym
#define EXPORT_SYMBOL_GPL(sym)	extern __typeof__(sym) sym

#endif
