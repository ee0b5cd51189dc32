/*
 * The first and only program of the kernels that verify:kernel boots: it mounts what it finds, keeps files,
 * anonymous memory and reclaim busy for some minutes, checks every byte it reads, and turns the machine off.
 *
 * What it says on the console, one line each:
 *   VERIFY <what happens>          for whoever watches
 *   VERIFY FAIL <check> <where>    something read is not what was written, or a call failed that must not
 *   VERIFY COUNT <name> <n>        how often something was done
 *   VERIFY CHECKS <a line of /proc/<name>_checks>
 *   VERIFY RESULT ok|fail fails=<n> seconds=<n>   the last line
 */
#ifndef VERIFY_H
#define VERIFY_H

#define _GNU_SOURCE
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PAGE 4096ul

enum count {
	WRITES, STORES, READS, LOADS, TRUNCATES, PUNCHES, SYNCS, DIRECT, SPLICES, CLONES, RENAMES, LINKS, LISTS,
	FUTEXES, KSM_ROUNDS, FORKS, PAGEOUTS, HUGE, POISONED, DROPS, HOGS, RACE_FAULTS, RACE_SIGNALS, RACE_CUTS,
	DEVICE, COUNTS
};

/* Set when the time is over. In memory that forked children share, as all of this is. */
struct shared {
	volatile int stop;
	long fails;
	long counts[COUNTS];
};
extern struct shared *shared;

void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void fail(const char *check, const char *where);
void count(enum count what);
const char *count_name(enum count what);
int put(const char *path, const char *text);
void show(const char *prefix, const char *path);
void show_some(const char *prefix, const char *path, const char *const *words);

/* A small generator of its own for each worker, so that a run does the same things again. */
struct dice {
	uint64_t state;
};
unsigned int roll(struct dice *dice, unsigned int sides);

/* Workers. Each runs until shared->stop, as a thread or, where it says so, as a process. */
void *file_worker(void *directory);
void *device_worker(void *device);
void *link_worker(void *directory);
void *memory_worker(void *unused);
void *huge_worker(void *unused);
void *pressure_worker(void *unused);
int start_race(const char *directory, pid_t *children);

#endif
