/*
 * Files against a model: for each page of a file the model has the word that its first and last eight bytes
 * must hold, zero for a hole. All ways to write change the model; all ways to read are compared with it.
 */
#include "verify.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/falloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGES 384
#define LAST (PAGE / 8 - 1)

struct model {
	const char *where;
	char path[96];
	struct dice dice;
	int fd;
	uint64_t *map;
	unsigned int size;
	uint64_t next;
	uint64_t word[PAGES];
	bool fixed;
};

static __thread uint64_t buffer[16 * PAGE / 8] __attribute__((aligned(4096)));

static void compare(struct model *model, const char *how, unsigned int page, const uint64_t *bytes)
{
	const uint64_t want = model->word[page];

	if (bytes[0] == want && bytes[LAST] == want)
		return;
	errno = 0;
	say("page %u of %s: %llx %llx, not %llx", page, model->path, (unsigned long long)bytes[0],
	    (unsigned long long)bytes[LAST], (unsigned long long)want);
	fail(how, model->where);
	model->word[page] = bytes[0] == bytes[LAST] ? bytes[0] : 0;
}

static unsigned int some_pages(struct model *model, unsigned int *first)
{
	const unsigned int length = 1 + roll(&model->dice, 16);

	*first = roll(&model->dice, model->size);
	return *first + length > model->size ? model->size - *first : length;
}

static void write_pages(struct model *model)
{
	unsigned int first, page;
	const unsigned int length = some_pages(model, &first);

	for (page = 0; page < length; page++) {
		const uint64_t word = model->next++;
		uint64_t *at = buffer + page * (PAGE / 8);

		memset(at, (int)word, PAGE);
		at[0] = at[LAST] = model->word[first + page] = word;
	}
	if (pwrite(model->fd, buffer, length * PAGE, first * PAGE) != (ssize_t)(length * PAGE))
		fail("write", model->where);
	count(WRITES);
}

static void store_pages(struct model *model)
{
	unsigned int first, page;
	const unsigned int length = some_pages(model, &first);

	for (page = first; page < first + length; page++) {
		uint64_t *at = model->map + page * (PAGE / 8);

		at[0] = at[LAST] = model->word[page] = model->next++;
	}
	count(STORES);
}

static void read_pages(struct model *model)
{
	unsigned int first, page;
	const unsigned int length = some_pages(model, &first);

	if (pread(model->fd, buffer, length * PAGE, first * PAGE) != (ssize_t)(length * PAGE))
		return fail("read", model->where);
	for (page = 0; page < length; page++)
		compare(model, "read-content", first + page, buffer + page * (PAGE / 8));
	count(READS);
}

static void load_pages(struct model *model)
{
	unsigned int first, page;
	const unsigned int length = some_pages(model, &first);

	for (page = first; page < first + length; page++)
		compare(model, "mapped-content", page, model->map + page * (PAGE / 8));
	count(LOADS);
}

/* Shorter, with pages mapped and dirty, and longer again: what was cut off must come back as zeros. */
static void truncate_file(struct model *model)
{
	const unsigned int shorter = roll(&model->dice, model->size);
	unsigned int page;

	if (shorter > 0 && ftruncate(model->fd, shorter * PAGE - PAGE / 2))
		fail("truncate", model->where);
	if (ftruncate(model->fd, shorter * PAGE) || ftruncate(model->fd, PAGES * PAGE))
		fail("truncate", model->where);
	for (page = shorter; page < PAGES; page++)
		model->word[page] = 0;
	/* the end of the last page was cut off for a moment */
	if (shorter > 0) {
		uint64_t *at = model->map + (shorter - 1) * (PAGE / 8);

		if (at[LAST] != 0)
			fail("tail-not-zero", model->where);
		at[LAST] = at[0];
	}
	count(TRUNCATES);
}

static void punch(struct model *model)
{
	const int mode = roll(&model->dice, 4) == 0 ? FALLOC_FL_ZERO_RANGE : FALLOC_FL_PUNCH_HOLE;
	unsigned int first, page;
	const unsigned int length = some_pages(model, &first);

	if (fallocate(model->fd, mode | FALLOC_FL_KEEP_SIZE, first * PAGE, length * PAGE)) {
		if (errno != EOPNOTSUPP)
			fail("punch-hole", model->where);
		return;
	}
	for (page = first; page < first + length; page++)
		model->word[page] = 0;
	count(PUNCHES);
}

