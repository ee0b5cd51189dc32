/* Memory without a file, and what makes it scarce. */
#include "verify.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#define MERGED 512
#define LARGE (2ul << 20)

#ifndef MADV_SOFT_OFFLINE
#define MADV_SOFT_OFFLINE 101
#endif
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

static void *anonymous(size_t length)
{
	void *at = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at != MAP_FAILED)
		return at;
	fail("map-anonymous", "memory");
	return NULL;
}

static int write_copies(unsigned char *at)
{
	size_t page;

	for (page = 0; page < MERGED; page += 3) {
		if (at[page * PAGE] != page % 4 + 1)
			return 1;
		at[page * PAGE] = 200;
	}
	return 0;
}

/* Pages of the same content are merged, copied by a child and by their owner, and swapped out and in. */
static void merge(void)
{
	unsigned char *at = anonymous(MERGED * PAGE);
	int round, status = 0;
	size_t page;
	pid_t child;

	if (!at)
		return;
	for (page = 0; page < MERGED; page++)
		memset(at + page * PAGE, page % 4 + 1, PAGE);
	if (madvise(at, MERGED * PAGE, MADV_MERGEABLE))
		fail("mergeable", "memory");
	for (round = 0; round < 40 && !shared->stop; round++)
		usleep(20000);
	count(KSM_ROUNDS);
	child = fork();
	if (child == 0)
		_exit(write_copies(at));
	if (child > 0 && (waitpid(child, &status, 0) != child || status != 0))
		fail("copy-on-write", "memory");
	count(FORKS);
	for (page = 0; page < MERGED; page += 5)
		at[page * PAGE + 100] = 77;
	/* the second time frees what the first one wrote */
	for (round = 0; round < 2; round++) {
		if (!madvise(at, MERGED * PAGE, MADV_PAGEOUT))
			count(PAGEOUTS);
		usleep(30000);
	}
	for (page = 0; page < MERGED; page++)
		if (at[page * PAGE] != page % 4 + 1) {
			errno = 0;
			fail("merged-content", "memory");
			break;
		}
	/* a page that is taken away in use is moved first; it is lost for good, so few are */
	if (shared->counts[POISONED] < 12 && !madvise(at, PAGE, MADV_SOFT_OFFLINE)) {
		count(POISONED);
		if (at[1] != 1)
			fail("soft-offline", "memory");
	}
	munmap(at, MERGED * PAGE);
}

void *memory_worker(void *unused)
{
	while (!shared->stop)
		merge();
	return unused;
}

/* Huge pages: of anonymous memory, of a tmpfs that has them, and of hugetlbfs; split, cut, and given back. */
static void huge(int kind)
{
	const size_t length = 2 * LARGE;
	unsigned char *at;
	size_t page;
	int fd = -1;

	if (kind == 0) {
		at = anonymous(length + LARGE);
		if (!at)
			return;
		madvise(at, length + LARGE, MADV_HUGEPAGE);
	} else {
		fd = memfd_create("huge", kind == 1 ? 0 : MFD_HUGETLB);
		if (fd < 0 || ftruncate(fd, length)) {
			if (fd >= 0)
				close(fd);
			return;
		}
		at = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (at == MAP_FAILED) {
			close(fd);
			return;
		}
		if (kind == 2 && fallocate(fd, 0, 0, length))
			goto out;
	}
	for (page = 0; page < length; page += PAGE)
		at[page] = (unsigned char)(page >> 12) | 1;
	if (kind != 2)
		madvise(at + LARGE / 2, LARGE, MADV_PAGEOUT);
	if (kind == 1 && fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, LARGE / 2, 16 * PAGE))
		fail("huge-punch", "memory");
	if (kind == 1 && at[LARGE / 2] != 0)
		fail("huge-hole", "memory");
	for (page = 0; page < length; page += PAGE)
		if (at[page] != ((unsigned char)(page >> 12) | 1) &&
		    !(kind == 1 && page >= LARGE / 2 && page < LARGE / 2 + 16 * PAGE)) {
			errno = 0;
			fail("huge-content", "memory");
			break;
		}
	if (kind == 2 && ftruncate(fd, LARGE))
		fail("huge-truncate", "memory");
	count(HUGE);
out:
	munmap(at, kind == 0 ? length + LARGE : length);
	if (fd >= 0)
		close(fd);
}

void *huge_worker(void *unused)
{
	int kind;

	for (kind = 0; !shared->stop; kind = (kind + 1) % 3) {
		huge(kind);
		usleep(50000);
	}
	return unused;
}

/* More than there is, so that something else must go: the page cache first, then memory to swap. */
static void hog(unsigned int salt)
{
	struct sysinfo info;
	size_t length, at;
	uint64_t *words;

	if (sysinfo(&info) || info.totalswap == 0)
		return;
	length = (size_t)info.totalram * info.mem_unit / 100 * 75 & ~(PAGE - 1);
	words = anonymous(length);
	if (!words)
		return;
	for (at = 0; at < length && !shared->stop; at += PAGE)
		words[at / 8] = at ^ salt;
	for (at = 0; at < length && !shared->stop; at += PAGE)
		if (words[at / 8] != (at ^ salt)) {
			errno = 0;
			fail("hog-content", "memory");
			break;
		}
	munmap(words, length);
	count(HOGS);
}

void *pressure_worker(void *unused)
{
	unsigned int round;
	int pause;

	for (round = 0; !shared->stop; round++) {
		sync();
		put("/proc/sys/vm/drop_caches", round % 3 ? "1" : "3");
		put("/proc/sys/vm/compact_memory", "1");
		count(DROPS);
		if (round % 2)
			hog(round);
		for (pause = 0; pause < 25 && !shared->stop; pause++)
			usleep(20000);
	}
	return unused;
}
