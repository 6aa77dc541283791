/**
 * The page by which a domain speaks xenstore: two queues of octets and what each side says of itself. ABI: struct
 * xenstore_domain_interface of xen/include/public/io/xs_wire.h, docs/misc/xenstore-ring.txt. The packets in the queues are xs-wire.ts's.
 *
 * All four indices live on the page and nowhere else, as in both daemons of Xen: firmware that hands the page on has set them back
 * to 0 by then (hvmloader does), and a next kernel goes on where the last one stopped. So each is read once a call and checked against
 * its partner before anything is moved; a guest that rewrites them spoils its own octets and nobody's memory.
 */
import { distance } from "../ring.ts";
import { struct, u32 } from "../struct.ts";

/** MASK_XENSTORE_IDX's modulus, and so the octets that either queue holds. */
export const XENSTORE_RING_SIZE = 1024;

export const XENSTORE_SERVER_FEATURE_RECONNECTION = 1;
export const XENSTORE_SERVER_FEATURE_ERROR = 2;

export const XENSTORE_CONNECTED = 0;
export const XENSTORE_RECONNECT = 1;

export const XENSTORE_ERROR_NONE = 0;
export const XENSTORE_ERROR_COMM = 1;
export const XENSTORE_ERROR_RINGIDX = 2;
export const XENSTORE_ERROR_PROTO = 3;

/** Where `req` and `rsp` begin, the two arrays of XENSTORE_RING_SIZE octets in front of the fields. */
export const XS_RING_ARRAYS = { req: 0, rsp: 1024 } as const;

/** The fields behind the two arrays. */
export const xenstoreDomainInterface = struct("xenstore_domain_interface", 2076, {
  reqCons: [2048, u32],
  reqProd: [2052, u32],
  rspCons: [2056, u32],
  rspProd: [2060, u32],
  serverFeatures: [2064, u32],
  connection: [2068, u32],
  error: [2072, u32],
});

const { fields } = xenstoreDomainInterface;
const SERVER_FEATURES = fields.serverFeatures[0];
const CONNECTION = fields.connection[0];
const ERROR = fields.error[0];

/** One queue of the page, by the octets at which its array and its indices lie. */
interface Queue {
  readonly array: number;
  readonly cons: number;
  readonly prod: number;
}
const REQ: Queue = { array: XS_RING_ARRAYS.req, cons: fields.reqCons[0], prod: fields.reqProd[0] };
const RSP: Queue = { array: XS_RING_ARRAYS.rsp, cons: fields.rspCons[0], prod: fields.rspProd[0] };

/** The page, with what both halves do to a queue of it. Undefined as an answer: the indices are more than a ring apart. */
class Page {
  readonly view: DataView;
  readonly #octets: Uint8Array;

  constructor(view: DataView) {
    this.view = view;
    this.#octets = new Uint8Array(view.buffer, view.byteOffset, xenstoreDomainInterface.size);
  }

  get(field: number): number {
    return this.view.getUint32(field, true);
  }

  set(field: number, value: number): void {
    this.view.setUint32(field, value, true);
  }

  empty({ cons, prod }: Queue): boolean {
    return this.get(cons) === this.get(prod);
  }

