import { cName } from "../../protocol/abi-entry.ts";
import { distance } from "../../protocol/ring.ts";
import type { HeldPages } from "../backends/backend.ts";
import type { LiveRing, RingHalf } from "../backends/ring-scope.ts";
import type { XenbusBackend } from "../backends/xenbus-backend.ts";
import { readPacket, type Packet, type PacketKind } from "./packet.ts";

/** A packet where it lies. */
export interface PlacedPacket extends Packet {
  readonly index: number;
  readonly kind: PacketKind;
}

/** One ring as it stands. */
export interface RingReport {
  /** Its node in the frontend's directory. */
  readonly name: string;
  readonly ref: number;
  readonly port: number;
  readonly carries: RingHalf["kind"];
  readonly slots: number;
  /** By C's names: those on the page, which the guest can write, and the backend's own. */
  readonly indices: Readonly<Record<string, number>>;
  /** Who owes whom: the backend responses, the frontend a look at events. */
  readonly owed: Readonly<Record<string, number>>;
  /** What no correct frontend writes. */
  readonly broken: string | undefined;
  /** The last of them, the newest last. */
  readonly packets: readonly PlacedPacket[];
}

/** One device as it stands. */
export interface DeviceReport {
  readonly type: string;
  readonly domid: number;
  readonly devid: number;
  readonly state: string;
  readonly rings: readonly RingReport[];
  /** What it holds of the guest's pages, or lends it, beside the rings. */
  readonly held: readonly HeldPages[];
  /** Pages in all. */
  readonly pages: number;
}

/** Looks at a device; it does not notice. `last` packets of each ring at most. */
export function lookAt(device: XenbusBackend, last: number): DeviceReport {
  const rings = device.scope.rings.map((ring) => lookAtRing(ring, last));
  const held = device.device.held?.() ?? [];
  const pages = rings.length + held.reduce((sum, { pages: some }) => sum + some, 0);
  return { ...device.address, state: device.state, rings, held, pages };
}

const underCNames = (indices: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(indices).map(([name, index]) => [cName(name), index]));

/** A ring's indices now, under C's names. */
export const indicesOf = ({ half }: LiveRing): Readonly<Record<string, number>> =>
  half.kind === "page" ? {} : underCNames({ ...half.ring.indices });

function lookAtRing(ring: LiveRing, last: number): RingReport {
  const { name, ref, port, half } = ring;
  const common = { name, ref, port, carries: half.kind, indices: indicesOf(ring) };
  switch (half.kind) {
    case "page":
      return { ...common, slots: 0, owed: {}, broken: undefined, packets: [] };
    case "displ-requests": {
      const { nrEnts, indices } = half.ring;
      const unanswered = distance(indices.rspProdPvt, indices.reqProd);
      const inWork = distance(indices.rspProdPvt, indices.reqCons);
      const broken = unanswered > nrEnts || unanswered < inWork ? `req_prod ${indices.reqProd}` : undefined;
      const owed = {
        responses: broken === undefined ? unanswered : 0,
        in_work: inWork,
        not_taken: broken === undefined ? unanswered - inWork : 0,
      };
      const answered = lastOf(indices.rspProdPvt, Math.min(last, nrEnts), (index) =>
        placed("displ-response", index, half.ring.peek(index)),
      );
      const open = lastOf(indices.reqProd, Math.min(last, owed.responses), (index) =>
        placed("displ-request", index, half.ring.peek(index)),
      );
      return { ...common, slots: nrEnts, owed, broken, packets: [...answered, ...open].slice(-last) };
    }
    case "displ-events":
    case "kbd-events": {
      const { slots, indices } = half.ring;
      const unread = distance(indices.inCons, indices.inProdPvt);
      const broken = unread > slots ? `in_cons ${indices.inCons}` : undefined;
      const kind = half.kind === "kbd-events" ? "kbd-event" : "displ-event";
      const packets = lastOf(indices.inProdPvt, Math.min(last, slots), (index) => placed(kind, index, half.ring.peek(index)));
      return { ...common, slots, owed: { unread: broken === undefined ? unread : 0, room: half.ring.room }, broken, packets };
    }
  }
}

const placed = (kind: PacketKind, index: number, octets: DataView): PlacedPacket => ({ index, kind, ...readPacket(kind, octets) });

/** What lies in the `count` slots before `end`, less those before index 0, where rings begin: nothing was put there. */
function lastOf(end: number, count: number, read: (index: number) => PlacedPacket): readonly PlacedPacket[] {
  return Array.from({ length: Math.min(count, end) }, (_, i) => read(end - Math.min(count, end) + i));
}
