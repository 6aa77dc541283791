/**
 * Both halves of the request/response ring. ABI: xen/include/public/io/ring.h.
 *
 * Indices run freely over 32 bits; only `distance` and the slot mask touch them. The peer's index is checked before every use, and
 * a slot is copied off the page before anyone looks at it (RING_COPY_REQUEST), so a guest that rewrites its page changes nothing.
 */
import { BugError } from "./result.ts";
import type { RingTap } from "./ring-tap.ts";
import { struct, u32, type Decoded } from "./struct.ts";

/** The header of struct *_sring; the slots begin after its pad. */
export const sring = struct("sring", 64, { reqProd: [0, u32], reqEvent: [4, u32], rspProd: [8, u32], rspEvent: [12, u32] });

const REQ_PROD = sring.fields.reqProd[0];
const REQ_EVENT = sring.fields.reqEvent[0];
const RSP_PROD = sring.fields.rspProd[0];
const RSP_EVENT = sring.fields.rspEvent[0];

/** The peer's index is one that no correct peer can have written (RING_REQUEST_PROD_OVERFLOW, RING_RESPONSE_PROD_OVERFLOW). */
export class RingOverflow extends Error {
  override readonly name = "RingOverflow";
}

/** How far `to` is ahead of `from`, over the wrap of 2^32. */
export const distance = (from: number, to: number): number => (to - from) >>> 0;
/** The index after this one. */
export const nextIndex = (index: number): number => (index + 1) >>> 0;

/** __CONST_RING_SIZE: the largest power of two of slots that fit behind the header. */
export function ringSize(pageOctets: number, slotOctets: number): number {
  const fit = Math.floor((pageOctets - sring.size) / slotOctets);
  if (fit < 1) throw new BugError(`ring: no slot of ${slotOctets} octets fits ${pageOctets}`);
  return 2 ** (31 - Math.clz32(fit));
}

/** SHARED_RING_INIT; the frontend's to call, before it grants the page. */
export function initSharedRing(page: DataView): void {
  sring.encode(page, 0, { reqProd: 0, reqEvent: 1, rspProd: 0, rspEvent: 1 });
}

/** A shared ring lies on one page, or on several end to end, as blkif's ring-page-order has it: the header on the first. */
export type RingPages = DataView | readonly DataView[];

/** The slots of a ring, and one private copy of a slot. */
class Slots {
  /** The page with the indices. */
  readonly view: DataView;
  readonly octets: number;
  readonly count: number;
  /** What `copyOut` filled last. */
  readonly copy: DataView;
  readonly #copyOctets: Uint8Array;
  readonly #pages: readonly DataView[];
  readonly #pageOctets: number;
  readonly #each: readonly Uint8Array[];

  constructor(ring: RingPages, octets: number) {
    this.#pages = ring instanceof DataView ? [ring] : ring;
    const [first] = this.#pages;
    if (!first) throw new BugError("ring: no pages");
    this.view = first;
    this.#pageOctets = first.byteLength;
    // With the header a whole number of slots, and the page too, no slot lies on two pages.
    if (this.#pages.length > 1 && (sring.size % octets !== 0 || first.byteLength % octets !== 0)) {
      throw new BugError(`ring: slots of ${octets} octets do not tile pages of ${first.byteLength}`);
    }
    this.octets = octets;
    this.count = ringSize(this.#pages.length * this.#pageOctets, octets);
    this.#copyOctets = new Uint8Array(octets);
    this.copy = new DataView(this.#copyOctets.buffer);
    this.#each = Array.from({ length: this.count }, (_, i) => {
      const { buffer, byteOffset } = this.page(i);
      return new Uint8Array(buffer, byteOffset + this.base(i), octets);
    });
  }

  /** The page that a slot lies on. */
  page(index: number): DataView {
    // TRUST: as in `base`.
    return this.#pages.length === 1 ? this.view : this.#pages[Math.floor(this.#octet(index) / this.#pageOctets)]!;
  }

  /** A slot's octet on its page. */
  base(index: number): number {
    return this.#pages.length === 1 ? this.#octet(index) : this.#octet(index) % this.#pageOctets;
  }

  #octet(index: number): number {
    // TRUST: a free-running index becomes an octet offset; the mask keeps it inside the ring whatever it is.
    return sring.size + (index & (this.count - 1)) * this.octets;
  }

  copyOut(index: number): DataView {
    // TRUST: as in `base`.
    this.#copyOctets.set(this.#each[index & (this.count - 1)]!);
    return this.copy;
  }

  peek(index: number): DataView {
    // TRUST: as in `base`.
    return new DataView(this.#each[index & (this.count - 1)]!.slice().buffer);
  }
}

/** The frontend's half: it puts requests and takes responses. */
export class FrontRing {
  readonly #slots: Slots;
  #reqProdPvt: number;
  #rspCons: number;

  /** FRONT_RING_ATTACH at index `at`, on pages that `initSharedRing` has prepared the first of. */
  constructor(pages: RingPages, slotOctets: number, at = 0) {
    this.#slots = new Slots(pages, slotOctets);
    this.#reqProdPvt = at;
    this.#rspCons = at;
  }

  get nrEnts(): number {
    return this.#slots.count;
  }

