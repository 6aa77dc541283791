import { decodeXsPacket, XENSTORE_PAYLOAD_MAX, XSD_SOCKMSG_SIZE, type XsPacket } from "../../../protocol/xs-wire.ts";

/** Makes packets of a stream of octets, wherever it was cut. */
export class PacketSplitter {
  #rest = Buffer.alloc(0);

  /** The packets that `chunk` completes; undefined when what comes is not xenstore's protocol, after which nothing can be read. */
  take(chunk: Uint8Array): readonly XsPacket[] | undefined {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const packets: XsPacket[] = [];
    while (this.#rest.length >= XSD_SOCKMSG_SIZE) {
      // TRUST: len is the daemon's. Longer than a payload may be is refused, so no more than one packet is ever kept.
      const len = this.#rest.readUInt32LE(XSD_SOCKMSG_SIZE - 4);
      if (len > XENSTORE_PAYLOAD_MAX) return undefined;
      if (this.#rest.length < XSD_SOCKMSG_SIZE + len) break;
      const packet = decodeXsPacket(this.#rest.subarray(0, XSD_SOCKMSG_SIZE + len));
      if (!packet) return undefined;
      packets.push(packet);
      this.#rest = this.#rest.subarray(XSD_SOCKMSG_SIZE + len);
    }
    return packets;
  }
}
