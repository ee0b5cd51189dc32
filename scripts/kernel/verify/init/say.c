/* Telling, counting, and reading what the kernel tells. */
#include "verify.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct shared *shared;

static const char *const names[COUNTS] = {
	[WRITES] = "write", [STORES] = "mapped-store", [READS] = "read", [LOADS] = "mapped-load",
	[TRUNCATES] = "truncate", [PUNCHES] = "punch-hole", [SYNCS] = "sync", [DIRECT] = "direct",
	[SPLICES] = "splice", [CLONES] = "clone", [RENAMES] = "rename", [LINKS] = "symlink", [LISTS] = "readdir",
	[FUTEXES] = "futex", [KSM_ROUNDS] = "ksm", [FORKS] = "fork", [PAGEOUTS] = "pageout", [HUGE] = "huge",
	[POISONED] = "soft-offline", [DROPS] = "drop-caches", [HOGS] = "hog", [RACE_FAULTS] = "race-fault",
	[RACE_SIGNALS] = "race-sigbus", [RACE_CUTS] = "race-cut", [DEVICE] = "device",
};

/* Lines of several workers must not be mixed, so each goes out in one call. */
void say(const char *format, ...)
{
	char line[600] = "VERIFY ";
	const size_t room = sizeof(line) - 8;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(line + 7, room, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	if ((size_t)length >= room)
		length = room - 1;
	line[7 + length] = '\n';
	if (write(STDOUT_FILENO, line, length + 8) < 0)
		return;
}

void fail(const char *check, const char *where)
{
	const int error = errno;

	if (__atomic_add_fetch(&shared->fails, 1, __ATOMIC_RELAXED) <= 50)
		say("FAIL %s %s (errno %d, %s)", check, where, error, strerror(error));
}

void count(enum count what)
{
	__atomic_add_fetch(&shared->counts[what], 1, __ATOMIC_RELAXED);
}

const char *count_name(enum count what)
{
	return names[what];
}

int put(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY);
	ssize_t written;

	if (fd < 0)
		return -1;
	written = write(fd, text, strlen(text));
	close(fd);
	return written < 0 ? -1 : 0;
}

static void each_line(const char *prefix, const char *path, bool (*wanted)(const char *, const void *),
		      const void *with)
{
	FILE *file = fopen(path, "r");
	char line[500];

	if (!file)
		return;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!wanted || wanted(line, with))
			say("%s %s", prefix, line);
	}
	fclose(file);
}

void show(const char *prefix, const char *path)
{
	each_line(prefix, path, NULL, NULL);
}

static bool begins_with_one(const char *line, const void *words)
{
	const char *const *word;

	for (word = words; *word; word++) {
		const size_t length = strlen(*word);

		if (!strncmp(line, *word, length) && line[length] == ' ')
			return true;
	}
	return false;
}

void show_some(const char *prefix, const char *path, const char *const *words)
{
	each_line(prefix, path, begins_with_one, words);
}

unsigned int roll(struct dice *dice, unsigned int sides)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 7;
	dice->state ^= dice->state << 17;
	return (unsigned int)(dice->state >> 32) % sides;
}
