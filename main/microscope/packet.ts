/** A packet of a ring as the headers name its parts. */
import { cName } from "../../protocol/abi-entry.ts";
import { displEdidResp, displEvt, displReq, DISPL_RESP_OP_AT, displResp, XEN_ERRNO } from "../../protocol/io/displif.ts";
import { kbdInEvent } from "../../protocol/io/kbdif.ts";
import type { Fields } from "../../protocol/struct.ts";

/** Which table a packet is read by. */
export type PacketKind = "displ-request" | "displ-response" | "displ-event" | "kbd-event";

/** Field values; a u64, such as a cookie, in hexadecimal. */
export type PacketFields = Readonly<Record<string, string | number>>;

export interface Packet {
  /** C's structure: `xendispl_page_flip_req`; `unknown` where no table has its tag. */
  readonly is: string;
  readonly fields: PacketFields;
}

/** The reader of a kind; a packet is a slot's octets. */
export function readPacket(kind: PacketKind, octets: DataView): Packet {
  switch (kind) {
    case "displ-request": {
      const request = displReq.decode(octets, 0);
      if (!request) return unknown({ id: octets.getUint16(0, true), operation: octets.getUint8(2) });
      const [, is = "unknown", , fields] = displReq.variants[request.kind];
      return { is, fields: named({ ...displReq.layout.shared, ...fields }, request) };
    }
    case "displ-response": {
      const response = displResp.decode(octets, 0);
      const edid =
        displReq.kindAt(octets, 0) === "getEdid" ? named(displEdidResp.fields, displEdidResp.decode(octets, DISPL_RESP_OP_AT)) : {};
      const { status } = response;
      const name = Object.keys(XEN_ERRNO).find((errno) => XEN_ERRNO[errno as keyof typeof XEN_ERRNO] === -status); // the table's own key
      return { is: "xendispl_resp", fields: { ...named(displResp.fields, response), ...(name ? { error: `XEN_${name}` } : {}), ...edid } };
    }
    case "displ-event":
      return { is: "xendispl_evt", fields: named(displEvt.fields, displEvt.decode(octets, 0)) };
    case "kbd-event": {
      const event = kbdInEvent.decode(octets, 0);
      if (!event) return unknown({ type: octets.getUint8(0), event_type: octets.getUint8(1) });
      const [tag, is = "unknown", , fields] = kbdInEvent.variants[event.kind];
      const tags = Object.fromEntries(tag.map((octet, i) => [kbdInEvent.layout.tag[i] ?? "tag", octet]));
      return { is, fields: { ...tags, ...named(fields, event) } };
    }
  }
}

const unknown = (fields: PacketFields): Packet => ({ is: "unknown", fields });

/** A table's values under C's names, those inside a union without the way there. */
function named(fields: Fields, values: Readonly<Record<string, unknown>>): PacketFields {
  return Object.fromEntries(
    Object.entries(fields).map(([field, [, , member]]) => {
      const value = values[field];
      const name = member?.slice(member.lastIndexOf(".") + 1) ?? cName(field);
      return [name, typeof value === "bigint" ? `0x${value.toString(16)}` : Number(value)];
    }),
  );
}
