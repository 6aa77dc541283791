#include "client.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define CONNS_MAX 128

struct options options = { .seconds = 0.5, .domains = 10, .seed = 1 };

static struct conn *opened[CONNS_MAX], *conns[CONNS_MAX], *dirty[CONNS_MAX];
static int opened_count, conn_count, dirty_count;
static bool stopped;

void die(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "xs-load: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* xorshift32: the same seed asks for the same nodes of every daemon. */
uint32_t dice(uint32_t below)
{
	static uint32_t state;

	if (!state)
		state = options.seed * 2654435761u | 1;
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

struct conn *conn_open(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct conn *conn = calloc(1, sizeof(*conn));

	if (opened_count == CONNS_MAX)
		die("wanted at most %d connections", CONNS_MAX);
	opened[opened_count++] = conn;
	if (strlen(options.socket) >= sizeof(to.sun_path))
		die("%s: too long for a Unix socket", options.socket);
	strcpy(to.sun_path, options.socket);
	conn->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (conn->fd < 0 || connect(conn->fd, (void *)&to, sizeof(to)))
		die("%s: %s", options.socket, strerror(errno));
	conn->out_cap = IN_SIZE;
	conn->out = malloc(conn->out_cap);
	return conn;
}

void conn_ask_raw(struct conn *conn, uint32_t type, uint32_t tx, const void *payload, uint32_t len)
{
	struct xsd_sockmsg head = { .type = type, .tx_id = tx, .len = len };

	if (conn->out_len + sizeof(head) + len > conn->out_cap)
		die("wanted at most %zu octets asked at once", conn->out_cap);
	memcpy(conn->out + conn->out_len, &head, sizeof(head));
	memcpy(conn->out + conn->out_len + sizeof(head), payload, len);
	conn->out_len += sizeof(head) + len;
	if (!conn->dirty) {
		conn->dirty = true;
		dirty[dirty_count++] = conn;
	}
}

void conn_ask(struct conn *conn, uint32_t tx, const struct request *request)
{
	conn_ask_raw(conn, request->type, tx, request->payload, request->len);
}

void conn_flush(struct conn *conn)
{
	size_t sent = 0;

	while (sent < conn->out_len) {
		ssize_t n = send(conn->fd, conn->out + sent, conn->out_len - sent, MSG_NOSIGNAL);

		if (n <= 0)
			die("the daemon took no more: %s", strerror(errno));
		sent += n;
	}
	conn->out_len = 0;
}

void conn_close_all(void)
{
	const struct timeval patience = { .tv_sec = 5 };
	int i;

	for (i = 0; i < opened_count; i++)
		shutdown(opened[i]->fd, SHUT_WR);
	for (i = 0; i < opened_count; i++) {
		setsockopt(opened[i]->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		while (recv(opened[i]->fd, opened[i]->in, IN_SIZE, 0) > 0)
			;
		close(opened[i]->fd);
	}
}

static void flush_dirty(void)
{
	int i;

	for (i = 0; i < dirty_count; i++) {
		dirty[i]->dirty = false;
		conn_flush(dirty[i]);
	}
	dirty_count = 0;
}

static void dispatch(struct conn *conn)
{
	size_t at = 0;

	while (conn->in_len - at >= sizeof(struct xsd_sockmsg) && !stopped) {
		struct xsd_sockmsg head;
		on_packet on;

		memcpy(&head, conn->in + at, sizeof(head));
		if (head.len > XENSTORE_PAYLOAD_MAX)
			die("wanted a payload of at most %d octets, got %u", XENSTORE_PAYLOAD_MAX, head.len);
		if (conn->in_len - at - sizeof(head) < head.len)
			break;
		on = head.type == XS_WATCH_EVENT ? conn->evented : conn->replied;
		if (on)
			on(conn, &head, conn->in + at + sizeof(head));
		at += sizeof(head) + head.len;
	}
	memmove(conn->in, conn->in + at, conn->in_len - at);
	conn->in_len -= at;
}

static void take(struct conn *conn)
{
	ssize_t n = recv(conn->fd, conn->in + conn->in_len, IN_SIZE - conn->in_len, 0);

	if (n <= 0)
		die("the daemon closed the connection: %s", n ? strerror(errno) : "end of stream");
	conn->in_len += n;
	dispatch(conn);
}

void loop_add(struct conn *conn)
{
	conns[conn_count++] = conn;
}

void loop_stop(void)
{
	stopped = true;
}

static void run_many(void)
{
	struct epoll_event events[CONNS_MAX];
	int epoll_fd = epoll_create1(EPOLL_CLOEXEC), i, n;

	for (i = 0; i < conn_count; i++) {
		struct epoll_event want = { .events = EPOLLIN, .data.ptr = conns[i] };

		epoll_ctl(epoll_fd, EPOLL_CTL_ADD, conns[i]->fd, &want);
	}
	while (!stopped) {
		n = epoll_wait(epoll_fd, events, CONNS_MAX, 30000);
		if (n == 0)
			die("the daemon said nothing for 30 s");
		for (i = 0; i < n && !stopped; i++)
			take(events[i].data.ptr);
		flush_dirty();
	}
	close(epoll_fd);
}

void loop_run(void)
{
	int i;

	stopped = false;
	flush_dirty();
	/* What came with the reply that stopped the last loop is still to be told. */
	for (i = 0; i < conn_count; i++)
		dispatch(conns[i]);
	if (conn_count > 1)
		run_many();
	while (!stopped) {
		take(conns[0]);
		flush_dirty();
	}
	conn_count = 0;
}

static bool may_lack_now;

static void called(struct conn *conn, const struct xsd_sockmsg *head, const char *payload)
{
	(void)conn;
	if (head->type == XS_ERROR && !(may_lack_now && is_error(head, payload, "ENOENT")))
		die("a request of the set-up got %.*s", (int)head->len, payload);
	loop_stop();
}

void conn_call(struct conn *conn, uint32_t type, const void *payload, uint32_t len, bool may_lack)
{
	on_packet replied = conn->replied;

	conn->replied = called;
	may_lack_now = may_lack;
	conn_ask_raw(conn, type, 0, payload, len);
	loop_add(conn);
	loop_run();
	conn->replied = replied;
}

struct request request_path(uint32_t type, const char *path)
{
	struct request made = { .type = type, .len = strlen(path) + 1 };

	snprintf(made.payload, sizeof(made.payload), "%s", path);
	return made;
}

struct request request_read(const char *path)
{
	return request_path(XS_READ, path);
}

/* WRITE's value has no NUL: it is octets, to the packet's end. */
struct request request_write(const char *path, const char *value)
{
	struct request made = request_path(XS_WRITE, path);
	size_t len = strlen(value);

	memcpy(made.payload + made.len, value, len);
	made.len += len;
	return made;
}

void request_renew(struct request *write)
{
	char *digit = write->payload + write->len - 1;

	for (; *digit >= '0' && *digit <= '9'; digit--) {
		if (*digit < '9') {
			++*digit;
			return;
		}
		*digit = '0';
	}
}

struct request request_perms(const char *path, const char *owner, const char *other)
{
	struct request made = request_path(XS_SET_PERMS, path);

	made.len += snprintf(made.payload + made.len, sizeof(made.payload) - made.len, "%s", owner) + 1;
	made.len += snprintf(made.payload + made.len, sizeof(made.payload) - made.len, "%s", other) + 1;
	return made;
}

bool is_error(const struct xsd_sockmsg *head, const char *payload, const char *name)
{
	return head->type == XS_ERROR && head->len == strlen(name) + 1 && !memcmp(payload, name, head->len);
}

void want_reply(const struct xsd_sockmsg *head, const char *payload, uint32_t type, const char *what)
{
	if (head->type == type)
		return;
	if (head->type == XS_ERROR)
		die("%s got %.*s", what, (int)head->len, payload);
	die("%s: wanted a reply of type %u, got %u", what, type, head->type);
}

void meter_start(struct meter *meter)
{
	memset(meter, 0, sizeof(*meter));
	meter->warm_until = now() + options.seconds / 5;
}

bool meter_count(struct meter *meter, uint64_t ops, uint64_t tries)
{
	double t = now();

	if (!meter->began) {
		if (t >= meter->warm_until) {
			meter->before = spent_now();
			meter->began = now();
		}
		return true;
	}
	meter->ops += ops;
	meter->tries += tries;
	if (t < meter->began + options.seconds)
		return true;
	meter->ended = t;
	meter->after = spent_now();
	return false;
}

void line_begin(const char *row)
{
	printf("{\"row\":\"%s\"", row);
}

void line_number(const char *key, double value)
{
	printf(",\"%s\":%.10g", key, value);
}

void line_spent(const struct spent *before, const struct spent *after, double seconds, double ops)
{
	double daemon = after->daemon - before->daemon;
	double client = after->client - before->client;
	double taken = 1 - (daemon + client + after->idle - before->idle) / seconds;

	line_number("cpuUs", daemon * 1e6 / ops);
	if (pinned_to() >= 0)
		line_number("taken", taken > 0 ? taken : 0);
}

void line_meter(const struct meter *meter)
{
	double seconds = meter->ended - meter->began;

	line_number("rate", meter->ops / seconds);
	line_number("seconds", seconds);
	if (options.pid && meter->ops)
		line_spent(&meter->before, &meter->after, seconds, meter->ops);
	if (meter->tries)
		line_number("successPercent", 100.0 * meter->ops / meter->tries);
}

void line_end(void)
{
	printf("}\n");
	fflush(stdout);
}
