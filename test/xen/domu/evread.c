/* evread: prints every event of every input device as it comes, "EV device type code value", and when it listens to all of them. */
#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define DEVICES 8

int main(void)
{
    struct pollfd polled[DEVICES];
    char names[DEVICES][64];
    int count = 0, i;

    setvbuf(stdout, NULL, _IOLBF, 0);
    for (i = 0; i < DEVICES; i++) {
        char path[32];
        int fd;

        snprintf(path, sizeof(path), "/dev/input/event%d", i);
        fd = open(path, O_RDONLY | O_NONBLOCK);
        if (fd < 0)
            continue;
        names[count][0] = 0;
        ioctl(fd, EVIOCGNAME(sizeof(names[0])), names[count]);
        printf("DOMU: listens to event%d (%s)\n", i, names[count]);
        polled[count].fd = fd;
        polled[count++].events = POLLIN;
    }
    printf("DOMU: listening %d\n", count);
    while (poll(polled, count, -1) > 0)
        for (i = 0; i < count; i++) {
            struct input_event event;

            while (read(polled[i].fd, &event, sizeof(event)) == sizeof(event))
                printf("EV %d %u %u %d %lld\n", i, event.type, event.code, event.value,
                       (long long)event.input_event_sec * 1000000 + event.input_event_usec);
        }
    return 0;
}
