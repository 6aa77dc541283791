/* READ and WRITE of one node, one at a time or with a window of requests always on the way. */
#include "client.h"
#include "modes.h"

#include <string.h>

#define WINDOW 32

static struct {
	struct request ask;
	struct meter meter;
} rate;

static void want_value(const struct xsd_sockmsg *head, const char *payload)
{
	want_reply(head, payload, rate.ask.type, rate.ask.payload);
	if (rate.ask.type == XS_READ && !options.null_server && (head->len != strlen(VALUE) || memcmp(payload, VALUE, head->len)))
		die("%s: wanted %s, got %.*s", rate.ask.payload, VALUE, (int)head->len, payload);
}

/* The next request goes out when the loop has told all that came, so the window is refilled by one send. */
static void answered(struct conn *conn, const struct xsd_sockmsg *head, const char *payload)
{
	want_value(head, payload);
	if (rate.ask.type == XS_WRITE)
		request_renew(&rate.ask);
	if (meter_count(&rate.meter, 1, 0))
		conn_ask(conn, 0, &rate.ask);
	else
		loop_stop();
}

static void run(const char *row, uint32_t type, int window)
{
	struct conn *conn = conn_open();
	struct request write = request_write("/bench/rate/node", VALUE);
	int i;

	conn_call(conn, write.type, write.payload, write.len, false);
	rate.ask = type == XS_READ ? request_read("/bench/rate/node") : write;
	conn->replied = answered;
	for (i = 0; i < window; i++)
		conn_ask(conn, 0, &rate.ask);
	meter_start(&rate.meter);
	loop_add(conn);
	loop_run();
	line_begin(row);
	line_meter(&rate.meter);
	line_end();
}

void mode_read(void)
{
	run("read", XS_READ, 1);
}

void mode_write(void)
{
	run("write", XS_WRITE, 1);
}

void mode_read_pipelined(void)
{
	run("read-pipelined", XS_READ, WINDOW);
}

void mode_write_pipelined(void)
{
	run("write-pipelined", XS_WRITE, WINDOW);
}
