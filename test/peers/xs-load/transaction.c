#include "transaction.h"

#include <stdlib.h>

static void answered(struct conn *conn, const struct xsd_sockmsg *head, const char *payload)
{
	struct transaction *transaction = conn->driver;

	if (transaction->at < 0) {
		want_reply(head, payload, XS_TRANSACTION_START, "TRANSACTION_START");
		transaction->id = strtoul(payload, NULL, 10);
	} else if (transaction->at < transaction->length) {
		const struct request *asked = &transaction->body[transaction->at];

		want_reply(head, payload, asked->type, asked->payload);
	} else {
		bool conflict = is_error(head, payload, "EAGAIN");

		if (!conflict)
			want_reply(head, payload, XS_TRANSACTION_END, "TRANSACTION_END");
		transaction->over(transaction, !conflict);
		return;
	}
	if (++transaction->at < transaction->length) {
		struct request *ask = &transaction->body[transaction->at];

		if (ask->type == XS_WRITE)
			request_renew(ask);
		conn_ask(conn, transaction->id, ask);
	} else
		conn_ask_raw(conn, XS_TRANSACTION_END, transaction->id, "T", 2);
}

void transaction_on(struct transaction *transaction, struct conn *conn)
{
	transaction->conn = conn;
	conn->driver = transaction;
	conn->replied = answered;
}

void transaction_begin(struct transaction *transaction)
{
	transaction->at = -1;
	conn_ask_raw(transaction->conn, XS_TRANSACTION_START, 0, "", 1);
}
