/* A transaction as a driver of one connection: start, a body of requests one at a time, end. */
#ifndef XS_LOAD_TRANSACTION_H
#define XS_LOAD_TRANSACTION_H

#include "client.h"

#define BODY_MAX 128

struct transaction {
	struct conn *conn;
	uint32_t id;
	int at, length;
	struct request body[BODY_MAX];
	/* Told when it is over; begins the next one, the same one again, or nothing. */
	void (*over)(struct transaction *transaction, bool committed);
	int number;
};

/* Takes over the connection's replies. */
void transaction_on(struct transaction *transaction, struct conn *conn);
void transaction_begin(struct transaction *transaction);

#endif
