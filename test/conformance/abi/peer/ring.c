/* A request/response ring by ring.h's own macros. Compiled with HEADER, REQUEST and RESPONSE; run with the page's file and "front" or "back". */
#include "peer.h"
#include <xen/io/ring.h>
#include HEADER

DEFINE_RING_TYPES(peer, REQUEST, RESPONSE);

struct ends {
	peer_sring_t *page;
	peer_front_ring_t front;
	peer_back_ring_t back;
};

/* As a frontend prepares a page, but at an index of the test's choice, as if the ring had run for long. */
static void front_start(struct ends *ends, unsigned index)
{
	SHARED_RING_INIT(ends->page);
	if (index) {
		ends->page->req_prod = ends->page->rsp_prod = index;
		ends->page->req_event = ends->page->rsp_event = index + 1;
	}
	FRONT_RING_ATTACH(&ends->front, ends->page, index, PAGE_OCTETS);
}

static void front_does(void *of, const char *what, unsigned number, char *answer)
{
	struct ends *ends = of;
	peer_front_ring_t *front = &ends->front;
	int flag = 0;

	if (!strcmp(what, "start")) {
		front_start(ends, number);
		strcpy(answer, "done");
	} else if (!strcmp(what, "put")) {
		if (RING_FULL(front)) {
			strcpy(answer, "full");
			return;
		}
		fill(RING_GET_REQUEST(front, front->req_prod_pvt), sizeof(REQUEST), number);
		front->req_prod_pvt++;
		strcpy(answer, "done");
	} else if (!strcmp(what, "push")) {
		RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(front, flag);
		strcpy(answer, flag ? "notify" : "quiet");
	} else if (!strcmp(what, "claim")) {
		/* A hostile one: more requests than it has put. */
		ends->page->req_prod = front->req_prod_pvt + number;
		strcpy(answer, "done");
	} else if (!strcmp(what, "take")) {
		RESPONSE response;

		if (!RING_HAS_UNCONSUMED_RESPONSES(front)) {
			strcpy(answer, "none");
			return;
		}
		RING_COPY_RESPONSE(front, front->rsp_cons, &response);
		front->rsp_cons++;
		say_octets(answer, &response, sizeof(response));
	} else if (!strcmp(what, "check")) {
		RING_FINAL_CHECK_FOR_RESPONSES(front, flag);
		strcpy(answer, flag ? "work" : "sleep");
	}
}

static void back_does(void *of, const char *what, unsigned number, char *answer)
{
	struct ends *ends = of;
	peer_back_ring_t *back = &ends->back;
	int flag = 0;

	if (!strcmp(what, "start")) {
		/* As a backend does that finds a page which another has served, or nobody. */
		BACK_RING_ATTACH(back, ends->page, ends->page->rsp_prod, PAGE_OCTETS);
		strcpy(answer, "done");
	} else if (!strcmp(what, "put")) {
		if (back->rsp_prod_pvt == back->req_cons) {
			strcpy(answer, "none-owed");
			return;
		}
		fill(RING_GET_RESPONSE(back, back->rsp_prod_pvt), sizeof(RESPONSE), number);
		back->rsp_prod_pvt++;
		strcpy(answer, "done");
	} else if (!strcmp(what, "push")) {
		RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(back, flag);
		strcpy(answer, flag ? "notify" : "quiet");
	} else if (!strcmp(what, "take")) {
		REQUEST request;

		if (RING_REQUEST_PROD_OVERFLOW(back, ends->page->req_prod)) {
			strcpy(answer, "overflow");
			return;
		}
		if (!RING_HAS_UNCONSUMED_REQUESTS(back)) {
			strcpy(answer, "none");
			return;
		}
		RING_COPY_REQUEST(back, back->req_cons, &request);
		back->req_cons++;
		say_octets(answer, &request, sizeof(request));
	} else if (!strcmp(what, "check")) {
		RING_FINAL_CHECK_FOR_REQUESTS(back, flag);
		strcpy(answer, flag ? "work" : "sleep");
	}
}

int main(int argc, char **argv)
{
	struct ends twin = { .page = aligned_alloc(PAGE_OCTETS, PAGE_OCTETS) };
	struct ends shared = { .page = shared_page(argc == 3 ? argv[1] : "") };

	return peer_run((struct stage){ &twin, twin.page }, (struct stage){ &shared, shared.page }, argv[2], front_does, back_does);
}
