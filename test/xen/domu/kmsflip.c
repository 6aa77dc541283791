/*
 * kmsflip DEVICE FLIPS FILE: a KMS client. Sets the first mode of the first connector, draws and flips two dumb buffers in turn, waits for each
 * flip's event, checks that it is that flip's, and leaves the last frame's pixels in FILE. Built against the kernel's headers of libdrm-dev.
 */
#include <drm.h>
#include <drm_fourcc.h>
#include <drm_mode.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static int fd;

static void ask(unsigned long request, void *arg, const char *name)
{
    if (ioctl(fd, request, arg)) {
        printf("DOMU: kmsflip: %s: %m\n", name);
        exit(1);
    }
}
#define ASK(request, arg) ask(request, arg, #request)

static double ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* Every frame is another picture: a gradient that moves, and the frame's number in the first pixels. */
static void draw(uint32_t *pixels, unsigned width, unsigned height, unsigned pitch, unsigned frame)
{
    for (unsigned y = 0; y < height; y++)
        for (unsigned x = 0; x < width; x++)
            pixels[y * (pitch / 4) + x] = ((x + frame) & 0xff) << 16 | ((y + 3 * frame) & 0xff) << 8 | ((x ^ y) & 0xff);
    for (unsigned x = 0; x < 16 && x < width; x++)
        pixels[x] = frame >> x & 1 ? 0xffffff : 0;
}

int main(int argc, char **argv)
{
    unsigned flips = argc > 2 ? atoi(argv[2]) : 100;
    uint32_t connectors[8], crtcs[8], fbs[2], *pixels[2];
    struct drm_mode_card_res resources = { .connector_id_ptr = (uintptr_t)connectors, .crtc_id_ptr = (uintptr_t)crtcs,
                                           .count_connectors = 8, .count_crtcs = 8 };
    struct drm_mode_modeinfo modes[32];
    struct drm_mode_get_connector connector = { 0 };
    struct drm_mode_create_dumb dumb[2];
    struct drm_mode_crtc crtc = { 0 };
    double began;

    fd = open(argc > 1 ? argv[1] : "/dev/dri/card0", O_RDWR);
    if (fd < 0) {
        printf("DOMU: kmsflip: %s: %m\n", argv[1]);
        return 1;
    }
    ASK(DRM_IOCTL_MODE_GETRESOURCES, &resources);
    connector.connector_id = connectors[0];
    ASK(DRM_IOCTL_MODE_GETCONNECTOR, &connector);
    if (connector.count_modes > 32)
        connector.count_modes = 32;
    connector.count_props = connector.count_encoders = 0;
    connector.modes_ptr = (uintptr_t)modes;
    ASK(DRM_IOCTL_MODE_GETCONNECTOR, &connector);
    printf("DOMU: mode %ux%u\n", modes[0].hdisplay, modes[0].vdisplay);
    for (int i = 0; i < 2; i++) {
        struct drm_mode_map_dumb map = { 0 };
        struct drm_mode_fb_cmd2 fb = { 0 };

        memset(&dumb[i], 0, sizeof(dumb[i]));
        dumb[i].width = modes[0].hdisplay;
        dumb[i].height = modes[0].vdisplay;
        dumb[i].bpp = 32;
        ASK(DRM_IOCTL_MODE_CREATE_DUMB, &dumb[i]);
        map.handle = dumb[i].handle;
        ASK(DRM_IOCTL_MODE_MAP_DUMB, &map);
        pixels[i] = mmap(0, dumb[i].size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, map.offset);
        if (pixels[i] == MAP_FAILED) {
            printf("DOMU: kmsflip: mmap: %m\n");
            return 1;
        }
        draw(pixels[i], dumb[i].width, dumb[i].height, dumb[i].pitch, 0);
        fb.width = dumb[i].width;
        fb.height = dumb[i].height;
        fb.pixel_format = DRM_FORMAT_XRGB8888;
        fb.handles[0] = dumb[i].handle;
        fb.pitches[0] = dumb[i].pitch;
        ASK(DRM_IOCTL_MODE_ADDFB2, &fb);
        fbs[i] = fb.fb_id;
    }
    crtc.crtc_id = crtcs[0];
    crtc.fb_id = fbs[0];
    crtc.set_connectors_ptr = (uintptr_t)connectors;
    crtc.count_connectors = 1;
    crtc.mode = modes[0];
    crtc.mode_valid = 1;
    ASK(DRM_IOCTL_MODE_SETCRTC, &crtc);
    printf("DOMU: mode set\n");
    double waited = 0;
    began = ms();
    for (unsigned frame = 1; frame <= flips; frame++) {
        int at = frame & 1;
        struct drm_mode_crtc_page_flip flip = { .crtc_id = crtcs[0], .fb_id = fbs[at], .flags = DRM_MODE_PAGE_FLIP_EVENT, .user_data = frame };
        struct pollfd polled = { fd, POLLIN, 0 };
        struct drm_event_vblank event;
        double asked;

        draw(pixels[at], dumb[at].width, dumb[at].height, dumb[at].pitch, frame);
        asked = ms();
        ASK(DRM_IOCTL_MODE_PAGE_FLIP, &flip);
        if (poll(&polled, 1, 5000) < 1 || read(fd, &event, sizeof(event)) < (int)sizeof(event)) {
            printf("DOMU: flip %u: no event\n", frame);
            return 1;
        }
        waited += ms() - asked;
        if (event.base.type != DRM_EVENT_FLIP_COMPLETE || event.user_data != frame) {
            printf("DOMU: flip %u: event of flip %llu\n", frame, (unsigned long long)event.user_data);
            return 1;
        }
    }
    printf("DOMU: flipped %u in %.0f ms, from flip to event %.2f ms each\n", flips, ms() - began, waited / flips);
    FILE *file = fopen(argv[3], "w");
    for (unsigned y = 0; file && y < dumb[flips & 1].height; y++)
        fwrite((char *)pixels[flips & 1] + y * dumb[flips & 1].pitch, 4, dumb[flips & 1].width, file);
    if (!file || fclose(file)) {
        printf("DOMU: kmsflip: %s: %m\n", argv[3]);
        return 1;
    }
    if (argc > 4)
        pause(); /* the picture stays on the display for as long as the client lives */
    return 0;
}
