/**
 * A guest kernel's xenstore packets over its ring (protocol/io/xs-ring.ts), as Linux's xenbus_comms.c. One packet follows another
 * in either direction; a packet is longer than the ring where it has to be, and goes in parts.
 */
import { XsClientRing } from "../../protocol/io/xs-ring.ts";
import { XENSTORE_PAYLOAD_MAX, XSD_SOCKMSG_SIZE } from "../../protocol/xs-wire.ts";

const LEN_AT = 12;

export interface RingTransportOptions {
  readonly page: DataView;
  /** EVTCHNOP_send on the ring's port. */
  readonly notify: () => void;
  /** A whole packet from xenstored, which is the callee's to keep. */
  readonly receive: (packet: Uint8Array) => void;
}

/** After what no server writes it is silent in both directions: there is no telling where the next packet begins. */
export class RingTransport {
  readonly #ring: XsClientRing;
  readonly #options: RingTransportOptions;
  /** Packets on their way out; the first lacks what was put of it already. */
  readonly #out: Uint8Array[] = [];
  readonly #packet = new Uint8Array(XSD_SOCKMSG_SIZE + XENSTORE_PAYLOAD_MAX);
  readonly #header = new DataView(this.#packet.buffer, 0, XSD_SOCKMSG_SIZE);
  /** How much of `#packet` has come. */
  #have = 0;
  #closed = false;

  constructor(options: RingTransportOptions) {
    this.#options = options;
    this.#ring = new XsClientRing(options.page);
  }

  /** Begins. Where an earlier kernel of this domain left something on the ring it asks for a new connection first. */
  start(): void {
    if (this.#ring.quiet && this.#ring.error === 0) return;
    if (this.#ring.reconnect()) this.#options.notify();
  }

  /** Sends a packet behind all that were sent before. */
  send(packet: Uint8Array): void {
    if (this.#closed) return;
    this.#out.push(packet);
    this.#work();
  }

  /** Xenstored notified us, or may have. */
  upcall(): void {
    this.#work();
  }

  /** Nothing goes or comes any more. */
  close(): void {
    this.#closed = true;
    this.#out.length = 0;
  }

  #work(): void {
    if (this.#closed || !this.#ring.connected) return;
    const moved = [this.#putOut(), this.#takeIn()];
    if (moved.some(Boolean)) this.#options.notify();
  }

  /** Answers whether anything went out. */
  #putOut(): boolean {
    let moved = false;
    for (let packet = this.#out[0]; packet; packet = this.#out[0]) {
      const put = this.#ring.put(packet);
      if (put === undefined) this.close();
      if (!put) return moved;
      moved = true;
      if (put === packet.length) this.#out.shift();
      else this.#out[0] = packet.subarray(put);
    }
    return moved;
  }

  /** Answers whether anything came in. */
  #takeIn(): boolean {
    // A packet may have its receiver close us, or send; what is sent then goes out in a call of its own.
    let moved = false;
    while (!this.#closed) {
      const wanted = this.#wanted();
      const came = wanted === undefined ? undefined : this.#ring.take(this.#packet.subarray(this.#have, wanted));
      if (came === undefined) this.close();
      if (!came) return moved;
      moved = true;
      this.#have += came;
      if (this.#have >= XSD_SOCKMSG_SIZE && this.#have === this.#wanted()) this.#deliver();
    }
    return moved;
  }

  /** How long the packet is that has begun to come, or its header while that is not all there; undefined when it is longer than may be. */
  #wanted(): number | undefined {
    if (this.#have < XSD_SOCKMSG_SIZE) return XSD_SOCKMSG_SIZE;
    const len = this.#header.getUint32(LEN_AT, true);
    // TRUST: len is what lies on the page. Within the limit it fits `#packet`.
    return len > XENSTORE_PAYLOAD_MAX ? undefined : XSD_SOCKMSG_SIZE + len;
  }

  #deliver(): void {
    const packet = this.#packet.slice(0, this.#have);
    this.#have = 0;
    this.#options.receive(packet);
  }
}
