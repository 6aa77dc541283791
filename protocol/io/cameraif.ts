/**
 * The virtual camera. ABI: xen/include/public/io/cameraif.h, protocol version 1.
 *
 * A camera has a ring of 64-octet requests and responses, and a page of 64-octet events. Where the header's boxes and its structures
 * differ (the boxes put a control's `type` at octet 4 and CTRL_GET's value at 20), the structures count.
 */
import type { EventRingLayout } from "../event-page.ts";
import { array, i32, i64, struct, tagged, u16, u32, u8, type VariantOf } from "../struct.ts";

export const XENCAMERA_PROTOCOL_VERSION = "1";

// prettier-ignore
export const XENCAMERA_OP = {
  CONFIG_SET: 0x00, CONFIG_GET: 0x01, CONFIG_VALIDATE: 0x02, FRAME_RATE_SET: 0x03, BUF_GET_LAYOUT: 0x04, BUF_REQUEST: 0x05,
  BUF_CREATE: 0x06, BUF_DESTROY: 0x07, BUF_QUEUE: 0x08, BUF_DEQUEUE: 0x09, CTRL_ENUM: 0x0a, CTRL_SET: 0x0b, CTRL_GET: 0x0c,
  STREAM_START: 0x0d, STREAM_STOP: 0x0e,
} as const;
export const XENCAMERA_EVT = { FRAME_AVAIL: 0x00, CTRL_CHANGE: 0x01 } as const;

export const XENCAMERA_CTRL = { BRIGHTNESS: 0, CONTRAST: 1, SATURATION: 2, HUE: 3 } as const;
export type CameraCtrl = keyof typeof XENCAMERA_CTRL;
/** XENCAMERA_CTRL_…_STR: the same in the store. */
export const XENCAMERA_CTRL_STR = {
  BRIGHTNESS: "brightness",
  CONTRAST: "contrast",
  SATURATION: "saturation",
  HUE: "hue",
} as const satisfies Record<CameraCtrl, string>;
export const XENCAMERA_MAX_CTRL = 4;
/** Bits of a control's `flags`: read-only, write-only, changes by itself. */
export const XENCAMERA_CTRL_FLG = { RO: 1 << 0, WO: 1 << 1, VOLATILE: 1 << 2 } as const;

export const XENCAMERA_COLORSPACE = { DEFAULT: 0, SMPTE170M: 1, REC709: 2, SRGB: 3, OPRGB: 4, BT2020: 5, DCI_P3: 6 } as const;
export const XENCAMERA_XFER_FUNC = { DEFAULT: 0, 709: 1, SRGB: 2, OPRGB: 3, NONE: 4, DCI_P3: 5, SMPTE2084: 6 } as const;
export const XENCAMERA_YCBCR_ENC = { IGNORE: 0, 601: 1, 709: 2, XV601: 3, XV709: 4, BT2020: 5, BT2020_CONST_LUM: 6 } as const;
export const XENCAMERA_QUANTIZATION = { DEFAULT: 0, FULL_RANGE: 1, LIM_RANGE: 2 } as const;

export const XENCAMERA_MAX_PLANE = 4;

/** Of every packet: request, response, event. */
export const CAMERA_PACKET_SIZE = 64;

const CONFIG = { pixelFormat: [8, u32], width: [12, u32], height: [16, u32] } as const;
const INDEX = { index: [8, u8] } as const;
const CTRL_VALUE = { type: [8, u8], value: [16, i64] } as const;

/** What every request begins with, known operation or not. */
export const cameraReqHeader = struct("xencamera_req", CAMERA_PACKET_SIZE, { id: [0, u16], operation: [2, u8] });

