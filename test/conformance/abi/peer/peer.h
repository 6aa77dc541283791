/*
 * What a C peer is, whichever protocol it speaks: a process that shares a page with the test through a file, does what the lines on its
 * stdin say, and keeps a twin of the page on which both ends are C's own.
 *
 * A line is a word and a number. It is done on the twin, and on the shared page where its end is this peer's there. The answer is a line
 * of two words, what it came to on the twin and on the shared page (or "-"), and the twin's octets.
 */
#ifndef PEER_H
#define PEER_H

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define __XEN_TOOLS__ 1
#define xen_mb() __sync_synchronize()
#define xen_rmb() __sync_synchronize()
#define xen_wmb() __sync_synchronize()
#include <xen/xen.h>
#include <xen/grant_table.h>

#define PAGE_OCTETS 4096
#define ANSWER_MAX (2 * PAGE_OCTETS + 1)

static inline void *die(const char *what)
{
	perror(what);
	exit(1);
}

/* The page that the test reads and writes as a file. */
static inline void *shared_page(const char *path)
{
	int fd = open(path, O_RDWR);
	void *page = fd < 0 ? die(path) : mmap(NULL, PAGE_OCTETS, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	return page == MAP_FAILED ? die("mmap") : page;
}

/* What a packet of this number holds; the test makes it likewise. */
static inline void fill(void *packet, size_t octets, unsigned number)
{
	for (size_t i = 0; i < octets; i++)
		((uint8_t *)packet)[i] = number * 31 + i * 7;
}

static inline void say_octets(char *answer, const void *packet, size_t octets)
{
	for (size_t i = 0; i < octets; i++)
		sprintf(answer + 2 * i, "%02x", ((const uint8_t *)packet)[i]);
}

/* Does one line for an end of a ring or an event page, and writes what it came to. */
typedef void end_does(void *ends, const char *what, unsigned number, char *answer);

/* What there is twice: on the shared page, where one end is this peer's, and on the twin, where both are. */
struct stage {
	void *ends;
	void *page;
};

static inline int peer_run(struct stage twin, struct stage shared, const char *here, end_does *front, end_does *back)
{
	static char on_twin[ANSWER_MAX], on_shared[ANSWER_MAX];
	char end[8], what[8];
	unsigned number;

	while (scanf("%7s %7s %u", end, what, &number) == 3) {
		strcpy(on_twin, "?");
		strcpy(on_shared, "-");
		if (!strcmp(end, "both")) { /* before anything starts: dirt */
			memset(twin.page, number, PAGE_OCTETS);
			memset(shared.page, number, PAGE_OCTETS);
		} else {
			end_does *does = strcmp(end, "front") ? back : front;

			does(twin.ends, what, number, on_twin);
			if (!strcmp(end, here))
				does(shared.ends, what, number, on_shared);
		}
		printf("%s %s\n", on_twin, on_shared);
		if (fwrite(twin.page, PAGE_OCTETS, 1, stdout) != 1 || fflush(stdout))
			die("stdout");
	}
	return 0;
}

#endif
