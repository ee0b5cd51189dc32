/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

/* What the stage `check` of a conversion counts with. */
typedef struct {
	long counter;
} atomic_long_t;

#endif