  /** Moves what there is, as far as `into` holds it, and answers how many octets that was. */
  take({ array, cons, prod }: Queue, into: Uint8Array): number | undefined {
    const from = this.get(cons);
    const there = distance(from, this.get(prod));
    // TRUST: both indices are on a page that the peer writes. More than a ring apart is impossible, and the mask keeps the rest in the array.
    if (there > XENSTORE_RING_SIZE) return undefined;
    const count = Math.min(there, into.length);
    const at = from % XENSTORE_RING_SIZE;
    const first = Math.min(count, XENSTORE_RING_SIZE - at);
    into.set(this.#octets.subarray(array + at, array + at + first));
    into.set(this.#octets.subarray(array, array + count - first), first);
    this.set(cons, (from + count) >>> 0);
    return count;
  }

  /** Moves `octets` in as far as there is room, and answers how many that was. */
  put({ array, cons, prod }: Queue, octets: Uint8Array): number | undefined {
    const to = this.get(prod);
    const there = distance(this.get(cons), to);
    // TRUST: as in `take`.
    if (there > XENSTORE_RING_SIZE) return undefined;
    const count = Math.min(XENSTORE_RING_SIZE - there, octets.length);
    const at = to % XENSTORE_RING_SIZE;
    const first = Math.min(count, XENSTORE_RING_SIZE - at);
    this.#octets.set(octets.subarray(0, first), array + at);
    this.#octets.set(octets.subarray(first, count), array);
    this.set(prod, (to + count) >>> 0);
    return count;
  }
}

/** Xenstored's half. Trusts nothing on the page; what it answers undefined to is a guest's that broke its ring. */
export class XsServerRing {
  readonly #page: Page;

  constructor(view: DataView) {
    this.#page = new Page(view);
  }

  /** Says what this server can. Before anything is taken or put. */
  advertise(): void {
    this.#page.set(SERVER_FEATURES, XENSTORE_SERVER_FEATURE_RECONNECTION | XENSTORE_SERVER_FEATURE_ERROR);
    this.#page.set(ERROR, XENSTORE_ERROR_NONE);
  }

  /** False from when the guest asks for a new connection until `reset`; the rest of the page means nothing meanwhile. */
  get connected(): boolean {
    return this.#page.get(CONNECTION) === XENSTORE_CONNECTED;
  }

  /** Takes octets of requests into `into`, and answers how many. */
  take(into: Uint8Array): number | undefined {
    return this.#page.take(REQ, into);
  }

  /** Puts octets of replies as far as there is room, and answers how many. */
  put(octets: Uint8Array): number | undefined {
    return this.#page.put(RSP, octets);
  }

  /** Tells the guest why nothing more comes. */
  fail(error: number): void {
    this.#page.set(ERROR, error);
  }

  /** Makes the ring a new one, with both queues empty, and lets the guest see that last. The indices become 0, as with both daemons. */
  reset(): void {
    for (const { cons, prod } of [REQ, RSP]) {
      this.#page.set(cons, 0);
      this.#page.set(prod, 0);
    }
    this.#page.set(ERROR, XENSTORE_ERROR_NONE);
    this.#page.set(CONNECTION, XENSTORE_CONNECTED);
  }
}

/** A guest kernel's half. */
export class XsClientRing {
  readonly #page: Page;

  constructor(view: DataView) {
    this.#page = new Page(view);
  }

  /** False while a reconnect is under way; the rest of the page means nothing meanwhile. */
  get connected(): boolean {
    return this.#page.get(CONNECTION) === XENSTORE_CONNECTED;
  }

  /** A XENSTORE_ERROR_…; 0 while the connection is good. A number that this header does not know is an error, too. */
  get error(): number {
    return this.#page.get(ERROR);
  }

  /** Nothing lies in either queue: nobody used the ring before, or whoever did has left it clean. */
  get quiet(): boolean {
    return this.#page.empty(REQ) && this.#page.empty(RSP);
  }

  /** Puts octets of requests as far as there is room, and answers how many. */
  put(octets: Uint8Array): number | undefined {
    return this.#page.put(REQ, octets);
  }

  /** Takes octets of replies and events into `into`, and answers how many. */
  take(into: Uint8Array): number | undefined {
    return this.#page.take(RSP, into);
  }

  /** Asks for a new connection, and for the event channel to be notified; false where the server has no such feature. */
  reconnect(): boolean {
    if ((this.#page.get(SERVER_FEATURES) & XENSTORE_SERVER_FEATURE_RECONNECTION) === 0) return false;
    this.#page.set(CONNECTION, XENSTORE_RECONNECT);
    return true;
  }
}
