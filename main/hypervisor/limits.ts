/**
 * How much a domain may hold, and how a domain's numbers are divided.
 *
 * A view guest has two kernels at once: its renderer's, behind the door, and the frontends that dom0 hosts for it
 * (main/guests: the keyboard). Both grant pages of the same domain, so each has a half of the frames and of the refs: the
 * door the lower one, dom0 the upper one. The door refuses the upper half, so a guest cannot touch what dom0 runs for it.
 */

import { DOOR_GFN_END, DOOR_REF_END } from "../../protocol/bridge.ts";

/** max_grant_frames (xl.cfg's default) times the v1 entries of a page. */
export const GRANT_ENTRIES = 64 * 512;
/** The first ref of the upper half. */
export const HOSTED_REF = DOOR_REF_END;

/** Guest frame numbers end here: 4 GiB of guest-physical addresses. How many may have memory is maxmem's to say. */
export const GFN_END = 0x10_0000;
/** The first frame number of the upper half. */
export const HOSTED_GFN = DOOR_GFN_END;
/** Where libxc puts a PVH domain's xenstore page: SPECIALPAGE_XENSTORE of the special pages below X86_HVM_END_SPECIAL_REGION. */
export const STORE_GFN = 0xf_effc;

/** max_event_channels (xl.cfg's default): the highest port of a domain. */
export const EVTCHN_PORT_MAX = 1023;
/** The highest port of dom0: EVTCHN_FIFO_NR_CHANNELS - 1. */
export const DOM0_EVTCHN_PORT_MAX = (1 << 17) - 1;

/** Pages one domain may have mapped: Xen's max_maptrack_frames (1024) times the entries of a frame. */
export const MAPTRACK_ENTRIES = 1024 * 512;

/** Pages of a guest behind a door that backends may have mapped writable: each is compared at every publication. */
export const MIRRORED_PAGES = 1024;

/** Pages that a driver domain lends one guest, leaked ones among them: four buffers of 1920 × 1080 × 4 octets, a quarter of its grant table. */
export const SHARED_PAGES_MAX = 4 * 2025;
