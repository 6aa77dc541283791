/*
 * A load client for any daemon that speaks xs_wire.h over a Unix socket: the real ones, ours, and one that keeps no store.
 *
 *   xs-load SOCKET MODE [--seconds S] [--domains D] [--pid PID] [--seed N] [--null]
 *
 * Prints one line of JSON. `--pid` is the daemon's process, whose CPU time is told beside the rate; `--null` is for a daemon
 * whose answers mean nothing. One thread; requests are sent and answers taken with as few calls as the order of things allows,
 * so that what is measured is the daemon.
 */
#include "xs-load/client.h"
#include "xs-load/modes.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	void (*run)(void);
} modes[] = {
	{ "read", mode_read },
	{ "write", mode_write },
	{ "read-pipelined", mode_read_pipelined },
	{ "write-pipelined", mode_write_pipelined },
	{ "transaction", mode_transaction },
	{ "transaction-disjoint", mode_transaction_disjoint },
	{ "transaction-mkdir", mode_transaction_mkdir },
	{ "long-elsewhere", mode_long_elsewhere },
	{ "long-sibling", mode_long_sibling },
	{ "long-beside", mode_long_beside },
	{ "long-read", mode_long_read },
	{ "long-both", mode_long_both },
	{ "watch-latency", mode_watch_latency },
	{ "populate", mode_populate },
	{ "domains-read", mode_domains_read },
	{ "domains-transaction", mode_domains_transaction },
	{ "domains-watched-write", mode_domains_watched_write },
};

static double number(const char *option, const char *text)
{
	char *end;
	double value = text ? strtod(text, &end) : 0;

	if (!text || end == text || *end || !(value > 0))
		die("%s: wanted a number above 0, got %s", option, text ? text : "nothing");
	return value;
}

int main(int argc, char **argv)
{
	size_t m;
	int i;

	if (argc < 3)
		die("wanted SOCKET MODE");
	options.socket = argv[1];
	options.mode = argv[2];
	for (i = 3; i < argc; i++) {
		if (!strcmp(argv[i], "--null"))
			options.null_server = true;
		else if (!strcmp(argv[i], "--seconds"))
			options.seconds = number(argv[i], argv[i + 1]), i++;
		else if (!strcmp(argv[i], "--domains"))
			options.domains = number(argv[i], argv[i + 1]), i++;
		else if (!strcmp(argv[i], "--pid"))
			options.pid = number(argv[i], argv[i + 1]), i++;
		else if (!strcmp(argv[i], "--seed"))
			options.seed = number(argv[i], argv[i + 1]), i++;
		else
			die("%s: unknown", argv[i]);
	}
	for (m = 0; m < sizeof(modes) / sizeof(modes[0]); m++) {
		if (!strcmp(modes[m].name, options.mode)) {
			modes[m].run();
			conn_close_all();
			return 0;
		}
	}
	die("%s: no such mode", options.mode);
}
