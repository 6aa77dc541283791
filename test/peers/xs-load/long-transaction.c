/*
 * A long transaction (50 reads, 50 writes, each waiting for its answer) against a writer on another connection that writes as
 * fast as it can, one request at a time: how many of ten commit, within how many tries, and what is left of the writer's rate.
 */
#include "modes.h"
#include "transaction.h"

#include <stdio.h>

#define NODES 50
#define TRANSACTIONS 10
/* A long transaction that failed this often is given up. */
#define TRIES_MAX 32
#define TOP "/bench/long"
#define MINE TOP "/mine"

static struct transaction lengthy, modify;
static struct meter alone;
static struct {
	struct request ask[2];
	int kinds, next;
	uint64_t done;
	bool among;
} writer;
static bool in_new_directory;
static int tries, tries_of[TRANSACTIONS], committed_count, finished;

/* Whether the writer goes on: its rate alone is measured first, then the long transactions begin beside it. */
static bool wrote(uint64_t count)
{
	writer.done += count;
	if (writer.among || meter_count(&alone, count, 0))
		return true;
	loop_stop();
	return false;
}

static void writer_answered(struct conn *conn, const struct xsd_sockmsg *head, const char *payload)
{
	want_reply(head, payload, writer.ask[writer.next].type, writer.ask[writer.next].payload);
	writer.next = (writer.next + 1) % writer.kinds;
	if (writer.ask[writer.next].type == XS_WRITE)
		request_renew(&writer.ask[writer.next]);
	if (wrote(1))
		conn_ask(conn, 0, &writer.ask[writer.next]);
}

static void modify_over(struct transaction *transaction, bool committed)
{
	if (wrote(committed))
		transaction_begin(transaction);
}

/* The next long transaction's writes make a directory. */
static void new_directory(void)
{
	char path[128];
	int i;

	for (i = 0; i < NODES; i++) {
		snprintf(path, sizeof(path), TOP "/new%d/write%d", finished, i);
		lengthy.body[NODES + i] = request_write(path, VALUE);
	}
}

static void long_over(struct transaction *transaction, bool committed)
{
	tries++;
	if (!committed && tries < TRIES_MAX) {
		transaction_begin(transaction);
		return;
	}
	committed_count += committed;
	tries_of[finished++] = tries;
	tries = 0;
	if (finished == TRANSACTIONS) {
		loop_stop();
		return;
	}
	if (in_new_directory)
		new_directory();
	transaction_begin(transaction);
}

static void set_up(struct conn *conn)
{
	char path[128];
	struct request write;
	int i;

	conn_call(conn, XS_RM, TOP, sizeof(TOP), true);
	for (i = 0; i < NODES; i++) {
		snprintf(path, sizeof(path), MINE "/read%d", i);
		write = request_write(path, VALUE);
		conn_call(conn, write.type, write.payload, write.len, false);
		lengthy.body[i] = request_read(path);
		snprintf(path, sizeof(path), MINE "/write%d", i);
		lengthy.body[NODES + i] = request_write(path, VALUE);
		conn_call(conn, XS_WRITE, lengthy.body[NODES + i].payload, lengthy.body[NODES + i].len, false);
	}
	lengthy.length = 2 * NODES;
	lengthy.over = long_over;
}

static void start_writer(struct conn *conn)
{
	loop_add(conn);
	if (modify.length)
		transaction_begin(&modify);
	else
		conn_ask(conn, 0, &writer.ask[writer.next]);
}

static void print_tries(void)
{
	int i;

	printf(",\"tries\":[");
	for (i = 0; i < finished; i++)
		printf("%s%d", i ? "," : "", tries_of[i]);
	printf("]");
}

static void run(const char *row, struct conn *reader, struct conn *other)
{
	double began, cpu, seconds;

	meter_start(&alone);
	start_writer(other);
	loop_run();
	writer.done = 0;
	writer.among = true;
	start_writer(other);
	loop_add(reader);
	transaction_on(&lengthy, reader);
	transaction_begin(&lengthy);
	began = now();
	cpu = server_cpu();
	loop_run();
	seconds = now() - began;
	line_begin(row);
	line_number("committed", committed_count);
	line_number("of", TRANSACTIONS);
	print_tries();
	line_number("writerAlone", alone.ops / (alone.ended - alone.began));
	line_number("writerAmong", writer.done / seconds);
	line_number("seconds", seconds);
	line_number("cpuSeconds", server_cpu() - cpu);
	line_end();
}

static void against_write(const char *row, const char *path)
{
	struct conn *reader = conn_open(), *other = conn_open();

	set_up(reader);
	writer.ask[0] = request_write(path, VALUE);
	writer.kinds = 1;
	conn_call(reader, XS_WRITE, writer.ask[0].payload, writer.ask[0].len, false);
	other->replied = writer_answered;
	run(row, reader, other);
}

void mode_long_elsewhere(void)
{
	against_write("long-elsewhere", "/bench/other/node");
}

/* The transaction makes a directory, the writer makes and removes one beside it: two domains built at the same time. */
void mode_long_sibling(void)
{
	struct conn *reader = conn_open(), *other = conn_open();

	set_up(reader);
	in_new_directory = true;
	new_directory();
	writer.ask[0] = request_write(TOP "/sibling/node", VALUE);
	writer.ask[1] = request_path(XS_RM, TOP "/sibling");
	writer.kinds = 2;
	other->replied = writer_answered;
	run("long-sibling", reader, other);
}

/* The writer makes and removes a node among those that the transaction reads and writes. */
void mode_long_beside(void)
{
	struct conn *reader = conn_open(), *other = conn_open();

	set_up(reader);
	writer.ask[0] = request_path(XS_MKDIR, MINE "/beside");
	writer.ask[1] = request_path(XS_RM, MINE "/beside");
	writer.kinds = 2;
	other->replied = writer_answered;
	run("long-beside", reader, other);
}

void mode_long_read(void)
{
	against_write("long-read", MINE "/read7");
}

/* Both read and write the same node, both in transactions: one of the two must lose. */
void mode_long_both(void)
{
	struct conn *reader = conn_open(), *other = conn_open();

	set_up(reader);
	lengthy.body[NODES] = request_write(MINE "/read7", VALUE);
	modify.body[0] = request_read(MINE "/read7");
	modify.body[1] = request_write(MINE "/read7", VALUE);
	modify.length = 2;
	modify.over = modify_over;
	transaction_on(&modify, other);
	run("long-both", reader, other);
}
