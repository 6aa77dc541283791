/**
 * The virtual display. ABI: xen/include/public/io/displif.h, protocol versions 1 and 2.
 *
 * A connector has a ring of 64-octet requests and responses, and a page of 64-octet events. Offsets below are the packet's octets,
 * as the header draws them (its box for SET_CONFIG shows bpp 4 octets too far; the structure counts).
 */
import type { EventRingLayout } from "../event-page.ts";
import { PAGE_SIZE } from "../ids.ts";
import { i32, struct, tagged, u16, u32, u64, u8, type VariantOf } from "../struct.ts";

export const XENDISPL_PROTOCOL_VERSION = "2";
export const XENDISPL_PROTOCOL_VERSION_INT = 2;

export const XENDISPL_OP_DBUF_CREATE = 0x10;
export const XENDISPL_OP_DBUF_DESTROY = 0x11;
export const XENDISPL_OP_FB_ATTACH = 0x12;
export const XENDISPL_OP_FB_DETACH = 0x13;
export const XENDISPL_OP_SET_CONFIG = 0x14;
export const XENDISPL_OP_PG_FLIP = 0x15;
/** Version 2. */
export const XENDISPL_OP_GET_EDID = 0x16;

export const XENDISPL_EVT_PG_FLIP = 0x00;
export const XENDISPL_DBUF_FLG_REQ_ALLOC = 1;

export const XENDISPL_EDID_BLOCK_SIZE = 128;
export const XENDISPL_EDID_BLOCK_COUNT = 256;
export const XENDISPL_EDID_MAX_SIZE = XENDISPL_EDID_BLOCK_SIZE * XENDISPL_EDID_BLOCK_COUNT;

export const XENDISPL_PACKET_SIZE = 64;

/** What every request begins with, known operation or not. */
export const displReqHeader = struct("xendispl_req", XENDISPL_PACKET_SIZE, { id: [0, u16], operation: [2, u8] });

const DBUF = { dbufCookie: [8, u64] } as const;
const FB = { fbCookie: [8, u64] } as const;
const SIZE = { width: [16, u32], height: [20, u32] } as const;

// prettier-ignore
export const displReq = tagged("xendispl_req", XENDISPL_PACKET_SIZE, { tagAt: 2, tag: ["operation"], bodyAt: 8, shared: { id: [0, u16] } }, {
  //             tag                           C structure, sizeof                fields: [octet, type]
  dbufCreate:  [ [XENDISPL_OP_DBUF_CREATE],  "xendispl_dbuf_create_req",  40, { ...DBUF, ...SIZE, bpp: [24, u32], bufferSz: [28, u32], flags: [32, u32], grefDirectory: [36, u32], dataOfs: [40, u32] } ],
  dbufDestroy: [ [XENDISPL_OP_DBUF_DESTROY], "xendispl_dbuf_destroy_req",  8, { ...DBUF } ],
  fbAttach:    [ [XENDISPL_OP_FB_ATTACH],    "xendispl_fb_attach_req",    32, { ...DBUF, fbCookie: [16, u64], width: [24, u32], height: [28, u32], pixelFormat: [32, u32] } ],
  fbDetach:    [ [XENDISPL_OP_FB_DETACH],    "xendispl_fb_detach_req",     8, { ...FB } ],
  setConfig:   [ [XENDISPL_OP_SET_CONFIG],   "xendispl_set_config_req",   32, { ...FB, x: [16, u32], y: [20, u32], width: [24, u32], height: [28, u32], bpp: [32, u32] } ],
  pgFlip:      [ [XENDISPL_OP_PG_FLIP],      "xendispl_page_flip_req",     8, { ...FB } ],
  getEdid:     [ [XENDISPL_OP_GET_EDID],     "xendispl_get_edid_req",      8, { bufferSz: [8, u32], grefDirectory: [12, u32] } ],
});
export type DisplReq = VariantOf<(typeof displReq)["variants"], (typeof displReq)["layout"]["shared"]>;
/** One request by its kind. */
export type DisplReqOf<K extends DisplReq["kind"]> = Extract<DisplReq, { readonly kind: K }>;

/** `status` is 0 or a negative XEN_ERRNO. */
export const displResp = struct("xendispl_resp", XENDISPL_PACKET_SIZE, { id: [0, u16], operation: [2, u8], status: [4, i32] });
/** Where a response's body begins. */
export const DISPL_RESP_OP_AT = 8;
/** The response of GET_EDID: `edid_sz` at the body's start. */
export const displEdidResp = struct("xendispl_get_edid_resp", 4, { edidSz: [0, u32] });

export const displEvt = struct("xendispl_evt", XENDISPL_PACKET_SIZE, {
  id: [0, u16],
  type: [2, u8],
  fbCookie: [8, u64, "op.pg_flip.fb_cookie"],
});
/** The body of the one event there is. */
export const displPgFlipEvt = struct("xendispl_pg_flip_evt", 8, { fbCookie: [0, u64] });

export const XENDISPL_EVENT_PAGE_SIZE = 4096;
export const XENDISPL_IN_RING_OFFS = 64;
export const XENDISPL_IN_RING_SIZE = XENDISPL_EVENT_PAGE_SIZE - XENDISPL_IN_RING_OFFS;
export const XENDISPL_IN_RING_LEN = Math.floor(XENDISPL_IN_RING_SIZE / XENDISPL_PACKET_SIZE);
export const displEventPage = struct("xendispl_event_page", XENDISPL_IN_RING_OFFS, { inCons: [0, u32], inProd: [4, u32] });
/** Where the events lie on their page. */
export const displInRing: EventRingLayout = {
  ringAt: XENDISPL_IN_RING_OFFS,
  slots: XENDISPL_IN_RING_LEN,
  slotOctets: XENDISPL_PACKET_SIZE,
};

