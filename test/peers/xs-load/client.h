/*
 * Connections to a xenstore daemon's socket, many in one thread, and what a measurement counts.
 *
 * Whoever drives a connection asks (`conn_ask`) and is told (`replied`, `evented`); `loop_run` sends what was asked and
 * dispatches what came until `loop_stop`. With one connection the loop is a blocking recv: nothing is spent on epoll.
 */
#ifndef XS_LOAD_CLIENT_H
#define XS_LOAD_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <errno.h>
#include <xen/io/xs_wire.h>

#define IN_SIZE 65536

struct conn;
typedef void (*on_packet)(struct conn *conn, const struct xsd_sockmsg *head, const char *payload);

struct conn {
	int fd;
	char in[IN_SIZE];
	size_t in_len;
	char *out;
	size_t out_len, out_cap;
	bool dirty; /* has something to send, and is in the list of those that have */
	on_packet replied, evented;
	void *driver;
};

/* One request of a body that is asked over and over. */
struct request {
	uint32_t type, len;
	char payload[256];
};

/* What was said on the command line. */
struct options {
	const char *socket, *mode;
	double seconds;
	int domains, pid;
	uint32_t seed;
	bool null_server;
};
extern struct options options;

/* Ends the program with what was wanted and what came. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

double now(void);
uint32_t dice(uint32_t below);

struct conn *conn_open(void);
void conn_ask(struct conn *conn, uint32_t tx, const struct request *request);
void conn_ask_raw(struct conn *conn, uint32_t type, uint32_t tx, const void *payload, uint32_t len);
void conn_flush(struct conn *conn);
/* Asks and waits for the answer; an error of the daemon's ends the program, except ENOENT with `may_lack`. */
void conn_call(struct conn *conn, uint32_t type, const void *payload, uint32_t len, bool may_lack);

void loop_add(struct conn *conn);
void loop_run(void);
void loop_stop(void);

/* Requests by their operation. */
struct request request_read(const char *path);
struct request request_path(uint32_t type, const char *path);
struct request request_write(const char *path, const char *value);
struct request request_perms(const char *path, const char *owner, const char *other);

/* Another value for a WRITE whose value ends in digits: they count up, so no two writes in a row say the same. */
void request_renew(struct request *write);

/* Ends the program unless the reply is the one to `type`. */
void want_reply(const struct xsd_sockmsg *head, const char *payload, uint32_t type, const char *what);
bool is_error(const struct xsd_sockmsg *head, const char *payload, const char *name);

/* Seconds of processor time: the daemon's with all its threads, our own, and in which the processor that we are pinned to idled. */
struct spent {
	double daemon, client, idle;
};
struct spent spent_now(void);
double server_cpu(void);
/* The one processor that this program may run on, or -1. */
int pinned_to(void);

/* A measured window: it opens after a warm-up of a fifth, and closes after `options.seconds`. */
struct meter {
	double warm_until, began, ended;
	struct spent before, after;
	uint64_t ops, tries;
};
void meter_start(struct meter *meter);
/* Counts `ops` done in `tries`; false when the window has closed. */
bool meter_count(struct meter *meter, uint64_t ops, uint64_t tries);

/* The measurement's line: its head with the rate, then whatever the mode adds, then the end. */
void line_begin(const char *row);
void line_number(const char *key, double value);
void line_meter(const struct meter *meter);
/* The daemon's CPU time for one of `ops`, and the share of the time that other programs took. */
void line_spent(const struct spent *before, const struct spent *after, double seconds, double ops);
void line_end(void);

/* The value that every node of the rows begins with. */
#define VALUE "value-00000000"

/* Closes what was opened as a client should: what was asked is answered, then the daemon sees the end. */
void conn_close_all(void);

#endif
