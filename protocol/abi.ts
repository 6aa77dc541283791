/**
 * Everything that this program declares of Xen's public headers, header by header: what `npm run abi` prints and what a test holds
 * against gcc. Our own interface, vssif, has no header and is not among it.
 */
import { abiOfRing, abiOfStruct, abiOfUnion, merged, type AbiStructs } from "./abi-entry.ts";
import { PAGE_SIZE } from "./ids.ts";
import * as blkif from "./io/blkif.ts";
import * as cameraif from "./io/cameraif.ts";
import * as displif from "./io/displif.ts";
import * as kbdif from "./io/kbdif.ts";
import * as sndif from "./io/sndif.ts";
import * as xsRing from "./io/xs-ring.ts";
import { XenbusState } from "./xenbus.ts";
import * as xsWire from "./xs-wire.ts";

type Constant = number | string;
/** Constants by C's names. */
export type AbiConstants = Readonly<Record<string, Constant>>;

/** What is declared of one header. */
export interface AbiHeader {
  /** Below xen/include/public. */
  readonly header: string;
  readonly structs: AbiStructs;
  readonly constants: AbiConstants;
}

/** An enumeration under C's names; those of an object for the store's spelling end in _STR there. */
function prefixed(name: string, values: Readonly<Record<string, Constant>>): AbiConstants {
  const [prefix, suffix] = name.endsWith("_STR") ? [name.slice(0, -"STR".length), "_STR"] : [`${name}_`, ""];
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [prefix + key + suffix, value]));
}

/** In the spelling of the header's constants, and none of them. */
const OURS = ["XENDISPL_PACKET_SIZE", "XENKBD_RAW_MAX"];

/** A module's constants by the prefix that its header gives them, single ones and enumerations. */
function constantsOf(module: object, prefix: string): AbiConstants {
  const named = Object.entries(module).filter(([name]) => name.startsWith(prefix) && !OURS.includes(name));
  return Object.assign(
    {},
    ...named.map(([name, value]: readonly [string, Constant | Readonly<Record<string, Constant>>]) =>
      typeof value === "object" ? prefixed(name, value) : { [name]: value },
    ),
  ) as AbiConstants; // the modules' constants are numbers, strings, and objects of those
}

// Members that are structures of their own, whose places the codecs know as the union's body.
// prettier-ignore
const BODIES = {
  kbdif: {
    xenkbd_in_event: { size: 40, fields: { motion: [0, 16], key: [0, 8], pos: [0, 16], mtouch: [0, 16] } },
  },
  displif: {
    xendispl_req: { size: 64, fields: {
      "op.dbuf_create": [8, 40], "op.dbuf_destroy": [8, 8], "op.fb_attach": [8, 32], "op.fb_detach": [8, 8], "op.set_config": [8, 32],
      "op.pg_flip": [8, 8], "op.get_edid": [8, 8],
    } },
    xendispl_resp: { size: 64, fields: { "op.get_edid": [8, 4] } },
  },
  sndif: {
    xensnd_req: { size: 64, fields: { "op.open": [8, 20], "op.rw": [8, 8], "op.trigger": [8, 1], "op.hw_param": [8, 40] } },
    xensnd_resp: { size: 64, fields: { "resp.hw_param": [8, 40] } },
    xensnd_evt: { size: 64, fields: { "op.cur_pos": [8, 8] } },
  },
  cameraif: {
    xencamera_req: { size: 64, fields: {
      "req.config": [8, 12], "req.frame_rate": [8, 8], "req.buf_request": [8, 1], "req.buf_create": [8, 24], "req.index": [8, 1],
      "req.ctrl_value": [8, 16], "req.get_ctrl": [8, 1],
    } },
    xencamera_resp: { size: 64, fields: {
      "resp.config": [8, 44], "resp.buf_layout": [8, 40], "resp.buf_request": [8, 1], "resp.ctrl_enum": [8, 40], "resp.ctrl_value": [8, 16],
    } },
    xencamera_evt: { size: 64, fields: { "evt.frame_avail": [8, 12], "evt.ctrl_value": [8, 16] } },
  },
  blkif: {
    blkif_request: { size: 112, fields: { seg: [24, 88] } },
  },
  xsRing: {
    xenstore_domain_interface: { size: 2076, fields: { req: [0, 1024], rsp: [1024, 1024] } },
  },
} as const satisfies Readonly<Record<string, AbiStructs>>;