/** struct xendispl_page_directory: the next page's gref (0: none), then a gref a page. */
export const displPageDirectory = struct("xendispl_page_directory", 8, { grefDirNextPage: [0, u32], gref: [4, u32] });
export const GREF_DIR_NEXT_PAGE_AT = displPageDirectory.fields.grefDirNextPage[0];
export const GREF_DIR_GREFS_AT = displPageDirectory.fields.gref[0];
/** How many grefs a page of a directory holds. */
export const GREFS_A_DIRECTORY_PAGE = (PAGE_SIZE - GREF_DIR_GREFS_AT) / 4;

/** num_grefs_total of the header. */
export const bufferPages = (bufferSz: number): number => Math.ceil(bufferSz / PAGE_SIZE);
/** How many directory pages describe a buffer. */
export const directoryPages = (bufferSz: number): number => Math.ceil(bufferPages(bufferSz) / GREFS_A_DIRECTORY_PAGE);

/** `pixel_format`: drm_fourcc.h's codes, four letters, the first in the lowest octet. */
const fourcc = (code: string): number =>
  (code.charCodeAt(0) | (code.charCodeAt(1) << 8) | (code.charCodeAt(2) << 16) | (code.charCodeAt(3) << 24)) >>> 0;
export const DRM_FORMAT_XRGB8888 = fourcc("XR24");
export const DRM_FORMAT_ARGB8888 = fourcc("AR24");
export const DRM_FORMAT_RGB565 = fourcc("RG16");

/** The formats that Linux's frontend offers (xen_drm_front_conn.c), with their octets a pixel. */
const PIXEL_FORMATS: ReadonlyMap<number, number> = new Map([
  [DRM_FORMAT_XRGB8888, 4],
  [DRM_FORMAT_ARGB8888, 4],
  [DRM_FORMAT_RGB565, 2],
  [fourcc("RG24"), 3],
  [fourcc("XR12"), 2],
  [fourcc("AR12"), 2],
  [fourcc("XR15"), 2],
  [fourcc("AR15"), 2],
  [fourcc("YUYV"), 2],
]);
/** Undefined: no format of these. */
export const octetsAPixelOf = (pixelFormat: number): number | undefined => PIXEL_FORMATS.get(pixelFormat);

// prettier-ignore
/** Xen's error numbers, xen/include/public/errno.h; a response carries them negated. */
export const XEN_ERRNO = {
  EPERM: 1, ENOENT: 2, ESRCH: 3, EIO: 5, ENXIO: 6, E2BIG: 7, ENOEXEC: 8, EBADF: 9, ECHILD: 10, EAGAIN: 11, EWOULDBLOCK: 11, ENOMEM: 12,
  EACCES: 13, EFAULT: 14, EBUSY: 16, EEXIST: 17, EXDEV: 18, ENODEV: 19, ENOTDIR: 20, EISDIR: 21, EINVAL: 22, ENFILE: 23, EMFILE: 24,
  ENOSPC: 28, EROFS: 30, EMLINK: 31, EDOM: 33, ERANGE: 34, EDEADLK: 35, EDEADLOCK: 35, ENAMETOOLONG: 36, ENOLCK: 37, ENOSYS: 38,
  ENOTEMPTY: 39, ENODATA: 61, ETIME: 62, EBADMSG: 74, EOVERFLOW: 75, EILSEQ: 84, ENOTSOCK: 88, EMSGSIZE: 90, EOPNOTSUPP: 95,
  EADDRINUSE: 98, EADDRNOTAVAIL: 99, ENOBUFS: 105, EISCONN: 106, ENOTCONN: 107, ETIMEDOUT: 110, ECONNREFUSED: 111,
} as const;
export type XenErrno = keyof typeof XEN_ERRNO;

export const XENDISPL_DRIVER_NAME = "vdispl";
export const XENDISPL_LIST_SEPARATOR = ",";
export const XENDISPL_RESOLUTION_SEPARATOR = "x";

/** XENDISPL_FIELD_…: the nodes' names. */
export const XENDISPL_FIELD = {
  BE_VERSIONS: "versions",
  FE_VERSION: "version",
  REQ_RING_REF: "req-ring-ref",
  REQ_CHANNEL: "req-event-channel",
  EVT_RING_REF: "evt-ring-ref",
  EVT_CHANNEL: "evt-event-channel",
  RESOLUTION: "resolution",
  BE_ALLOC: "be-alloc",
  UNIQUE_ID: "unique-id",
} as const;

/** A connector's transport, below `<connector index>/` in the frontend's directory. */
export const displTransportNodes = [
  XENDISPL_FIELD.REQ_RING_REF,
  XENDISPL_FIELD.REQ_CHANNEL,
  XENDISPL_FIELD.EVT_RING_REF,
  XENDISPL_FIELD.EVT_CHANNEL,
] as const;
/** A connector's settings, by the toolstack, in the same place. */
export const displConnectorNodes = [XENDISPL_FIELD.RESOLUTION, XENDISPL_FIELD.UNIQUE_ID] as const;

const RESOLUTION = new RegExp(`^([1-9][0-9]{0,9})${XENDISPL_RESOLUTION_SEPARATOR}([1-9][0-9]{0,9})$`);

/** `resolution`: decimal width and height with an x between; undefined when it is not that, or beyond u32. */
export function parseResolution(value: string | undefined): { readonly width: number; readonly height: number } | undefined {
  const found = RESOLUTION.exec(value ?? "");
  if (!found) return undefined;
  const width = Number(found[1]);
  const height = Number(found[2]);
  return width <= 0xffff_ffff && height <= 0xffff_ffff ? { width, height } : undefined;
}
