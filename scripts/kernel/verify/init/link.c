/* Names: long symbolic links, which live in pages of their own, and directories, which do in some file systems. */
#include "verify.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES 24

static void one_link(const char *where, struct dice *dice, unsigned int at)
{
	const size_t length = 200 + roll(dice, 800);
	char path[96], target[1001], back[1002];
	ssize_t got;

	memset(target, 'a' + at % 26, length);
	target[length] = '\0';
	snprintf(path, sizeof(path), "%s/link%u", where, at);
	if (symlink(target, path))
		return fail("symlink", where);
	if (roll(dice, 4) == 0)
		sync();
	got = readlink(path, back, sizeof(back));
	if (got != (ssize_t)length || memcmp(back, target, length)) {
		errno = 0;
		fail("readlink", where);
	}
	/* looked up by name, the whole way through the link's page; there is nothing of that name */
	if (open(path, O_RDONLY) >= 0)
		fail("follow", where);
	count(LINKS);
}

static void list(const char *where, unsigned int want)
{
	DIR *directory = opendir(where);
	struct dirent *entry;
	unsigned int found = 0;

	if (!directory)
		return fail("opendir", where);
	while ((entry = readdir(directory)))
		found += !strncmp(entry->d_name, "link", 4);
	closedir(directory);
	if (found != want) {
		errno = 0;
		fail("readdir", where);
	}
	count(LISTS);
}

void *link_worker(void *directory)
{
	struct dice dice = { .state = 5783321ull ^ (uintptr_t)directory };
	char where[64], path[96];
	unsigned int at, round;

	for (round = 0; !shared->stop; round++) {
		snprintf(where, sizeof(where), "%s/names%u", (const char *)directory, round % 5);
		if (mkdir(where, 0700)) {
			fail("mkdir", where);
			break;
		}
		for (at = 0; at < NAMES; at++)
			one_link(where, &dice, at);
		list(where, NAMES);
		for (at = 0; at < NAMES; at++) {
			snprintf(path, sizeof(path), "%s/link%u", where, at);
			if (unlink(path))
				fail("unlink-link", where);
		}
		if (rmdir(where))
			fail("rmdir", where);
		usleep(20000);
	}
	return NULL;
}
