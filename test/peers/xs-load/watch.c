/* From the moment a WRITE is sent on one connection to the moment its event is read on another. */
#include "client.h"
#include "modes.h"

#include <stdlib.h>

#define SAMPLES_MAX 1000000
#define PATH "/bench/watched/node"

static struct {
	struct conn *writer, *watcher;
	struct request write;
	struct meter meter;
	double sent, *samples;
	size_t count;
	int due;
	bool greeted, awaits_greeting;
} watch;

static void next(void)
{
	watch.due = 2;
	request_renew(&watch.write);
	conn_ask(watch.writer, 0, &watch.write);
	/* Sent now and not by the loop: what the loop does before is not the daemon's. */
	watch.sent = now();
	conn_flush(watch.writer);
}

/* The next write waits for both the reply and the event. */
static void one_came(void)
{
	if (--watch.due > 0)
		return;
	if (meter_count(&watch.meter, 1, 0))
		next();
	else
		loop_stop();
}

static void replied(struct conn *conn, const struct xsd_sockmsg *head, const char *payload)
{
	(void)conn;
	want_reply(head, payload, XS_WRITE, PATH);
	one_came();
}

static void evented(struct conn *conn, const struct xsd_sockmsg *head, const char *payload)
{
	(void)conn, (void)head, (void)payload;
	if (watch.sent == 0) { /* the event that every new watch gets */
		watch.greeted = true;
		if (watch.awaits_greeting)
			loop_stop();
		return;
	}
	if (watch.meter.began && watch.count < SAMPLES_MAX)
		watch.samples[watch.count++] = now() - watch.sent;
	one_came();
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void mode_watch_latency(void)
{
	watch.samples = malloc(SAMPLES_MAX * sizeof(double));
	watch.writer = conn_open();
	watch.watcher = conn_open();
	watch.write = request_write(PATH, VALUE);
	conn_call(watch.writer, XS_WRITE, watch.write.payload, watch.write.len, false);
	watch.watcher->evented = evented;
	conn_call(watch.watcher, XS_WATCH, PATH "\0token", sizeof(PATH "\0token"), false);
	watch.awaits_greeting = true;
	if (!watch.greeted) {
		loop_add(watch.watcher);
		loop_run();
	}
	watch.writer->replied = replied;
	loop_add(watch.writer);
	loop_add(watch.watcher);
	meter_start(&watch.meter);
	next();
	loop_run();
	if (watch.count == 0)
		die("wanted events, got none");
	qsort(watch.samples, watch.count, sizeof(double), ascending);
	line_begin("watch-latency");
	line_meter(&watch.meter);
	line_number("p50Us", watch.samples[watch.count / 2] * 1e6);
	line_number("p99Us", watch.samples[watch.count * 99 / 100] * 1e6);
	line_end();
}
