/**
 * Virtual keyboard, pointer and touch events. ABI: xen/include/public/io/kbdif.h.
 *
 * Events flow one way, backend to frontend, in 40-octet slots. The leading octets are the type and, for touch, the sub-event.
 * A frontend ignores what it does not know; no out events are defined.
 */
import type { EventRingLayout } from "../event-page.ts";
import { i16, i32, struct, tagged, u32, u8, type VariantOf } from "../struct.ts";

export const XENKBD_IN_EVENT_SIZE = 40;
export const XENKBD_OUT_EVENT_SIZE = 40;
export const XENKBD_IN_RING_SIZE = 2048;
export const XENKBD_IN_RING_LEN = Math.floor(XENKBD_IN_RING_SIZE / XENKBD_IN_EVENT_SIZE);
export const XENKBD_IN_RING_OFFS = 1024;
export const XENKBD_OUT_RING_SIZE = 1024;
export const XENKBD_OUT_RING_LEN = Math.floor(XENKBD_OUT_RING_SIZE / XENKBD_OUT_EVENT_SIZE);
export const XENKBD_OUT_RING_OFFS = XENKBD_IN_RING_OFFS + XENKBD_IN_RING_SIZE;

export const XENKBD_TYPE_MOTION = 1;
export const XENKBD_TYPE_RESERVED = 2;
export const XENKBD_TYPE_KEY = 3;
export const XENKBD_TYPE_POS = 4;
export const XENKBD_TYPE_MTOUCH = 5;

export const XENKBD_MT_EV_DOWN = 0;
export const XENKBD_MT_EV_UP = 1;
export const XENKBD_MT_EV_MOTION = 2;
export const XENKBD_MT_EV_SYN = 3;
export const XENKBD_MT_EV_SHAPE = 4;
export const XENKBD_MT_EV_ORIENT = 5;

/** The indices of the shared page. The rings' slots are elsewhere on it. */
export const xenkbdPage = struct("xenkbd_page", 16, { inCons: [0, u32], inProd: [4, u32], outCons: [8, u32], outProd: [12, u32] });

/** Where the in ring lies on the page. */
export const kbdInRing: EventRingLayout = { ringAt: XENKBD_IN_RING_OFFS, slots: XENKBD_IN_RING_LEN, slotOctets: XENKBD_IN_EVENT_SIZE };

/** No out events are defined. */
export const kbdOutEvent = struct("xenkbd_out_event", XENKBD_OUT_EVENT_SIZE, { type: [0, u8] });

const POS = { absX: [8, i32, "u.pos.abs_x"], absY: [12, i32, "u.pos.abs_y"] } as const;
const SHAPE = { major: [8, u32, "u.shape.major"], minor: [12, u32, "u.shape.minor"] } as const;
const CONTACT = { contactId: [2, u8] } as const;

// prettier-ignore
export const kbdInEvent = tagged("xenkbd_in_event", XENKBD_IN_EVENT_SIZE, { tagAt: 0, tag: ["type", "event_type"], bodyAt: 0, shared: {} }, {
  //              tag                                          C structure, sizeof    fields: [octet, type]
  motion:      [ [XENKBD_TYPE_MOTION],                         "xenkbd_motion",   16, { relX: [4, i32], relY: [8, i32], relZ: [12, i32] } ],
  key:         [ [XENKBD_TYPE_KEY],                            "xenkbd_key",       8, { pressed: [1, u8], keycode: [4, u32] } ],
  position:    [ [XENKBD_TYPE_POS],                            "xenkbd_position", 16, { absX: [4, i32], absY: [8, i32], relZ: [12, i32] } ],
  touchDown:   [ [XENKBD_TYPE_MTOUCH, XENKBD_MT_EV_DOWN],      "xenkbd_mtouch",   16, { ...CONTACT, ...POS } ],
  touchUp:     [ [XENKBD_TYPE_MTOUCH, XENKBD_MT_EV_UP],        "xenkbd_mtouch",   16, { ...CONTACT } ],
  touchMotion: [ [XENKBD_TYPE_MTOUCH, XENKBD_MT_EV_MOTION],    "xenkbd_mtouch",   16, { ...CONTACT, ...POS } ],
  touchSyn:    [ [XENKBD_TYPE_MTOUCH, XENKBD_MT_EV_SYN],       "xenkbd_mtouch",   16, { ...CONTACT } ],
  touchShape:  [ [XENKBD_TYPE_MTOUCH, XENKBD_MT_EV_SHAPE],     "xenkbd_mtouch",   16, { ...CONTACT, ...SHAPE } ],
  touchOrient: [ [XENKBD_TYPE_MTOUCH, XENKBD_MT_EV_ORIENT],    "xenkbd_mtouch",   16, { ...CONTACT, orientation: [8, i16, "u.orientation"] } ],
});
export type KbdInEvent = VariantOf<(typeof kbdInEvent)["variants"], Record<never, never>>;

export const XENKBD_DRIVER_NAME = "vkbd";

/** XENKBD_FIELD_…: the nodes' names. */
export const XENKBD_FIELD = {
  FEAT_DSBL_KEYBRD: "feature-disable-keyboard",
  FEAT_DSBL_POINTER: "feature-disable-pointer",
  FEAT_ABS_POINTER: "feature-abs-pointer",
  FEAT_RAW_POINTER: "feature-raw-pointer",
  FEAT_MTOUCH: "feature-multi-touch",
  REQ_ABS_POINTER: "request-abs-pointer",
  REQ_RAW_POINTER: "request-raw-pointer",
  REQ_MTOUCH: "request-multi-touch",
  RING_GREF: "page-gref",
  EVT_CHANNEL: "event-channel",
  WIDTH: "width",
  HEIGHT: "height",
  MT_WIDTH: "multi-touch-width",
  MT_HEIGHT: "multi-touch-height",
  MT_NUM_CONTACTS: "multi-touch-num-contacts",
  UNIQUE_ID: "unique-id",
  RING_REF: "page-ref",
} as const;

/** What a backend offers, beside its `state`. libxl writes them from xl.cfg's vkb; the backend adds what is missing. */
export const kbdBackendNodes = [
  XENKBD_FIELD.UNIQUE_ID,
  XENKBD_FIELD.FEAT_DSBL_KEYBRD,
  XENKBD_FIELD.FEAT_DSBL_POINTER,
  XENKBD_FIELD.FEAT_ABS_POINTER,
  XENKBD_FIELD.FEAT_RAW_POINTER,
  XENKBD_FIELD.FEAT_MTOUCH,
  XENKBD_FIELD.WIDTH,
  XENKBD_FIELD.HEIGHT,
  XENKBD_FIELD.MT_WIDTH,
  XENKBD_FIELD.MT_HEIGHT,
  XENKBD_FIELD.MT_NUM_CONTACTS,
] as const;

/** What a frontend asks for and publishes. `page-ref` is obsolete and not read. */
export const kbdFrontendNodes = [
  XENKBD_FIELD.REQ_ABS_POINTER,
  XENKBD_FIELD.REQ_RAW_POINTER,
  XENKBD_FIELD.REQ_MTOUCH,
  XENKBD_FIELD.RING_GREF,
  XENKBD_FIELD.EVT_CHANNEL,
] as const;

/** The range of unscaled coordinates (feature-raw-pointer). */
export const XENKBD_RAW_MAX = 0x7fff;
