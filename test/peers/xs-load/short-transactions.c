/* Transactions of five writes, alone or on many connections, and of one mkdir under a parent that all of them share. */
#include "modes.h"
#include "transaction.h"

#include <stdio.h>

#define CONNECTIONS 32
#define WRITES 5

static struct transaction transactions[CONNECTIONS];
static struct meter meter;
/* Makes the body of a connection's next transaction, where that is not the last one's. */
static void (*renew_body)(struct transaction *transaction);

/* A conflict is tried again at once, with the same body. */
static void over(struct transaction *transaction, bool committed)
{
	if (!meter_count(&meter, committed, 1)) {
		loop_stop();
		return;
	}
	if (committed && renew_body)
		renew_body(transaction);
	transaction_begin(transaction);
}

static void run(const char *row, int connections)
{
	int i;

	meter_start(&meter);
	for (i = 0; i < connections; i++) {
		transactions[i].over = over;
		loop_add(transactions[i].conn);
		transaction_begin(&transactions[i]);
	}
	loop_run();
	line_begin(row);
	line_meter(&meter);
	line_end();
}

static void five_writes(const char *row, int connections)
{
	char path[128];
	int i, k;

	for (i = 0; i < connections; i++) {
		struct transaction *transaction = &transactions[i];

		transaction_on(transaction, conn_open());
		for (k = 0; k < WRITES; k++) {
			struct request *write = &transaction->body[transaction->length++];

			snprintf(path, sizeof(path), "/bench/transaction/%d/node%d", i, k);
			*write = request_write(path, VALUE);
			/* All nodes are there, so that a transaction changes values and nothing else. */
			conn_call(transaction->conn, write->type, write->payload, write->len, false);
		}
	}
	run(row, connections);
}

void mode_transaction(void)
{
	five_writes("transaction", 1);
}

void mode_transaction_disjoint(void)
{
	five_writes("transaction-disjoint", CONNECTIONS);
}

#define PARENT "/bench/parent"

/* A directory of its own for every transaction that commits, with five nodes. */
static void next_directory(struct transaction *transaction)
{
	char path[128];
	int k;

	snprintf(path, sizeof(path), PARENT "/%d-%d", (int)(transaction - transactions), transaction->number++);
	transaction->body[0] = request_path(XS_MKDIR, path);
	for (k = 0; k < WRITES; k++) {
		snprintf(path, sizeof(path), "%.100s/node%d", transaction->body[0].payload, k);
		transaction->body[1 + k] = request_write(path, VALUE);
	}
	transaction->length = 1 + WRITES;
}

void mode_transaction_mkdir(void)
{
	struct conn *cleaner = conn_open();
	int i;

	renew_body = next_directory;
	for (i = 0; i < CONNECTIONS; i++) {
		transaction_on(&transactions[i], conn_open());
		next_directory(&transactions[i]);
	}
	conn_call(cleaner, XS_RM, PARENT, sizeof(PARENT), true);
	conn_call(cleaner, XS_MKDIR, PARENT, sizeof(PARENT), false);
	run("transaction-mkdir", CONNECTIONS);
	conn_call(cleaner, XS_RM, PARENT, sizeof(PARENT), true);
}