static void allocate(struct model *model)
{
	unsigned int first;
	const unsigned int length = some_pages(model, &first);

	if (fallocate(model->fd, FALLOC_FL_KEEP_SIZE, first * PAGE, length * PAGE) && errno != EOPNOTSUPP)
		fail("allocate", model->where);
}

static void write_back(struct model *model)
{
	int failed = 0;

	switch (roll(&model->dice, 4)) {
	case 0:
		failed = fsync(model->fd);
		break;
	case 1:
		failed = msync(model->map, PAGES * PAGE, MS_SYNC);
		break;
	case 2:
		failed = sync_file_range(model->fd, 0, 0, SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
		break;
	default:
		failed = fdatasync(model->fd);
		posix_fadvise(model->fd, 0, 0, POSIX_FADV_DONTNEED);
	}
	if (failed)
		fail("sync", model->where);
	count(SYNCS);
}

/* Past the page cache and back: pages that are cached must be written out and thrown away for it. */
static void direct(struct model *model)
{
	unsigned int first, page;
	const unsigned int length = some_pages(model, &first);
	const int fd = open(model->path, O_RDWR | O_DIRECT);

	if (fd < 0)
		return;
	if (roll(&model->dice, 2)) {
		if (pread(fd, buffer, length * PAGE, first * PAGE) != (ssize_t)(length * PAGE))
			fail("direct-read", model->where);
		else
			for (page = 0; page < length; page++)
				compare(model, "direct-content", first + page, buffer + page * (PAGE / 8));
	} else {
		for (page = 0; page < length; page++) {
			uint64_t *at = buffer + page * (PAGE / 8);

			at[0] = at[LAST] = model->word[first + page] = model->next++;
		}
		if (pwrite(fd, buffer, length * PAGE, first * PAGE) != (ssize_t)(length * PAGE))
			fail("direct-write", model->where);
	}
	close(fd);
	count(DIRECT);
}

/* Pages lent to a pipe, cut off in the file sometimes while they are there, or sent on to another file. */
static void splice_pages(struct model *model)
{
	const unsigned int first = roll(&model->dice, model->size);
	loff_t at = first * PAGE;
	int ends[2];

	if (pipe(ends))
		return fail("pipe", model->where);
	if (splice(model->fd, &at, ends[1], NULL, PAGE, 0) != (ssize_t)PAGE)
		fail("splice", model->where);
	else if (!model->fixed && roll(&model->dice, 4) == 0) {
		/* a pipe may hand out the page as it was, or say that it is gone; it must not hand out another */
		const uint64_t was = model->word[first];

		posix_fadvise(model->fd, 0, 0, POSIX_FADV_DONTNEED);
		punch(model);
		if (read(ends[0], buffer, PAGE) == (ssize_t)PAGE && buffer[0] != was && buffer[0] != 0)
			fail("splice-after-punch", model->where);
	} else if (read(ends[0], buffer, PAGE) != (ssize_t)PAGE)
		fail("splice-read", model->where);
	else
		compare(model, "splice-content", first, buffer);
	close(ends[0]);
	close(ends[1]);
	if (roll(&model->dice, 3) == 0) {
		char path[112];
		off_t from = first * PAGE;
		int other;

		snprintf(path, sizeof(path), "%s.sent", model->path);
		other = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
		if (other < 0 || sendfile(other, model->fd, &from, PAGE) != (ssize_t)PAGE ||
		    pread(other, buffer, PAGE, 0) != (ssize_t)PAGE)
			fail("sendfile", model->where);
		else
			compare(model, "sendfile-content", first, buffer);
		close(other);
		unlink(path);
	}
	count(SPLICES);
}

/* Extents shared with another file, and the comparison that deduplication makes page by page. */
static void clone(struct model *model)
{
	char path[112];
	unsigned int first, page;
	const unsigned int length = some_pages(model, &first);
	struct file_clone_range range = { .src_fd = model->fd, .src_offset = first * PAGE,
					  .src_length = length * PAGE, .dest_offset = 0 };
	struct {
		struct file_dedupe_range range;
		struct file_dedupe_range_info info;
	} same = { .range = { .src_offset = first * PAGE, .src_length = length * PAGE, .dest_count = 1 } };
	int other;

	snprintf(path, sizeof(path), "%s.clone", model->path);
	other = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (other < 0)
		return fail("clone-open", model->where);
	if (!ioctl(other, FICLONERANGE, &range)) {
		for (page = 0; page < length; page++) {
			if (pread(other, buffer, PAGE, page * PAGE) != (ssize_t)PAGE)
				fail("clone-read", model->where);
			else
				compare(model, "clone-content", first + page, buffer);
		}
		same.info.dest_fd = other;
		if (ioctl(model->fd, FIDEDUPERANGE, &same) || same.info.status != FILE_DEDUPE_RANGE_SAME)
			fail("dedupe", model->where);
		count(CLONES);
	}
	close(other);
	unlink(path);
}

static void rename_file(struct model *model)
{
	char other[112];

	snprintf(other, sizeof(other), "%s.renamed", model->path);
	if (rename(model->path, other) || rename(other, model->path))
		fail("rename", model->where);
	count(RENAMES);
}

/* A futex in a shared file mapping is known by the page's file. Nobody waits: the key is what is looked for. */
static void futex(struct model *model)
{
	const unsigned int page = roll(&model->dice, model->size);

	if (syscall(SYS_futex, (uint32_t *)(model->map + page * (PAGE / 8)) + 8, FUTEX_WAKE, 1, NULL, NULL, 0) < 0)
		fail("futex", model->where);
	count(FUTEXES);
}

static void forget(struct model *model)
{
	if (madvise(model->map, PAGES * PAGE, roll(&model->dice, 2) ? MADV_DONTNEED : MADV_PAGEOUT) && errno != EINVAL)
		fail("forget", model->where);
}

typedef void operation(struct model *model);

/* What is there more often is done more often. */
static operation *const anything[] = {
	write_pages, write_pages, write_pages, store_pages, store_pages, store_pages, read_pages, read_pages,
	load_pages, load_pages, load_pages, truncate_file, punch, allocate, write_back, direct, splice_pages,
	clone, rename_file, futex, forget,
};

static operation *const of_devices[] = {
	write_pages, store_pages, store_pages, read_pages, load_pages, write_back, direct, splice_pages, futex, forget,
};

static bool open_model(struct model *model, int flags)
{
	model->next = 1000;
	model->size = PAGES;
	model->fd = open(model->path, O_RDWR | flags, 0600);
	if (model->fd < 0)
		return false;
	if (!model->fixed && ftruncate(model->fd, PAGES * PAGE))
		return false;
	model->map = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, model->fd, 0);
	return model->map != MAP_FAILED;
}

