/*
 * A store as libxl leaves it with D guests that have a display and an input device, about 25 nodes each, and the rows that are
 * measured on it: whatever they cost should not depend on D.
 */
#include "modes.h"
#include "transaction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WRITES 5
#define PATH_SIZE 128

/* %d is the domain; a path that begins with no slash is below its home. The values are of the length that libxl's have. */
static const char *const nodes[][2] = {
	{ "name", "guest-of-the-bench" },
	{ "domid", "1000" },
	{ "vm", "/vm/00000000-0000-4000-8000-000000001000" },
	{ "memory/target", "1048576" },
	{ "memory/static-max", "1048577" },
	{ "memory/videoram", "0" },
	{ "cpu/0/availability", "online" },
	{ "console/ring-ref", "1044476" },
	{ "console/port", "2" },
	{ "console/type", "xenconsoled" },
	{ "store/ring-ref", "1044477" },
	{ "store/port", "1" },
	{ "device/vdispl/0/backend", "/local/domain/0/backend/vdispl/1000/0" },
	{ "device/vdispl/0/backend-id", "0" },
	{ "device/vdispl/0/state", "4" },
	{ "device/vkbd/0/backend", "/local/domain/0/backend/vkbd/1000/0" },
	{ "device/vkbd/0/backend-id", "0" },
	{ "device/vkbd/0/state", "4" },
	{ "/local/domain/0/backend/vdispl/%d/0/frontend", "/local/domain/1000/device/vdispl/0" },
	{ "/local/domain/0/backend/vdispl/%d/0/state", "4" },
	{ "/local/domain/0/backend/vkbd/%d/0/frontend", "/local/domain/1000/device/vkbd/0" },
	{ "/local/domain/0/backend/vkbd/%d/0/frontend-id", "1000" },
	{ "/local/domain/0/backend/vkbd/%d/0/state", "4" },
	{ "/vm/00000000-0000-4000-8000-%012d/name", "guest-of-the-bench" },
	{ "/vm/00000000-0000-4000-8000-%012d/uuid", "00000000-0000-4000-8000-000000001000" },
};
#define NODES (int)(sizeof(nodes) / sizeof(nodes[0]))
/* The node that each domain's backend is watched for. */
#define WATCHED 22

static struct meter meter;
static struct transaction transaction;
static struct request asked;
static int watches_due, events_due;
static bool replied_due, measuring;

static void path_of(char path[PATH_SIZE], int domain, int node)
{
	const char *pattern = nodes[node][0];

	if (pattern[0] == '/')
		snprintf(path, PATH_SIZE, pattern, domain);
	else
		snprintf(path, PATH_SIZE, "/local/domain/%d/%s", domain, pattern);
}

/* No two writes say the same, so that none is for nothing. */
static const char *fresh_value(void)
{
	static char value[16];
	static unsigned count;

	snprintf(value, sizeof(value), "%08u", count++);
	return value;
}

static int random_domain(void)
{
	return 1 + dice(options.domains);
}

/* ---- populate: a transaction a domain --------------------------------- */

static void write_domain(int domain)
{
	char path[PATH_SIZE], owner[16], reader[16];
	struct request *body = transaction.body;
	int i;

	for (i = 0; i < NODES; i++) {
		path_of(path, domain, i);
		*body++ = request_write(path, nodes[i][1]);
	}
	snprintf(owner, sizeof(owner), "n%d", domain);
	snprintf(reader, sizeof(reader), "r%d", domain);
	snprintf(path, PATH_SIZE, "/local/domain/%d/device", domain);
	*body++ = request_perms(path, owner, "r0");
	snprintf(path, PATH_SIZE, "/local/domain/0/backend/vkbd/%d/0", domain);
	*body++ = request_perms(path, "n0", reader);
	transaction.length = body - transaction.body;
	transaction.number = domain;
	transaction_begin(&transaction);
}

static void domain_over(struct transaction *done, bool committed)
{
	if (committed && done->number == options.domains)
		loop_stop();
	else
		write_domain(done->number + committed);
}

static void remove_all(void)
{
	static const char vm[] = "/vm", backend[] = "/local/domain/0/backend";
	struct conn *conn = conn_open();
	char path[PATH_SIZE];
	int domain;

	conn_call(conn, XS_RM, vm, sizeof(vm), true);
	conn_call(conn, XS_RM, backend, sizeof(backend), true);
	for (domain = 1; domain <= options.domains; domain++) {
		snprintf(path, sizeof(path), "/local/domain/%d", domain);
		conn_call(conn, XS_RM, path, strlen(path) + 1, true);
	}
}

