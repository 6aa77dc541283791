/**
 * The one-way event rings of kbdif and displif: `in_cons` and `in_prod` at octets 0 and 4, then slots. ABI: kbdif.h, displif.h.
 *
 * There are as many slots as fit, which is no power of two (51 and 63). The slot is index mod slots all the same, over the wrap of
 * 2^32 too, where it repeats (51: 2^32 mod 51 = 1) or jumps (63: 2^32 mod 63 = 4). Linux does so; both ends must.
 */
import { distance, nextIndex, RingOverflow } from "./ring.ts";
import type { RingTap } from "./ring-tap.ts";
import { struct, u32, type Decoded } from "./struct.ts";

/** Where the `in` ring of an interface lies on its page, octets. */
export interface EventRingLayout {
  readonly ringAt: number;
  readonly slots: number;
  readonly slotOctets: number;
}

/** The indices, common to xenkbd_page and xendispl_event_page. */
export const eventPageHeader = struct("event_page", 8, { inCons: [0, u32], inProd: [4, u32] });

const IN_CONS = eventPageHeader.fields.inCons[0];
const IN_PROD = eventPageHeader.fields.inProd[0];

const slotBase = (layout: EventRingLayout, index: number): number => layout.ringAt + (index % layout.slots) * layout.slotOctets;

/** Where an event ring stands: the two indices on its page, which the frontend can rewrite, and the backend's own. */
export type EventPageIndices = Decoded<typeof eventPageHeader.fields> & { readonly inProdPvt: number };

/** The backend's end: it puts events. Keeps its own producer index, so nothing the guest writes can move it. */
export class BackEventPage {
  readonly view: DataView;
  tap: RingTap | undefined;
  readonly #layout: EventRingLayout;
  #inProd: number;

  constructor(view: DataView, layout: EventRingLayout) {
    this.view = view;
    this.#layout = layout;
    // TRUST: the guest can write in_prod. Any value will do as a start; the modulus keeps slots inside the ring.
    this.#inProd = view.getUint32(IN_PROD, true);
  }

  /** How many events there is room for. */
  get room(): number {
    // TRUST: in_cons is the guest's; one that is not within a ring's length behind us reads as a full ring, and the guest loses events.
    const used = distance(this.view.getUint32(IN_CONS, true), this.#inProd);
    return Math.max(0, this.#layout.slots - used);
  }

  /** The octet of the next free slot, for the caller to encode into and then `publish`; undefined when the ring is full. */
  slot(): number | undefined {
    return this.room === 0 ? undefined : slotBase(this.#layout, this.#inProd);
  }

  /** Makes the slot just filled the frontend's. Notifying is the caller's to do. */
  publish(): void {
    this.#inProd = nextIndex(this.#inProd);
    this.view.setUint32(IN_PROD, this.#inProd, true);
    this.tap?.put(this.#inProd);
  }

  /** How many events the page holds. */
  get slots(): number {
    return this.#layout.slots;
  }

  /** For whoever looks from outside. */
  get indices(): EventPageIndices {
    const { inCons, inProd } = eventPageHeader.at;
    return { inCons: inCons.get(this.view, 0), inProd: inProd.get(this.view, 0), inProdPvt: this.#inProd };
  }

  /** What lies in the slot of an index now, in a copy of the caller's own. */
  peek(index: number): DataView {
    const { slotOctets } = this.#layout;
    const copy = new DataView(new ArrayBuffer(slotOctets));
    // TRUST: a free-running index becomes an octet offset; the modulus keeps it inside the ring whatever it is.
    const base = slotBase(this.#layout, index);
    for (let octet = 0; octet < slotOctets; octet++) copy.setUint8(octet, this.view.getUint8(base + octet));
    return copy;
  }
}

/** The frontend's end: it takes events. */
export class FrontEventPage {
  readonly view: DataView;
  readonly #layout: EventRingLayout;
  readonly #each: readonly Uint8Array[];
  readonly #copyOctets: Uint8Array;
  readonly #copy: DataView;
  #inCons: number;

  /** `at` is the index that both ends start from. */
  constructor(view: DataView, layout: EventRingLayout, at = 0) {
    this.view = view;
    this.#layout = layout;
    this.#copyOctets = new Uint8Array(layout.slotOctets);
    this.#copy = new DataView(this.#copyOctets.buffer);
    this.#each = Array.from(
      { length: layout.slots },
      (_, i) => new Uint8Array(view.buffer, view.byteOffset + slotBase(layout, i), layout.slotOctets),
    );
    this.#inCons = at;
    eventPageHeader.encode(view, 0, { inCons: at, inProd: at });
  }

  /** The next event, copied off the page and valid until the next call; undefined when there is none. Throws RingOverflow. */
  take(): DataView | undefined {
    const inProd = this.view.getUint32(IN_PROD, true);
    if (inProd === this.#inCons) return undefined;
    // TRUST: in_prod is the peer's; more than a ring's length ahead is impossible.
    if (distance(this.#inCons, inProd) > this.#layout.slots) throw new RingOverflow(`in_prod ${inProd}`);
    this.#copyOctets.set(this.#each[this.#inCons % this.#layout.slots]!);
    this.#inCons = nextIndex(this.#inCons);
    return this.#copy;
  }

  /** Gives back the slots of all events taken so far. */
  release(): void {
    this.view.setUint32(IN_CONS, this.#inCons, true);
  }
}