// prettier-ignore
export const cameraReq = tagged("xencamera_req", CAMERA_PACKET_SIZE, { tagAt: 2, tag: ["operation"], bodyAt: 8, shared: { id: [0, u16] } }, {
  //                tag                                C structure, sizeof              fields: [octet, type]
  configSet:      [ [XENCAMERA_OP.CONFIG_SET],       "xencamera_config_req",       12, { ...CONFIG } ],
  configGet:      [ [XENCAMERA_OP.CONFIG_GET],       undefined,                     0, {} ],
  configValidate: [ [XENCAMERA_OP.CONFIG_VALIDATE],  "xencamera_config_req",       12, { ...CONFIG } ],
  frameRateSet:   [ [XENCAMERA_OP.FRAME_RATE_SET],   "xencamera_frame_rate_req",    8, { frameRateNumer: [8, u32], frameRateDenom: [12, u32] } ],
  bufGetLayout:   [ [XENCAMERA_OP.BUF_GET_LAYOUT],   undefined,                     0, {} ],
  bufRequest:     [ [XENCAMERA_OP.BUF_REQUEST],      "xencamera_buf_request",       1, { numBufs: [8, u8] } ],
  bufCreate:      [ [XENCAMERA_OP.BUF_CREATE],       "xencamera_buf_create_req",   24, { ...INDEX, planeOffset: [12, array(u32, XENCAMERA_MAX_PLANE)], grefDirectory: [28, u32] } ],
  bufDestroy:     [ [XENCAMERA_OP.BUF_DESTROY],      "xencamera_index",             1, { ...INDEX } ],
  bufQueue:       [ [XENCAMERA_OP.BUF_QUEUE],        "xencamera_index",             1, { ...INDEX } ],
  bufDequeue:     [ [XENCAMERA_OP.BUF_DEQUEUE],      "xencamera_index",             1, { ...INDEX } ],
  ctrlEnum:       [ [XENCAMERA_OP.CTRL_ENUM],        "xencamera_index",             1, { ...INDEX } ],
  ctrlSet:        [ [XENCAMERA_OP.CTRL_SET],         "xencamera_ctrl_value",       16, { ...CTRL_VALUE } ],
  ctrlGet:        [ [XENCAMERA_OP.CTRL_GET],         "xencamera_get_ctrl_req",      1, { type: [8, u8] } ],
  streamStart:    [ [XENCAMERA_OP.STREAM_START],     undefined,                     0, {} ],
  streamStop:     [ [XENCAMERA_OP.STREAM_STOP],      undefined,                     0, {} ],
});
export type CameraReq = VariantOf<(typeof cameraReq)["variants"], (typeof cameraReq)["layout"]["shared"]>;

/** What every response begins with, and all of most. `status` is 0 or a negative XEN_ERRNO. */
export const cameraResp = struct("xencamera_resp", CAMERA_PACKET_SIZE, { id: [0, u16], operation: [2, u8], status: [4, i32] });

// prettier-ignore
const ACTUAL_CONFIG = {
  ...CONFIG, colorspace: [20, u32], xferFunc: [24, u32], ycbcrEnc: [28, u32], quantization: [32, u32],
  displAspRatioNumer: [36, u32], displAspRatioDenom: [40, u32], frameRateNumer: [44, u32], frameRateDenom: [48, u32],
} as const;
const PLANES = array(u32, XENCAMERA_MAX_PLANE);