void mode_populate(void)
{
	struct spent before, after;
	double began, seconds;

	remove_all();
	transaction_on(&transaction, conn_open());
	transaction.over = domain_over;
	before = spent_now();
	began = now();
	write_domain(1);
	loop_add(transaction.conn);
	loop_run();
	seconds = now() - began;
	after = spent_now();
	line_begin("populate");
	line_number("rate", options.domains / seconds);
	line_number("seconds", seconds);
	line_spent(&before, &after, seconds, options.domains);
	line_end();
}

/* ---- rows on the populated store -------------------------------------- */

static void run(const char *row)
{
	loop_run();
	line_begin(row);
	line_meter(&meter);
	line_end();
}

static void read_next(struct conn *conn)
{
	char path[PATH_SIZE];

	path_of(path, random_domain(), dice(NODES));
	asked = request_read(path);
	conn_ask(conn, 0, &asked);
}

static void read_answered(struct conn *conn, const struct xsd_sockmsg *head, const char *payload)
{
	want_reply(head, payload, XS_READ, asked.payload);
	if (meter_count(&meter, 1, 0))
		read_next(conn);
	else
		loop_stop();
}

void mode_domains_read(void)
{
	struct conn *conn = conn_open();

	conn->replied = read_answered;
	loop_add(conn);
	meter_start(&meter);
	read_next(conn);
	run("domains-read");
}

/* What a toolstack changes of one domain: five values that are there. */
static void transaction_next(void)
{
	char path[PATH_SIZE];
	int i, domain = random_domain();

	for (i = 0; i < WRITES; i++) {
		path_of(path, domain, 3 + i);
		transaction.body[i] = request_write(path, fresh_value());
	}
	transaction.length = WRITES;
	transaction_begin(&transaction);
}

static void transaction_over(struct transaction *done, bool committed)
{
	if (!meter_count(&meter, committed, 1))
		loop_stop();
	else if (committed)
		transaction_next();
	else
		transaction_begin(done);
}

void mode_domains_transaction(void)
{
	transaction_on(&transaction, conn_open());
	transaction.over = transaction_over;
	loop_add(transaction.conn);
	meter_start(&meter);
	transaction_next();
	run("domains-transaction");
}

static struct conn *writer, *watcher;

static void watched_write_next(void)
{
	char path[PATH_SIZE];

	replied_due = true;
	events_due = options.null_server ? 0 : 1;
	path_of(path, random_domain(), WATCHED);
	asked = request_write(path, fresh_value());
	conn_ask(writer, 0, &asked);
}

/* A write is done when its writer has the reply and its watcher the event. */
static void watched_write_came(void)
{
	if (replied_due || events_due > 0)
		return;
	if (meter_count(&meter, 1, 0))
		watched_write_next();
	else
		loop_stop();
}

static void write_answered(struct conn *conn, const struct xsd_sockmsg *head, const char *payload)
{
	(void)conn;
	want_reply(head, payload, XS_WRITE, asked.payload);
	replied_due = false;
	watched_write_came();
}

static void write_evented(struct conn *conn, const struct xsd_sockmsg *head, const char *payload)
{
	(void)conn, (void)head, (void)payload;
	if (measuring) {
		events_due--;
		watched_write_came();
	} else if (--watches_due == 0) {
		loop_stop();
	}
}

/* Each watch's first event is waited for, so that none is taken for a write's. */
static void watch_all(void)
{
	char path[PATH_SIZE], token[16];
	int domain;

	watches_due = options.null_server ? 0 : options.domains + 1; /* one more than come: conn_call's reply stops its loop, not they */
	for (domain = 1; domain <= options.domains; domain++) {
		struct request watch;

		path_of(path, domain, WATCHED);
		watch = request_path(XS_WATCH, path);
		watch.len += snprintf(token, sizeof(token), "%d", domain) + 1;
		memcpy(watch.payload + strlen(path) + 1, token, strlen(token) + 1);
		conn_call(watcher, XS_WATCH, watch.payload, watch.len, false);
	}
	if (!options.null_server && --watches_due > 0) {
		loop_add(watcher);
		loop_run();
	}
}

void mode_domains_watched_write(void)
{
	writer = conn_open();
	watcher = conn_open();
	writer->replied = write_answered;
	watcher->evented = write_evented;
	watch_all();
	measuring = true;
	loop_add(writer);
	loop_add(watcher);
	meter_start(&meter);
	watched_write_next();
	run("domains-watched-write");
}
