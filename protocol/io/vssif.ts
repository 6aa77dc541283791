/**
 * Vehicle signals from dom0 to a guest: this project's own device, in the style of kbdif. There is no Xen header for it.
 *
 * The frontend grants one page (`page-gref`) and one event channel (`event-channel`); the backend writes a header and a 16-octet slot
 * a signal. A signal's slot is its place in protocol/vss.ts. `sequence` is odd while the backend writes: a reader that saw it odd, or
 * different after reading than before, reads again (a seqlock; over copied pages it is always even).
 */
import { PAGE_SIZE } from "../ids.ts";
import { f64, struct, u32 } from "../struct.ts";

/** "VSS1", little endian. */
export const VSSIF_MAGIC = 0x31535356;
export const VSSIF_VERSION = 1;

export const VSSIF_SLOT_SIZE = 16;
export const VSSIF_SLOTS_OFFS = 64;
/** How many signals a page holds. */
export const VSSIF_SLOTS_MAX = (PAGE_SIZE - VSSIF_SLOTS_OFFS) / VSSIF_SLOT_SIZE;

/** `count`: how many slots are in use. `stamp`: the backend's clock, ms mod 2^32, when it last wrote; a signal's age is `stamp` less its own. */
export const vssPageHeader = struct("vssif_page", VSSIF_SLOTS_OFFS, {
  magic: [0, u32],
  version: [4, u32],
  sequence: [8, u32],
  count: [12, u32],
  stamp: [16, u32],
});

/** `stamp`: the backend's clock, ms mod 2^32, when the value was taken. */
export const vssSlot = struct("vssif_slot", VSSIF_SLOT_SIZE, { value: [0, f64], stamp: [8, u32], flags: [12, u32] });

/** `flags` bit 0: the signal has a value. Without it, `value` is 0 and means nothing. */
export const VSSIF_FLAG_VALID = 1;

/** The octet of a signal's slot. */
export const vssSlotAt = (index: number): number => VSSIF_SLOTS_OFFS + index * VSSIF_SLOT_SIZE;

/** The backend's nodes: the versions it speaks, separated by commas. */
export const vssBackendNodes = ["versions"] as const;
/** The frontend's. */
export const vssFrontendNodes = ["version", "page-gref", "event-channel"] as const;