  /** RING_FREE_REQUESTS. */
  get free(): number {
    return this.nrEnts - distance(this.#rspCons, this.#reqProdPvt);
  }

  /** The page of the slot that `request` gave last: of a ring on one page, that one. */
  get page(): DataView {
    return this.#slots.page(this.#reqProdPvt - 1);
  }

  /** Takes the next request slot and answers its octet on its page, for the caller to encode into; undefined when RING_FULL. */
  request(): number | undefined {
    if (this.free === 0) return undefined;
    const base = this.#slots.base(this.#reqProdPvt);
    this.#reqProdPvt = nextIndex(this.#reqProdPvt);
    return base;
  }

  /** RING_PUSH_REQUESTS_AND_CHECK_NOTIFY: true when the backend asked to be woken. */
  push(): boolean {
    const { view } = this.#slots;
    const old = view.getUint32(REQ_PROD, true);
    view.setUint32(REQ_PROD, this.#reqProdPvt, true);
    return distance(view.getUint32(REQ_EVENT, true), this.#reqProdPvt) < distance(old, this.#reqProdPvt);
  }

  /** The next response, copied off the page and valid until the next call; undefined when there is none. Throws RingOverflow. */
  take(): DataView | undefined {
    if (!this.#hasResponses()) return undefined;
    const copy = this.#slots.copyOut(this.#rspCons);
    this.#rspCons = nextIndex(this.#rspCons);
    return copy;
  }

  /** RING_FINAL_CHECK_FOR_RESPONSES: asks to be woken for the next one, then looks again. True: do not sleep. */
  finalCheck(): boolean {
    if (this.#hasResponses()) return true;
    this.#slots.view.setUint32(RSP_EVENT, nextIndex(this.#rspCons), true);
    return this.#hasResponses();
  }

  #hasResponses(): boolean {
    const rspProd = this.#slots.view.getUint32(RSP_PROD, true);
    // TRUST: rspProd is the peer's. There are never more responses than requests that were put.
    if (distance(this.#rspCons, rspProd) > distance(this.#rspCons, this.#reqProdPvt)) throw new RingOverflow(`rsp_prod ${rspProd}`);
    return rspProd !== this.#rspCons;
  }
}

/** Where a request ring stands: the four indices on its page, which the frontend can rewrite, and the backend's own. */
export type BackRingIndices = Decoded<typeof sring.fields> & { readonly reqCons: number; readonly rspProdPvt: number };

/** The backend's half: it takes requests and puts responses. Trusts nothing that the frontend writes. */
export class BackRing {
  tap: RingTap | undefined;
  readonly #slots: Slots;
  #rspProdPvt: number;
  #reqCons: number;

  /**
   * BACK_RING_ATTACH at `rsp_prod`, which is 0 on a fresh ring and where the last backend stopped on one that had another.
   */
  constructor(pages: RingPages, slotOctets: number) {
    this.#slots = new Slots(pages, slotOctets);
    // TRUST: the guest can write rsp_prod. Any value will do: it is only where this ring's indices start to count.
    this.#rspProdPvt = this.#slots.view.getUint32(RSP_PROD, true);
    this.#reqCons = this.#rspProdPvt;
  }

  get nrEnts(): number {
    return this.#slots.count;
  }

  /** The page with the indices, as the frontend may change it at any time. */
  get view(): DataView {
    return this.#slots.view;
  }

  /** The next request, copied off the page and valid until the next call; undefined when there is none. Throws RingOverflow. */
  take(): DataView | undefined {
    if (!this.#hasRequests()) return undefined;
    const copy = this.#slots.copyOut(this.#reqCons);
    this.tap?.took(this.#reqCons, copy);
    this.#reqCons = nextIndex(this.#reqCons);
    return copy;
  }

  /** For whoever looks from outside. */
  get indices(): BackRingIndices {
    return { ...sring.decode(this.#slots.view, 0), reqCons: this.#reqCons, rspProdPvt: this.#rspProdPvt };
  }

  /** What lies in the slot of an index now, in a copy of the caller's own: the response, or the request before it was answered. */
  peek(index: number): DataView {
    return this.#slots.peek(index);
  }

  /** The page of the slot that `response` gave last: of a ring on one page, that one. */
  get page(): DataView {
    return this.#slots.page(this.#rspProdPvt - 1);
  }

  /** Takes the next response slot and answers its octet on its page, for the caller to encode into. One a request, no more. */
  response(): number {
    if (this.#rspProdPvt === this.#reqCons) throw new BugError("ring: a response without a request");
    const base = this.#slots.base(this.#rspProdPvt);
    this.#rspProdPvt = nextIndex(this.#rspProdPvt);
    return base;
  }

  /** RING_PUSH_RESPONSES_AND_CHECK_NOTIFY: true when the frontend asked to be woken. */
  push(): boolean {
    const { view } = this.#slots;
    // TRUST: the guest can rewrite rsp_prod and rsp_event; they decide no more than whether it is woken.
    const old = view.getUint32(RSP_PROD, true);
    view.setUint32(RSP_PROD, this.#rspProdPvt, true);
    this.tap?.put(this.#rspProdPvt);
    return distance(view.getUint32(RSP_EVENT, true), this.#rspProdPvt) < distance(old, this.#rspProdPvt);
  }

  /** RING_FINAL_CHECK_FOR_REQUESTS: asks to be woken for the next one, then looks again. True: do not sleep. Throws RingOverflow. */
  finalCheck(): boolean {
    if (this.#hasRequests()) return true;
    this.#slots.view.setUint32(REQ_EVENT, nextIndex(this.#reqCons), true);
    return this.#hasRequests();
  }

  #hasRequests(): boolean {
    const reqProd = this.#slots.view.getUint32(REQ_PROD, true);
    const claimed = distance(this.#rspProdPvt, reqProd);
    // TRUST: reqProd is the guest's. It is never more than nrEnts ahead of our responses (RING_REQUEST_PROD_OVERFLOW), and never
    // behind what was already taken, which the header's macros let pass.
    if (claimed > this.nrEnts || claimed < distance(this.#rspProdPvt, this.#reqCons)) throw new RingOverflow(`req_prod ${reqProd}`);
    return reqProd !== this.#reqCons;
  }
}