/** In the order in which one builds on the other. */
export const ABI: readonly AbiHeader[] = [
  { header: "errno.h", structs: {}, constants: prefixed("XEN", displif.XEN_ERRNO) },
  { header: "io/ring.h", structs: {}, constants: { XEN_PAGE_SHIFT: Math.log2(PAGE_SIZE) } },
  {
    header: "io/xenbus.h",
    structs: {},
    constants: Object.fromEntries(Object.entries(XenbusState).map(([name, value]) => [`XenbusState${name}`, value])),
  },
  {
    header: "io/xs_wire.h",
    structs: merged(abiOfStruct(xsWire.xsdSockmsg), abiOfStruct(xsRing.xenstoreDomainInterface), BODIES.xsRing),
    constants: {
      ...prefixed("XS", xsWire.XS),
      XS_DEBUG: xsWire.XS_DEBUG,
      XS_TYPE_COUNT: xsWire.XS_TYPE_COUNT,
      XS_INVALID: xsWire.XS_INVALID,
      ...prefixed("XS_WATCH", xsWire.XS_WATCH_TYPE),
      ...prefixed("XS_WRITE", xsWire.XS_WRITE_HOW),
      ...constantsOf(xsWire, "XENSTORE_"),
      ...constantsOf(xsRing, "XENSTORE_"),
    },
  },
  {
    header: "io/kbdif.h",
    structs: merged(abiOfUnion(kbdif.kbdInEvent), BODIES.kbdif, abiOfStruct(kbdif.kbdOutEvent), abiOfStruct(kbdif.xenkbdPage)),
    constants: constantsOf(kbdif, "XENKBD_"),
  },
  {
    header: "io/displif.h",
    structs: merged(
      abiOfUnion(displif.displReq),
      abiOfStruct(displif.displReqHeader),
      abiOfStruct(displif.displResp),
      abiOfStruct(displif.displEdidResp),
      abiOfStruct(displif.displEvt),
      abiOfStruct(displif.displPgFlipEvt),
      abiOfStruct(displif.displEventPage),
      abiOfStruct(displif.displPageDirectory),
      abiOfRing("xen_displif", displif.displReq, displif.displResp),
      BODIES.displif,
    ),
    constants: constantsOf(displif, "XENDISPL_"),
  },
  {
    header: "io/sndif.h",
    structs: merged(
      abiOfUnion(sndif.sndReq),
      abiOfStruct(sndif.sndReqHeader),
      abiOfStruct(sndif.sndResp),
      abiOfUnion(sndif.sndAnswer),
      abiOfUnion(sndif.sndEvt),
      abiOfStruct(sndif.sndEventPage),
      abiOfStruct(sndif.sndPageDirectory),
      abiOfRing("xen_sndif", sndif.sndReq, sndif.sndResp),
      BODIES.sndif,
    ),
    constants: constantsOf(sndif, "XENSND_"),
  },
  {
    header: "io/cameraif.h",
    structs: merged(
      abiOfUnion(cameraif.cameraReq),
      abiOfStruct(cameraif.cameraReqHeader),
      abiOfStruct(cameraif.cameraResp),
      abiOfUnion(cameraif.cameraAnswer),
      abiOfUnion(cameraif.cameraEvt),
      abiOfStruct(cameraif.cameraEventPage),
      abiOfStruct(cameraif.cameraPageDirectory),
      abiOfRing("xen_cameraif", cameraif.cameraReq, cameraif.cameraResp),
      BODIES.cameraif,
    ),
    constants: constantsOf(cameraif, "XENCAMERA_"),
  },
  {
    header: "io/blkif.h",
    structs: merged(
      abiOfUnion(blkif.blkifReq),
      abiOfStruct(blkif.blkifRequestSegment),
      abiOfStruct(blkif.blkifResp),
      abiOfRing("blkif", blkif.blkifReq, blkif.blkifResp),
      BODIES.blkif,
    ),
    constants: { ...constantsOf(blkif, "BLKIF_"), ...constantsOf(blkif, "VDISK") },
  },
];

/** Every structure of every header. */
export const abiStructs: AbiStructs = merged(...ABI.map(({ structs }) => structs));
/** Every constant of every header. */
export const abiConstants: AbiConstants = Object.assign({}, ...ABI.map(({ constants }) => constants)) as AbiConstants; // as each of them is
