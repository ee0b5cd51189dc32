/* Mounts, starts the workers, waits, and tells what became of it. */
#include "verify.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST 32

static pthread_t threads[MOST];
static int running;
static pid_t races[MOST];
static int racing;
static const char *mounted[MOST];
static int mounts;

static void start(void *(*worker)(void *), const char *with)
{
	if (running == MOST || pthread_create(&threads[running], NULL, worker, (void *)with))
		fail("thread", with ? with : "");
	else
		running++;
}

/* verify.seconds=60 on the kernel's command line; `fallback` where it does not say. */
static long parameter(const char *name, long fallback)
{
	char line[2000] = "";
	const int fd = open("/proc/cmdline", O_RDONLY);
	const ssize_t length = fd < 0 ? 0 : read(fd, line, sizeof(line) - 1);
	const char *at = length > 0 ? strstr(line, name) : NULL;

	if (fd >= 0)
		close(fd);
	return at ? atol(at + strlen(name)) : fallback;
}

/* Pages that KSM saved, at most; they come and go. */
static long most_shared;

static void look_at_ksm(void)
{
	char number[32] = "";
	const int fd = open("/sys/kernel/mm/ksm/pages_sharing", O_RDONLY);

	if (fd < 0)
		return;
	if (read(fd, number, sizeof(number) - 1) > 0 && atol(number) > most_shared)
		most_shared = atol(number);
	close(fd);
}

/* Disks say what is on them in their first sectors; the file systems are tried until one takes it. */
static void mount_disk(const char *disk)
{
	static const char *const types[] = { "ext4", "xfs", "btrfs", "f2fs" };
	char *at = malloc(32);
	size_t type;

	if (!swapon(disk, 0)) {
		say("swap on %s", disk);
		free(at);
		return;
	}
	snprintf(at, 32, "/mnt/%s", strrchr(disk, '/') + 1);
	mkdir(at, 0755);
	for (type = 0; type < sizeof(types) / sizeof(*types); type++) {
		if (mount(disk, at, types[type], 0, NULL))
			continue;
		say("%s on %s", types[type], disk);
		mounted[mounts++] = at;
		return;
	}
	say("%s is used as it is", disk);
	start(device_worker, strdup(disk));
	free(at);
}

static void mount_all(void)
{
	char disk[] = "/dev/vda";

	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mkdir("/tmp", 0755);
	mkdir("/mnt", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	if (mount("tmpfs", "/tmp", "tmpfs", 0, "size=40m,huge=within_size") && mount("tmpfs", "/tmp", "tmpfs", 0, "size=40m"))
		fail("mount", "tmpfs");
	else
		mounted[mounts++] = "/tmp";
	for (; disk[7] <= 'h'; disk[7]++)
		if (!access(disk, F_OK))
			mount_disk(disk);
}

static void settings(void)
{
	put("/proc/sys/vm/drop_caches", "4");
	put("/proc/sys/vm/nr_hugepages", "2");
	put("/sys/kernel/mm/transparent_hugepage/enabled", "always");
	put("/sys/kernel/mm/transparent_hugepage/shmem_enabled", "advise");
	put("/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs", "100");
	put("/sys/kernel/mm/ksm/pages_to_scan", "2000");
	put("/sys/kernel/mm/ksm/sleep_millisecs", "10");
	put("/sys/kernel/mm/ksm/run", "1");
	/* without pages mapped ahead, more faults take the long way */
	put("/sys/kernel/debug/fault_around_bytes", "4096");
}

static void start_all(void)
{
	int at;

	for (at = 0; at < mounts; at++) {
		start(file_worker, mounted[at]);
		start(link_worker, mounted[at]);
		if (at < 2)
			racing += start_race(mounted[at], races + racing);
	}
	start(memory_worker, NULL);
	start(huge_worker, NULL);
	start(pressure_worker, NULL);
}

static void stop_all(void)
{
	int at, status;

	shared->stop = 1;
	for (at = 0; at < running; at++)
		pthread_join(threads[at], NULL);
	for (at = 0; at < racing; at++)
		if (races[at] > 0 && (waitpid(races[at], &status, 0) != races[at] || status != 0))
			fail("race-exit", "a process of the race died");
	for (at = 0; at < mounts; at++)
		if (umount(mounted[at]))
			fail("umount", mounted[at]);
}

/* The counts of a kernel that checks what is passed are in a file whose name ends with _checks. */
static void show_checks(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	char path[300];

	while (proc && (entry = readdir(proc))) {
		const size_t length = strlen(entry->d_name);

		if (length <= 7 || strcmp(entry->d_name + length - 7, "_checks"))
			continue;
		snprintf(path, sizeof(path), "/proc/%s", entry->d_name);
		show("CHECKS", path);
	}
	if (proc)
		closedir(proc);
}

static void finish(long seconds)
{
	static const char *const events[] = {
		"pswpin", "pswpout", "pgmigrate_success", "pgsteal_kswapd", "pgsteal_direct", "thp_fault_alloc",
		"thp_file_alloc", "thp_split_page", "ksm_swpin_copy", "htlb_buddy_alloc_success", "balloon_migrate", NULL
	};
	enum count what;

	for (what = 0; what < COUNTS; what++)
		say("COUNT %s %ld", count_name(what), shared->counts[what]);
	show_some("EVENT", "/proc/vmstat", events);
	say("COUNT ksm-pages-sharing %ld", most_shared);
	show_checks();
	say("RESULT %s fails=%ld seconds=%ld", shared->fails ? "fail" : "ok", shared->fails, seconds);
}

int main(void)
{
	struct utsname name;
	long seconds, passed;
	int console;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	mkdir("/dev", 0755);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	console = open("/dev/console", O_RDWR);
	if (console >= 0) {
		dup2(console, 0);
		dup2(console, 1);
		dup2(console, 2);
	}
	uname(&name);
	say("starts on %s %s, %ld processors", name.sysname, name.release, sysconf(_SC_NPROCESSORS_ONLN));
	mount_all();
	seconds = parameter("verify.seconds=", 30);
	settings();
	start_all();
	for (passed = 1; passed <= seconds; passed++) {
		sleep(1);
		look_at_ksm();
		if (passed % 15 == 0)
			say("%ld of %ld s: %ld writes, %ld cuts, %ld faults, %ld failures", passed, seconds,
			    shared->counts[WRITES], shared->counts[RACE_CUTS], shared->counts[RACE_FAULTS], shared->fails);
	}
	stop_all();
	finish(seconds);
	sync();
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}
