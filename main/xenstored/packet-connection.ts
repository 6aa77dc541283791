/** The server's end of a connection that speaks xs_wire packets: a guest behind the door, later a ring or a socket. */
import type { DomId } from "../../protocol/ids.ts";
import { decodeXsPacket, encodeXsPacket, nulTerminated, XS } from "../../protocol/xs-wire.ts";
import type { Connection } from "./connection.ts";
import { processPacket } from "./process.ts";
import type { Store } from "./store.ts";

export interface PacketOptions {
  /** Whether the transport takes a packet now; without it, always. When it has room again, call `drain`. */
  readonly hasRoom?: () => boolean;
  /** The connection has ended: by `close`, with its domain, or (with a reason) because of what its client did. */
  readonly onClose?: (fault: string | undefined) => void;
}

/**
 * Takes any octets and never throws. A client that breaks the framing, or does not take its replies, has its connection closed, as
 * xenstored marks a domain as bad: there is no telling where its next packet begins, or no end to what is kept for it.
 */
export class PacketConnection {
  readonly #store: Store;
  readonly #connection: Connection;
  readonly #send: (packet: Uint8Array) => void;
  readonly #hasRoom: () => boolean;
  #fault: string | undefined;
  /** What the transport had no room for. An event's key keeps the same event from waiting twice: a watch says that, not how often. */
  #waiting: { readonly packet: Uint8Array; readonly event: string | undefined }[] = [];
  #events = new Set<string>();

  constructor(store: Store, domid: DomId, send: (packet: Uint8Array) => void, options: PacketOptions) {
    this.#store = store;
    this.#send = send;
    this.#hasRoom = options.hasRoom ?? (() => true);
    this.#connection = store.open(
      domid,
      (path, token) => {
        this.#event(path, token);
      },
      () => {
        this.#waiting = [];
        this.#events.clear();
        options.onClose?.(this.#fault);
      },
    );
  }

  /** One whole packet from the client. */
  receive(packet: Uint8Array): void {
    if (this.#connection.closed) return;
    const request = decodeXsPacket(packet);
    if (!request) {
      this.#bad("malformed packet");
      return;
    }
    this.#store.hold(() => {
      this.#reply(encodeXsPacket(processPacket(this.#store, this.#connection, request)));
    });
  }

  /** Sends what waits, as far as there is room. */
  drain(): void {
    let sent = 0;
    for (const { packet, event } of this.#waiting) {
      if (!this.#hasRoom()) break;
      sent++;
      if (event !== undefined) this.#events.delete(event);
      this.#send(packet);
    }
    this.#waiting.splice(0, sent);
  }

  close(): void {
    this.#connection.close();
  }

  #reply(packet: Uint8Array): void {
    // A request may have closed its own connection.
    if (this.#connection.closed) return;
    const outstanding = this.#waiting.length - this.#events.size + 1;
    if (!this.#put(packet, undefined) && !this.#store.quota.allows(this.#connection.domain, "outstanding", outstanding)) {
      this.#bad("replies not taken");
    }
  }

  #event(path: string, token: string): void {
    const payload = nulTerminated(path, token);
    if (this.#events.has(payload)) return;
    if (this.#waiting.length > 0 && !this.#store.quota.allows(this.#connection.domain, "watchEvents", this.#events.size + 1)) return;
    this.#put(encodeXsPacket({ type: XS.WATCH_EVENT, reqId: 0, txId: 0, payload }), payload);
  }

  /** False when the packet has to wait. */
  #put(packet: Uint8Array, event: string | undefined): boolean {
    if (this.#waiting.length === 0 && this.#hasRoom()) {
      this.#send(packet);
      return true;
    }
    this.#waiting.push({ packet, event });
    if (event !== undefined) this.#events.add(event);
    return false;
  }

  #bad(fault: string): void {
    this.#fault = fault;
    this.#connection.close();
  }
}
