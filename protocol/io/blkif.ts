/**
 * The block device. ABI: xen/include/public/io/blkif.h, as 64-bit x86 and Arm lay it out (protocols.h: "x86_64-abi", "arm-abi"); 32-bit x86
 * has its 64-bit fields elsewhere.
 *
 * Requests of different operations are different structures in one slot, told apart by the first octet. A request for reading or
 * writing lists up to 11 segments behind its fields; an indirect one names pages of them.
 */
import { array, i16, struct, tagged, u16, u32, u64, u8, type VariantOf } from "../struct.ts";

// prettier-ignore
export const BLKIF_OP = {
  READ: 0, WRITE: 1, WRITE_BARRIER: 2, FLUSH_DISKCACHE: 3, RESERVED_1: 4, DISCARD: 5, INDIRECT: 6,
} as const;
export const BLKIF_RSP = { OKAY: 0, ERROR: -1, EOPNOTSUPP: -2 } as const;

export const BLKIF_MAX_SEGMENTS_PER_REQUEST = 11;
export const BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST = 8;
/** Bit 0 of a discard's `flag`. */
export const BLKIF_DISCARD_SECURE = 1 << 0;

/** Bits of the `info` node. */
export const VDISK = { CDROM: 0x1, REMOVABLE: 0x2, READONLY: 0x4 } as const;

/** A stretch of one granted page: its first and last sectors of 512 octets. */
export const blkifRequestSegment = struct("blkif_request_segment", 8, { gref: [0, u32], firstSect: [4, u8], lastSect: [5, u8] });

const SEGMENTS_AT = 24;
/** The octet of a request's segment, for `blkifRequestSegment`. A request is encoded first: that clears its segments. */
export const blkifSegmentAt = (index: number): number => SEGMENTS_AT + index * blkifRequestSegment.size;

const IO = { nrSegments: [1, u8], handle: [2, u16], sectorNumber: [16, u64] } as const;
const INDIRECT_GREFS = array(u32, BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST);

// prettier-ignore
export const blkifReq = tagged("blkif_request", 112, { tagAt: 0, tag: ["operation"], bodyAt: 0, shared: { id: [8, u64] } }, {
  //                tag                            C structure, sizeof            fields: [octet, type]
  read:           [ [BLKIF_OP.READ],             "blkif_request",            112, { ...IO } ],
  write:          [ [BLKIF_OP.WRITE],            "blkif_request",            112, { ...IO } ],
  writeBarrier:   [ [BLKIF_OP.WRITE_BARRIER],    "blkif_request",            112, { ...IO } ],
  flushDiskcache: [ [BLKIF_OP.FLUSH_DISKCACHE],  "blkif_request",            112, { ...IO } ],
  discard:        [ [BLKIF_OP.DISCARD],          "blkif_request_discard",     32, { flag: [1, u8], handle: [2, u16], sectorNumber: [16, u64], nrSectors: [24, u64] } ],
  indirect:       [ [BLKIF_OP.INDIRECT],         "blkif_request_indirect",    64, { indirectOp: [1, u8], nrSegments: [2, u16], sectorNumber: [16, u64], handle: [24, u16], indirectGrefs: [28, INDIRECT_GREFS] } ],
});
export type BlkifReq = VariantOf<(typeof blkifReq)["variants"], (typeof blkifReq)["layout"]["shared"]>;

/** `status` is a BLKIF_RSP. */
export const blkifResp = struct("blkif_response", 16, { id: [0, u64], operation: [8, u8], status: [10, i16] });