static void close_model(struct model *model)
{
	unsigned int page;

	for (page = 0; page < PAGES; page++)
		compare(model, "last-content", page, model->map + page * (PAGE / 8));
	munmap(model->map, PAGES * PAGE);
	close(model->fd);
}

/* Files come and go, so that pages of deleted files are met too. */
void *file_worker(void *directory)
{
	struct model *model = calloc(1, sizeof(*model));
	unsigned int round, step;

	model->where = directory;
	model->dice.state = 88172645463325252ull ^ (uintptr_t)directory;
	for (round = 0; !shared->stop; round++) {
		snprintf(model->path, sizeof(model->path), "%s/file%u", model->where, round % 3);
		memset(model->word, 0, sizeof(model->word));
		if (!open_model(model, O_CREAT | O_TRUNC)) {
			fail("open", model->path);
			break;
		}
		for (step = 0; step < 400 && !shared->stop; step++)
			anything[roll(&model->dice, sizeof(anything) / sizeof(*anything))](model);
		close_model(model);
		if (unlink(model->path))
			fail("unlink", model->where);
	}
	return NULL;
}

/* A block device's pages belong to an inode of its own, not to the one that its name leads to. */
void *device_worker(void *device)
{
	struct model *model = calloc(1, sizeof(*model));
	unsigned int page;

	model->where = device;
	model->fixed = true;
	model->dice.state = 362436069362436069ull;
	snprintf(model->path, sizeof(model->path), "%s", model->where);
	if (!open_model(model, 0)) {
		fail("open", model->path);
		return NULL;
	}
	for (page = 0; page < PAGES; page++)
		model->map[page * (PAGE / 8)] = model->map[page * (PAGE / 8) + LAST] = 0;
	while (!shared->stop) {
		of_devices[roll(&model->dice, sizeof(of_devices) / sizeof(*of_devices))](model);
		count(DEVICE);
	}
	close_model(model);
	return NULL;
}
