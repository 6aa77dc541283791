/** Packets of the xenstore wire protocol. ABI: xen/include/public/io/xs_wire.h, struct xsd_sockmsg. */
import { XSD_SOCKMSG_SIZE } from "../../protocol/xs-wire.ts";

export interface XsPacket {
  readonly type: number;
  readonly reqId: number;
  readonly txId: number;
  /** One character an octet: what the store holds is octets, and nearly always ASCII. */
  readonly payload: string;
}

/** Undefined when a character of the payload is no octet. */
export function encodePacket({ type, reqId, txId, payload }: XsPacket): Uint8Array | undefined {
  const packet = new Uint8Array(XSD_SOCKMSG_SIZE + payload.length);
  const view = new DataView(packet.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, reqId, true);
  view.setUint32(8, txId, true);
  view.setUint32(12, payload.length, true);
  for (let i = 0; i < payload.length; i++) {
    const octet = payload.charCodeAt(i);
    if (octet > 0xff) return undefined;
    packet[XSD_SOCKMSG_SIZE + i] = octet;
  }
  return packet;
}

/** Undefined when the header's length is not the packet's. */
export function decodePacket(packet: Uint8Array): XsPacket | undefined {
  if (packet.length < XSD_SOCKMSG_SIZE) return undefined;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  if (view.getUint32(12, true) !== packet.length - XSD_SOCKMSG_SIZE) return undefined;
  let payload = "";
  for (const octet of packet.subarray(XSD_SOCKMSG_SIZE)) payload += String.fromCharCode(octet);
  return { type: view.getUint32(0, true), reqId: view.getUint32(4, true), txId: view.getUint32(8, true), payload };
}
