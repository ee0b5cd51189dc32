/*
 * Faults against truncation, on two processors. A folio that a fault has looked up may be cut out of the file
 * before the fault has its lock; whoever then maps it without another look shows what is no longer in the file.
 *
 * One process cuts pages out of a small file and writes them anew with the number of the round. Others map the
 * file, forget their mapping all the time, and touch pages. A page holds its round's number, or zero between
 * the cut and the write. A round number that stays below the last one that was complete before the look is stale.
 */
#include "verify.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PAGES 8
#define FAULTERS 2

/* The cutter's rounds: `cut` is raised when all pages are out of the file, `done` when all are written. */
struct rounds {
	volatile uint64_t cut;
	volatile uint64_t done;
};

static sigjmp_buf away;

static void past_the_end(int signal)
{
	siglongjmp(away, signal);
}

static void on_cpu(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static void cutter(const char *where, int fd, struct rounds *rounds)
{
	struct dice dice = { .state = 77771 };
	uint64_t page[PAGE / 8] = { 0 };
	uint64_t round;
	int at;

	for (round = 1; !shared->stop; round++) {
		int failed;

		if (roll(&dice, 2))
			failed = ftruncate(fd, 0) || ftruncate(fd, PAGES * PAGE);
		else
			failed = fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, PAGES * PAGE);
		if (failed)
			fail("race-cut", where);
		/* from here on no page of an earlier round may be seen */
		__atomic_store_n(&rounds->cut, round, __ATOMIC_SEQ_CST);
		count(RACE_CUTS);
		if (roll(&dice, 8) == 0)
			sched_yield();
		for (at = 0; at < PAGES; at++) {
			page[0] = round;
			if (pwrite(fd, page, PAGE, at * PAGE) != (ssize_t)PAGE)
				fail("race-write", where);
		}
		__atomic_store_n(&rounds->done, round, __ATOMIC_SEQ_CST);
		/* locked pages make faults wait */
		if (roll(&dice, 64) == 0 && fdatasync(fd))
			fail("race-sync", where);
		/* the faulters need pages to find, and time to find stale ones */
		for (at = roll(&dice, 400); at > 0; at--)
			__asm__ volatile("pause");
	}
}

static void faulter(const char *where, int fd, struct rounds *rounds, bool writes)
{
	struct dice dice = { .state = 99991 + writes };
	uint64_t *map = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct sigaction action = { .sa_handler = past_the_end, .sa_flags = SA_NODEFER };

	if (map == MAP_FAILED)
		return fail("race-map", where);
	sigaction(SIGBUS, &action, NULL);
	while (!shared->stop) {
		unsigned int at;

		if (sigsetjmp(away, 1)) {
			count(RACE_SIGNALS);
			continue;
		}
		madvise(map, PAGES * PAGE, MADV_DONTNEED);
		for (at = 0; at < PAGES; at++) {
			volatile uint64_t *word = map + (at * (PAGE / 8));
			const uint64_t cut = __atomic_load_n(&rounds->cut, __ATOMIC_SEQ_CST);
			/* the second half of a page is never looked at, so that a writer spoils nothing */
			const uint64_t seen = *word;

			if (writes && roll(&dice, 2))
				word[PAGE / 16] = seen;
			/* what was cut before the look began must not be seen, however long the look took */
			if (seen != 0 && seen < cut) {
				errno = 0;
				say("race: page %u shows round %llu of %s, and round %llu was cut before", at,
				    (unsigned long long)seen, where, (unsigned long long)cut);
				fail("race-stale", where);
			}
			count(RACE_FAULTS);
		}
	}
}

/* Starts one cutter and some faulters in a directory; returns how many processes that makes. */
int start_race(const char *directory, pid_t *children)
{
	struct rounds *rounds = mmap(NULL, sizeof(*rounds), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char path[80];
	int fd, at;

	snprintf(path, sizeof(path), "%s/race", directory);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || rounds == MAP_FAILED || ftruncate(fd, PAGES * PAGE)) {
		fail("race-open", directory);
		return 0;
	}
	for (at = 0; at <= FAULTERS; at++) {
		children[at] = fork();
		if (children[at] == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			on_cpu(at % 2);
			if (at == 0)
				cutter(directory, fd, rounds);
			else
				faulter(directory, fd, rounds, at == FAULTERS);
			_exit(0);
		}
		if (children[at] < 0)
			fail("race-fork", directory);
	}
	close(fd);
	return FAULTERS + 1;
}
