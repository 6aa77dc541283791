/*
 * The work of ring-in-process.ts with Xen's own macros: requests put, taken, copied, answered, and the answers taken. Prints requests a second.
 * argv: how many, how many at a time, and "flips" where every field of a flip is written and read, or "slots" where only its number is.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <xen/xen.h>
/* What ring.h wants of its user; x86 and one processor's view, as in Linux. */
#define mb() __sync_synchronize()
#define rmb() __asm__ volatile("" ::: "memory")
#define wmb() __asm__ volatile("" ::: "memory")
#define xen_mb mb
#define xen_rmb rmb
#define xen_wmb wmb
#include <xen/io/ring.h>
#include <xen/io/displif.h>

/* The whole packet is wanted, as by a backend that looks at it later: without this the compiler copies the number alone. */
#define COPIED(packet) __asm__ volatile("" : : "r"(packet) : "memory")

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    long requests = atol(argv[1]);
    int window = atoi(argv[2]);
    int flips = argc > 3 && strcmp(argv[3], "flips") == 0;
    static char page[4096] __attribute__((aligned(4096)));
    struct xen_displif_sring *shared = (void *)page;
    struct xen_displif_front_ring front;
    struct xen_displif_back_ring back;
    uint64_t sum = 0;
    unsigned notified = 0;
    long done = 0;
    double began;

    SHARED_RING_INIT(shared);
    FRONT_RING_INIT(&front, shared, sizeof(page));
    BACK_RING_INIT(&back, shared, sizeof(page));
    began = now();
    while (done < requests) {
        int more, notify, i;

        for (i = 0; i < window && !RING_FULL(&front); i++) {
            struct xendispl_req *req = RING_GET_REQUEST(&front, front.req_prod_pvt++);

            if (flips) {
                memset(req, 0, sizeof(*req));
                req->operation = XENDISPL_OP_PG_FLIP;
                req->op.pg_flip.fb_cookie = (uint64_t)done + i;
            }
            req->id = done + i;
        }
        RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&front, notify);
        notified += notify;
        do {
            while (RING_HAS_UNCONSUMED_REQUESTS(&back)) {
                struct xendispl_req req;
                struct xendispl_resp *resp;

                RING_COPY_REQUEST(&back, back.req_cons, &req);
                COPIED(&req);
                back.req_cons++;
                if (flips && req.operation == XENDISPL_OP_PG_FLIP)
                    sum += req.op.pg_flip.fb_cookie;
                resp = RING_GET_RESPONSE(&back, back.rsp_prod_pvt++);
                if (flips) {
                    memset(resp, 0, sizeof(*resp));
                    resp->operation = req.operation;
                }
                resp->id = req.id;
                RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&back, notify);
                notified += notify;
            }
            RING_FINAL_CHECK_FOR_REQUESTS(&back, more);
        } while (more);
        do {
            while (RING_HAS_UNCONSUMED_RESPONSES(&front)) {
                struct xendispl_resp resp;

                RING_COPY_RESPONSE(&front, front.rsp_cons, &resp);
                COPIED(&resp);
                front.rsp_cons++;
                sum += resp.id;
                done++;
            }
            RING_FINAL_CHECK_FOR_RESPONSES(&front, more);
        } while (more);
    }
    printf("%.0f %llu %u\n", done / (now() - began), (unsigned long long)sum, notified);
    return 0;
}
