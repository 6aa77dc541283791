/** The server's end of a connection that speaks xs_wire: what is common to a guest behind the door, a ring and a socket. */
import type { DomId } from "../../protocol/ids.ts";
import { nulTerminated, XS } from "../../protocol/xs-wire.ts";
import type { Connection } from "./connection.ts";
import { processRequest, type Answer } from "./process.ts";
import type { Store } from "./store.ts";

/** Where replies and events go. */
export interface Outlet {
  /** Takes one packet. */
  send(type: number, reqId: number, txId: number, payload: string): void;
  /** Whether the transport takes a packet now. When it has room again, it calls `drain`. */
  hasRoom(): boolean;
  /** A request that was held back may be tried again. */
  ready(): void;
  /** The connection has ended: by `close`, with its domain, or (with a reason) because of what its client did. */
  ended(fault: string | undefined): void;
}

/** Events that wait for a client of dom0, which no quota binds; one that leaves more lying takes no notice anyway. */
const DOM0_EVENTS_MAX = 1 << 16;

/**
 * Takes any request and never throws. A client that breaks the framing, or does not take its replies, has its connection closed, as
 * xenstored marks a domain as bad: there is no telling where its next packet begins, or no end to what is kept for it.
 */
export class PacketConnection {
  readonly #store: Store;
  readonly #connection: Connection;
  readonly #outlet: Outlet;
  readonly #wake = (): void => this.#outlet.ready();
  #fault: string | undefined;
  /** What the transport had no room for. An event's key keeps the same event from waiting twice: a watch says that, not how often. */
  #waiting: { readonly type: number; readonly reqId: number; readonly txId: number; readonly payload: string }[] = [];
  #events = new Set<string>();

  constructor(store: Store, domid: DomId, outlet: Outlet) {
    this.#store = store;
    this.#outlet = outlet;
    this.#connection = store.open(
      domid,
      (path, token) => {
        this.#event(path, token);
      },
      () => {
        this.#waiting = [];
        this.#events.clear();
        store.gate?.leave(this.#wake);
        outlet.ended(this.#fault);
      },
    );
  }

  get closed(): boolean {
    return this.#connection.closed;
  }

  /** One request. False when it has to wait: the caller keeps it, and all that came behind it, until the outlet's `ready`. */
  request(type: number, reqId: number, txId: number, payload: string): boolean {
    if (this.#connection.closed) return true;
    if (this.#store.gate?.holdsBack(this.#connection, type, txId, payload, this.#wake)) return false;
    this.#store.hold();
    try {
      this.#reply(type, reqId, txId, processRequest(this.#store, this.#connection, type, txId, payload));
    } finally {
      this.#store.unhold();
    }
    return true;
  }

  /** Sends what waits, as far as there is room. */
  drain(): void {
    let sent = 0;
    for (const { type, reqId, txId, payload } of this.#waiting) {
      if (!this.#outlet.hasRoom()) break;
      sent++;
      if (type === XS.WATCH_EVENT) this.#events.delete(payload);
      this.#outlet.send(type, reqId, txId, payload);
    }
    this.#waiting.splice(0, sent);
  }

  /** The client broke the framing, or a bound. */
  bad(fault: string): void {
    this.#fault ??= fault;
    this.#connection.close();
  }

  close(): void {
    this.#connection.close();
  }

  /** Judges one more of what its domain may have waiting, `count` with it. */
  allowsOutstanding(count: number): boolean {
    return this.#store.quota.allows(this.#connection.domain, "outstanding", count);
  }

  #reply(type: number, reqId: number, txId: number, answer: Answer): void {
    // A request may have closed its own connection.
    if (this.#connection.closed) return;
    const sent = answer.ok ? this.#put(type, reqId, txId, answer.value) : this.#put(XS.ERROR, reqId, txId, nulTerminated(answer.error));
    if (!sent && !this.allowsOutstanding(this.#waiting.length - this.#events.size)) this.bad("replies not taken");
  }

  #event(path: string, token: string): void {
    const payload = nulTerminated(path, token);
    if (this.#events.has(payload)) return;
    if (this.#waiting.length > 0) {
      if (!this.#store.quota.allows(this.#connection.domain, "watchEvents", this.#events.size + 1)) return;
      if (this.#events.size >= DOM0_EVENTS_MAX) return this.bad("events not taken");
    }
    if (!this.#put(XS.WATCH_EVENT, 0, 0, payload)) this.#events.add(payload);
  }

  /** False when the packet has to wait. */
  #put(type: number, reqId: number, txId: number, payload: string): boolean {
    if (this.#waiting.length === 0 && this.#outlet.hasRoom()) {
      this.#outlet.send(type, reqId, txId, payload);
      return true;
    }
    this.#waiting.push({ type, reqId, txId, payload });
    return false;
  }
}
