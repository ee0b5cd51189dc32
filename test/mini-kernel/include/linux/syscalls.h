/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_SYSCALLS_H
#define _LINUX_SYSCALLS_H

#include <linux/types.h>

#define SYSCALL_DEFINE2(name, t1, a1, t2, a2)		\
	long sys_##name(t1 a1, t2 a2);			\
	long sys_##name(t1 a1, t2 a2)
#define SYSCALL_DEFINE3(name, t1, a1, t2, a2, t3, a3)	\
	long sys_##name(t1 a1, t2 a2, t3 a3);		\
	long sys_##name(t1 a1, t2 a2, t3 a3)

#endif
