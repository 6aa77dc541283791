/** A connection over a transport that carries whole packets: a guest's door. */
import type { DomId } from "../../protocol/ids.ts";
import { decodeXsPacket, encodeXsPacket, type XsPacket } from "../../protocol/xs-wire.ts";
import { PacketConnection } from "./packet-connection.ts";
import type { Store } from "./store.ts";

export interface DoorOptions {
  /** Whether the transport takes a packet now; without it, always. When it has room again, call `drain`. */
  readonly hasRoom?: () => boolean;
  /** The connection has ended: by `close`, with its domain, or (with a reason) because of what its client did. */
  readonly onClose?: (fault: string | undefined) => void;
}

export class DoorConnection {
  readonly #wire: PacketConnection;
  /** Requests that have to wait, in order. */
  #held: XsPacket[] = [];

  constructor(store: Store, domid: DomId, send: (packet: Uint8Array) => void, options: DoorOptions) {
    this.#wire = new PacketConnection(store, domid, {
      send: (type, reqId, txId, payload) => send(encodeXsPacket({ type, reqId, txId, payload })),
      hasRoom: options.hasRoom ?? (() => true),
      ready: () => this.#retry(),
      ended: (fault) => {
        this.#held = [];
        options.onClose?.(fault);
      },
    });
  }

  /** One packet from the client, of any octets. */
  receive(packet: Uint8Array): void {
    if (this.#wire.closed) return;
    const request = decodeXsPacket(packet);
    if (!request) this.#wire.bad("malformed packet");
    else if (this.#held.length > 0 || !this.#ask(request)) this.#hold(request);
  }

  /** Sends what waits, as far as there is room. */
  drain(): void {
    this.#wire.drain();
  }

  close(): void {
    this.#wire.close();
  }

  #ask({ type, reqId, txId, payload }: XsPacket): boolean {
    return this.#wire.request(type, reqId, txId, payload);
  }

  #hold(request: XsPacket): void {
    this.#held.push(request);
    if (!this.#wire.allowsOutstanding(this.#held.length)) this.#wire.bad("requests sent while others wait");
  }

  #retry(): void {
    while (this.#held[0] && this.#ask(this.#held[0])) this.#held.shift();
  }
}
