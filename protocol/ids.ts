/** Xen's numbers, branded so that a gref cannot be passed where a port is wanted. The casts of these brands live here and nowhere else. */

declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]: Name };

/** domid_t: 0 is dom0; 0x7FF0 and up are reserved (xen.h, DOMID_FIRST_RESERVED). */
export type DomId = Branded<"domid">;
/** grant_ref_t: an index into the granting domain's grant table. 0 to 7 are reserved by convention. */
export type GrantRef = Branded<"gref">;
/** evtchn_port_t: an index into one domain's event channel table. 0 is never a valid port. */
export type EvtchnPort = Branded<"evtchn">;
/** Guest frame number: the index of a 4 KiB page in a guest's own memory. */
export type Gfn = Branded<"gfn">;

export const DOMID_FIRST_RESERVED = 0x7ff0;
export const PAGE_SIZE = 4096;
/** GNTTAB_NR_RESERVED_ENTRIES (grant_table.h). */
export const GNTTAB_NR_RESERVED_ENTRIES = 8;

const isU32 = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= 0xffff_ffff;

export const isDomId = (n: unknown): n is DomId => typeof n === "number" && Number.isInteger(n) && n >= 0 && n < DOMID_FIRST_RESERVED;
export const isGrantRef = (n: unknown): n is GrantRef => typeof n === "number" && isU32(n) && n >= GNTTAB_NR_RESERVED_ENTRIES;
export const isEvtchnPort = (n: unknown): n is EvtchnPort => typeof n === "number" && isU32(n) && n > 0;
export const isGfn = (n: unknown): n is Gfn => typeof n === "number" && isU32(n);

/** For numbers that this program made itself; a number from outside goes through the `is…` tests above. */
export const domId = (n: number): DomId => n as DomId;
export const grantRef = (n: number): GrantRef => n as GrantRef;
export const evtchnPort = (n: number): EvtchnPort => n as EvtchnPort;
export const gfn = (n: number): Gfn => n as Gfn;

export const DOM0 = domId(0);
/** The reserved entry by which a domain's xenstore page is dom0's to map (grant_table.h); the toolstack writes it, not the guest. */
export const GNTTAB_RESERVED_XENSTORE = grantRef(1);
