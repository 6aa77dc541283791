/* An event page as its header has it. Compiled with HEADER, PAGE, EVENT, SLOT (…_IN_RING_REF) and SLOTS (…_IN_RING_LEN); run as ring.c. */
#include "peer.h"
#include HEADER

struct ends {
	PAGE *page;
	/* How far the frontend has read; the page says how far it has told. */
	uint32_t cons;
};

static void front_does(void *of, const char *what, unsigned number, char *answer)
{
	struct ends *ends = of;
	PAGE *page = ends->page;

	if (!strcmp(what, "start")) {
		page->in_cons = page->in_prod = ends->cons = number;
		strcpy(answer, "done");
	} else if (!strcmp(what, "take")) {
		EVENT event;

		if (ends->cons == page->in_prod) {
			strcpy(answer, "none");
			return;
		}
		xen_rmb();
		event = SLOT(page, ends->cons);
		ends->cons++;
		say_octets(answer, &event, sizeof(event));
	} else if (!strcmp(what, "release")) {
		xen_mb();
		page->in_cons = ends->cons;
		strcpy(answer, "done");
	}
}

static void back_does(void *of, const char *what, unsigned number, char *answer)
{
	PAGE *page = ((struct ends *)of)->page;
	uint32_t prod = page->in_prod;

	if (!strcmp(what, "start")) {
		strcpy(answer, "done");
	} else if (!strcmp(what, "put")) {
		if (prod - page->in_cons >= SLOTS) {
			strcpy(answer, "full");
			return;
		}
		xen_mb();
		fill(&SLOT(page, prod), sizeof(EVENT), number);
		xen_wmb();
		page->in_prod = prod + 1;
		strcpy(answer, "done");
	}
}

int main(int argc, char **argv)
{
	struct ends twin = { .page = aligned_alloc(PAGE_OCTETS, PAGE_OCTETS) };
	struct ends shared = { .page = shared_page(argc == 3 ? argv[1] : "") };

	return peer_run((struct stage){ &twin, twin.page }, (struct stage){ &shared, shared.page }, argv[2], front_does, back_does);
}
