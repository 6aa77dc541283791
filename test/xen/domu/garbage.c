/*
 * garbage SEED: a hostile frontend in user space. Takes device/vdispl/0 in the kernel's place, lets the backend connect to pages of its own, and
 * then writes noise all over them, indices first, and notifies as fast as it can. Does so again for as long as the backend lets it.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xen/xen.h>
#include <xen/evtchn.h>
#include <xen/gntalloc.h>

#define ROUNDS 5
#define STORMS 20000

enum { XS_READ = 2, XS_WRITE = 11, XS_ERROR = 16 };
struct message { uint32_t type, req_id, tx_id, len; };

static int store;

static int ask(uint32_t type, const char *path, const char *value, char *answer, int room)
{
    char packet[4096];
    struct message message = { type, 1, 0, strlen(path) + 1 + (value ? strlen(value) : 0) };
    int got = 0;

    memcpy(packet, &message, sizeof(message));
    strcpy(packet + sizeof(message), path);
    if (value)
        memcpy(packet + sizeof(message) + strlen(path) + 1, value, strlen(value));
    if (write(store, packet, sizeof(message) + message.len) < 0)
        return -1;
    while (got < (int)sizeof(message)) {
        int n = read(store, (char *)&message + got, sizeof(message) - got);
        if (n <= 0)
            return -1;
        got += n;
    }
    for (got = 0; got < (int)message.len;) {
        int n = read(store, packet + got, message.len - got);
        if (n <= 0)
            return -1;
        got += n;
    }
    if (answer && (int)message.len < room) {
        memcpy(answer, packet, message.len);
        answer[message.len] = 0;
    }
    return message.type == XS_ERROR ? -1 : (int)message.len;
}

static void put(const char *path, unsigned value)
{
    char text[16];

    snprintf(text, sizeof(text), "%u", value);
    if (ask(XS_WRITE, path, text, NULL, 0) < 0)
        printf("DOMU: garbage: %s not written\n", path);
}

static unsigned state_of(const char *path)
{
    char text[64];

    return ask(XS_READ, path, NULL, text, sizeof(text)) < 0 ? 0 : atoi(text);
}

static unsigned wait_state(const char *path, unsigned wanted)
{
    unsigned state = 0;

    for (int i = 0; i < 100 && (state = state_of(path)) != wanted; i++)
        usleep(100000);
    return state;
}

int main(int argc, char **argv)
{
    int gnt = open("/dev/xen/gntalloc", O_RDWR), evt = open("/dev/xen/evtchn", O_RDWR);
    char backend[128];

    store = open("/dev/xen/xenbus", O_RDWR);
    srand(argc > 1 ? atoi(argv[1]) : 1);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (gnt < 0 || evt < 0 || store < 0 || ask(XS_READ, "device/vdispl/0/backend", NULL, backend, 100) < 0) {
        printf("DOMU: garbage: no devices or no backend: %m\n");
        return 1;
    }
    strcat(backend, "/state");
    for (int round = 0; round < ROUNDS; round++) {
        struct ioctl_gntalloc_alloc_gref alloc = { .domid = 0, .flags = GNTALLOC_FLAG_WRITABLE, .count = 1 };
        struct ioctl_evtchn_bind_unbound_port bind = { .remote_domain = 0 };
        uint32_t *pages[2];
        int ports[2];

        put("device/vdispl/0/state", 1);
        if (wait_state(backend, 2) != 2) {
            printf("DOMU: garbage: backend at %u in round %d\n", state_of(backend), round);
            break;
        }
        for (int i = 0; i < 2; i++) {
            if (ioctl(gnt, IOCTL_GNTALLOC_ALLOC_GREF, &alloc)) {
                printf("DOMU: garbage: gntalloc: %m\n");
                return 1;
            }
            pages[i] = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, gnt, alloc.index);
            ports[i] = ioctl(evt, IOCTL_EVTCHN_BIND_UNBOUND_PORT, &bind);
            memset(pages[i], 0, 4096);
            put(i ? "device/vdispl/0/0/evt-ring-ref" : "device/vdispl/0/0/req-ring-ref", alloc.gref_ids[0]);
            put(i ? "device/vdispl/0/0/evt-event-channel" : "device/vdispl/0/0/req-event-channel", ports[i]);
        }
        pages[0][1] = pages[0][3] = 1;
        put("device/vdispl/0/state", 3);
        printf("DOMU: garbage: round %d, backend at %u\n", round, wait_state(backend, 4));
        for (int storm = 0; storm < STORMS && state_of(backend) == 4; storm++) {
            /* Requests that could be meant first, then indices that cannot. */
            for (int word = 16; word < 1024; word++)
                pages[0][word] = rand();
            for (int slot = 0; slot < 32; slot++)
                pages[0][16 + 16 * slot] = (0x10 + rand() % 8) << 16 | (rand() & 0xffff);
            pages[0][0] = storm < 50 ? pages[0][2] + 1 + rand() % 32 : (uint32_t)rand();
            pages[1][0] = rand();
            for (int i = 0; i < 2; i++) {
                struct ioctl_evtchn_notify notify = { .port = ports[i] };
                ioctl(evt, IOCTL_EVTCHN_NOTIFY, &notify);
            }
        }
        printf("DOMU: garbage: round %d ends with the backend at %u\n", round, state_of(backend));
    }
    printf("DOMU: garbage: done\n");
    return 0;
}
