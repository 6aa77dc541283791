/**
 * The xenstore wire protocol: message header, operations, errors. ABI: xen/include/public/io/xs_wire.h.
 *
 * The numbers have gaps (XS_RESET_WATCHES = XS_SET_TARGET + 2), so the table names every one.
 */
import { isDomId } from "./ids.ts";
import type { XsPerm } from "./ports.ts";
import { struct, u32 } from "./struct.ts";

/** enum xsd_sockmsg_type. */
export const XS = {
  CONTROL: 0,
  DIRECTORY: 1,
  READ: 2,
  GET_PERMS: 3,
  WATCH: 4,
  UNWATCH: 5,
  TRANSACTION_START: 6,
  TRANSACTION_END: 7,
  INTRODUCE: 8,
  RELEASE: 9,
  GET_DOMAIN_PATH: 10,
  WRITE: 11,
  MKDIR: 12,
  RM: 13,
  SET_PERMS: 14,
  WATCH_EVENT: 15,
  ERROR: 16,
  IS_DOMAIN_INTRODUCED: 17,
  RESUME: 18,
  SET_TARGET: 19,
  RESET_WATCHES: 21,
  DIRECTORY_PART: 22,
} as const;

export type XsOp = (typeof XS)[keyof typeof XS];

/** The number of no operation: what a reader's buffer holds before a message has come. */
export const XS_INVALID = 0xffff;
/** The old name of CONTROL. */
export const XS_DEBUG = XS.CONTROL;

/** enum xs_watch_type: which of a WATCH_EVENT's strings is which. */
export const XS_WATCH_TYPE = { PATH: 0, TOKEN: 1 } as const;

/** XS_WRITE_…: how to write, once; no daemon of today reads them. */
export const XS_WRITE_HOW = { NONE: "NONE", CREATE: "CREATE", CREATE_EXCL: "CREATE|EXCL" } as const;

export const XSD_SOCKMSG_SIZE = 16;
/** What every message begins with. */
export const xsdSockmsg = struct("xsd_sockmsg", XSD_SOCKMSG_SIZE, { type: [0, u32], reqId: [4, u32], txId: [8, u32], len: [12, u32] });

const TYPE = xsdSockmsg.fields.type[0];
const REQ_ID = xsdSockmsg.fields.reqId[0];
const TX_ID = xsdSockmsg.fields.txId[0];
const LEN = xsdSockmsg.fields.len[0];

export const XENSTORE_PAYLOAD_MAX = 4096;
export const XENSTORE_ABS_PATH_MAX = 3072;
export const XENSTORE_REL_PATH_MAX = 2048;

// prettier-ignore
/** xsd_errors[], by the names that travel, and EQUOTA, which oxenstored answers and the header lacks. */
export const XS_ERRORS = [
  "EINVAL", "EACCES", "EEXIST", "EISDIR", "ENOENT", "ENOMEM", "ENOSPC", "EIO", "ENOTEMPTY",
  "ENOSYS", "EROFS", "EBUSY", "EAGAIN", "EISCONN", "E2BIG", "EPERM", "EQUOTA",
] as const;

export type XsError = (typeof XS_ERRORS)[number];

/** XS_TYPE_COUNT: one past the last operation's number. */
export const XS_TYPE_COUNT = 23;

/** NUL, which ends every string in a payload but a WRITE's value. */
export const NUL = "\0";

/** One message. `payload` is octets: a string whose every code is 0 to 255, so that values of any octets pass unchanged. */
export interface XsPacket {
  /** A number of `XS`, or whatever a hostile peer wrote there. */
  readonly type: number;
  readonly reqId: number;
  readonly txId: number;
  readonly payload: string;
}

/** Whether every code unit of `text` is one octet, and so can travel. */
export const isOctets = (text: string): boolean => /^[\0-\xff]*$/.test(text);

/** The octets of a packet, header (struct xsd_sockmsg, little endian as on x86 and Arm) and payload in one piece. */
export function encodeXsPacket(packet: XsPacket): Uint8Array<ArrayBuffer> {
  const { payload } = packet;
  const octets = new Uint8Array(XSD_SOCKMSG_SIZE + payload.length);
  const header = new DataView(octets.buffer);
  header.setUint32(TYPE, packet.type, true);
  header.setUint32(REQ_ID, packet.reqId, true);
  header.setUint32(TX_ID, packet.txId, true);
  header.setUint32(LEN, payload.length, true);
  for (let i = 0; i < payload.length; i++) octets[XSD_SOCKMSG_SIZE + i] = payload.charCodeAt(i);
  return octets;
}

/** Reads one whole packet; undefined when it is shorter than a header, longer than XENSTORE_PAYLOAD_MAX, or not as long as it says. */
export function decodeXsPacket(octets: Uint8Array): XsPacket | undefined {
  if (octets.byteLength < XSD_SOCKMSG_SIZE) return undefined;
  const header = new DataView(octets.buffer, octets.byteOffset, XSD_SOCKMSG_SIZE);
  const len = header.getUint32(LEN, true);
  // TRUST: len is the peer's. It must be within the limit and exactly what came, so nothing is read past the packet.
  if (len > XENSTORE_PAYLOAD_MAX || len !== octets.byteLength - XSD_SOCKMSG_SIZE) return undefined;
  return {
    type: header.getUint32(TYPE, true),
    reqId: header.getUint32(REQ_ID, true),
    txId: header.getUint32(TX_ID, true),
    payload: Reflect.apply(String.fromCharCode, undefined, octets.subarray(XSD_SOCKMSG_SIZE)) as string,
  };
}

/** A payload of strings, each with its NUL: the form of every request but WRITE and SET_PERMS, and of a WATCH_EVENT. */
export const nulTerminated = (...parts: readonly string[]): string => parts.map((part) => part + NUL).join("");

/** The strings of a payload in which each must have its NUL; undefined when the last lacks it. No octets are no strings. */
export function splitNulTerminated(payload: string): readonly string[] | undefined {
  if (payload === "") return [];
  return payload.endsWith(NUL) ? payload.slice(0, -1).split(NUL) : undefined;
}

/** A WRITE's payload: path, NUL, and the value's octets as they are. */
export const writePayload = (path: string, value: string): string => path + NUL + value;

const PERM = /^([nrwb])(0|[1-9][0-9]{0,4})$/;

/** `b5`: one permission as GET_PERMS and SET_PERMS write it. */
export const formatXsPerm = (perm: XsPerm): string => perm.access + String(perm.domid);

/** Reads `b5`; undefined for another letter, or for what is no domid. */
export function parseXsPerm(text: string): XsPerm | undefined {
  const found = PERM.exec(text);
  const domid = Number(found?.[2]);
  // The letter was one of [nrwb], which is what makes the cast true.
  return found && isDomId(domid) ? { domid, access: found[1] as XsPerm["access"] } : undefined;
}

/** The permissions of a GET_PERMS reply or behind a SET_PERMS path; undefined when there are none or one is malformed. */
export function parseXsPerms(payload: string): readonly XsPerm[] | undefined {
  const perms = splitNulTerminated(payload)?.map(parseXsPerm) ?? [];
  return perms.length > 0 && perms.every((perm) => perm !== undefined) ? perms : undefined;
}

/** The error that an ERROR reply names; EINVAL for a name this side does not know, as libxenstore has it. */
export const parseXsError = (payload: string): XsError => XS_ERRORS.find((name) => name + NUL === payload) ?? "EINVAL";
