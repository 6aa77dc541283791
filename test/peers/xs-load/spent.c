/* Who spent the processor: the daemon, this client, nobody; what is left went to others. */
#define _GNU_SOURCE
#include "client.h"

#include <dirent.h>
#include <sched.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A thread's time on a processor, in nanoseconds: the first number of its schedstat. */
static double thread_cpu(int pid, const char *thread)
{
	char path[64];
	unsigned long long spent = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%.16s/schedstat", pid, thread);
	file = fopen(path, "r");
	if (!file) /* it has just ended */
		return 0;
	if (fscanf(file, "%llu", &spent) != 1)
		die("%s: wanted a number", path);
	fclose(file);
	return spent / 1e9;
}

/* utime and stime of /proc/PID/stat would be the same, but in hundredths of a second. */
double server_cpu(void)
{
	char path[64];
	struct dirent *entry;
	double sum = 0;
	DIR *threads;

	if (!options.pid)
		return 0;
	snprintf(path, sizeof(path), "/proc/%d/task", options.pid);
	threads = opendir(path);
	if (!threads)
		die("%s: %s", path, strerror(errno));
	while ((entry = readdir(threads)))
		if (entry->d_name[0] != '.')
			sum += thread_cpu(options.pid, entry->d_name);
	closedir(threads);
	return sum;
}

int pinned_to(void)
{
	cpu_set_t allowed;

	if (sched_getaffinity(0, sizeof(allowed), &allowed) || CPU_COUNT(&allowed) != 1)
		return -1;
	return sched_getcpu();
}

/* How long that processor had nothing to do. */
static double idle_of(int cpu)
{
	char line[512], name[16];
	unsigned long long idle, waiting;
	double found = 0;
	FILE *file = fopen("/proc/stat", "r");

	if (!file)
		die("/proc/stat: %s", strerror(errno));
	snprintf(name, sizeof(name), "cpu%d ", cpu);
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)) &&
		    sscanf(line + strlen(name), "%*u %*u %*u %llu %llu", &idle, &waiting) == 2)
			found = (double)(idle + waiting) / sysconf(_SC_CLK_TCK);
	fclose(file);
	return found;
}

struct spent spent_now(void)
{
	struct timespec own;
	int cpu = pinned_to();

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
	return (struct spent){
		.daemon = server_cpu(),
		.client = own.tv_sec + own.tv_nsec / 1e9,
		.idle = cpu < 0 ? 0 : idle_of(cpu),
	};
}