// prettier-ignore
/** The responses that carry more than a status. */
export const cameraAnswer = tagged("xencamera_resp", CAMERA_PACKET_SIZE, { tagAt: 2, tag: ["operation"], bodyAt: 8, shared: { id: [0, u16], status: [4, i32] } }, {
  configSet:      [ [XENCAMERA_OP.CONFIG_SET],       "xencamera_config_resp",         44, { ...ACTUAL_CONFIG } ],
  configGet:      [ [XENCAMERA_OP.CONFIG_GET],       "xencamera_config_resp",         44, { ...ACTUAL_CONFIG } ],
  configValidate: [ [XENCAMERA_OP.CONFIG_VALIDATE],  "xencamera_config_resp",         44, { ...ACTUAL_CONFIG } ],
  bufGetLayout:   [ [XENCAMERA_OP.BUF_GET_LAYOUT],   "xencamera_buf_get_layout_resp", 40, { numPlanes: [8, u8], size: [12, u32], planeSize: [16, PLANES], planeStride: [32, PLANES] } ],
  bufRequest:     [ [XENCAMERA_OP.BUF_REQUEST],      "xencamera_buf_request",          1, { numBufs: [8, u8] } ],
  ctrlEnum:       [ [XENCAMERA_OP.CTRL_ENUM],        "xencamera_ctrl_enum_resp",      40, { ...INDEX, type: [9, u8], flags: [12, u32], min: [16, i64], max: [24, i64], step: [32, i64], defVal: [40, i64] } ],
  ctrlGet:        [ [XENCAMERA_OP.CTRL_GET],         "xencamera_ctrl_value",          16, { ...CTRL_VALUE } ],
});
export type CameraAnswer = VariantOf<(typeof cameraAnswer)["variants"], (typeof cameraAnswer)["layout"]["shared"]>;

// prettier-ignore
export const cameraEvt = tagged("xencamera_evt", CAMERA_PACKET_SIZE, { tagAt: 2, tag: ["type"], bodyAt: 8, shared: { id: [0, u16] } }, {
  frameAvail: [ [XENCAMERA_EVT.FRAME_AVAIL],  "xencamera_frame_avail_evt", 12, { ...INDEX, usedSz: [12, u32], seqNum: [16, u32] } ],
  ctrlChange: [ [XENCAMERA_EVT.CTRL_CHANGE],  "xencamera_ctrl_value",      16, { ...CTRL_VALUE } ],
});
export type CameraEvt = VariantOf<(typeof cameraEvt)["variants"], (typeof cameraEvt)["layout"]["shared"]>;

/** struct xencamera_page_directory: the next page's gref (0: none), then a gref a page. */
export const cameraPageDirectory = struct("xencamera_page_directory", 8, { grefDirNextPage: [0, u32], gref: [4, u32] });

export const XENCAMERA_EVENT_PAGE_SIZE = 4096;
export const XENCAMERA_IN_RING_OFFS = 64;
export const XENCAMERA_IN_RING_SIZE = XENCAMERA_EVENT_PAGE_SIZE - XENCAMERA_IN_RING_OFFS;
export const XENCAMERA_IN_RING_LEN = Math.floor(XENCAMERA_IN_RING_SIZE / CAMERA_PACKET_SIZE);
export const cameraEventPage = struct("xencamera_event_page", XENCAMERA_IN_RING_OFFS, { inCons: [0, u32], inProd: [4, u32] });
/** Where the events lie on their page. */
export const cameraInRing: EventRingLayout = {
  ringAt: XENCAMERA_IN_RING_OFFS,
  slots: XENCAMERA_IN_RING_LEN,
  slotOctets: CAMERA_PACKET_SIZE,
};

export const XENCAMERA_DRIVER_NAME = "vcamera";
export const XENCAMERA_LIST_SEPARATOR = ",";
export const XENCAMERA_RESOLUTION_SEPARATOR = "x";
export const XENCAMERA_FRACTION_SEPARATOR = "/";
/** Behind a FOURCC in the store: its octets are in the other order. */
export const XENCAMERA_FOURCC_BIGENDIAN_STR = "-BE";

/** XENCAMERA_FIELD_…: the nodes' names. */
export const XENCAMERA_FIELD = {
  BE_VERSIONS: "versions",
  FE_VERSION: "version",
  REQ_RING_REF: "req-ring-ref",
  REQ_CHANNEL: "req-event-channel",
  EVT_RING_REF: "evt-ring-ref",
  EVT_CHANNEL: "evt-event-channel",
  MAX_BUFFERS: "max-buffers",
  CONTROLS: "controls",
  FORMATS: "formats",
  FRAME_RATES: "frame-rates",
  BE_ALLOC: "be-alloc",
  UNIQUE_ID: "unique-id",
} as const;
