import type { DomId } from "../protocol/ids.ts";
import { ringSize } from "../protocol/ring.ts";
import { XENDISPL_PACKET_SIZE } from "../protocol/io/displif.ts";
import type { BackendHost } from "./backends/backend-host.ts";
import type { GuestRing, RingName } from "./faults/world.ts";

const EVENT_OCTETS = 64;

/** A page that a domain shares with one of dom0's backends now. */
export function guestRing(backends: BackendHost, domid: DomId, name: RingName): GuestRing | undefined {
  for (const { address, scope } of backends.devices) {
    if (address.domid !== domid) continue;
    for (const { half, port, ref } of scope.rings) {
      if (half.kind !== name) continue;
      const { view } = half.ring;
      const slotOctets = half.kind === "displ-requests" ? XENDISPL_PACKET_SIZE : EVENT_OCTETS;
      return { view, port, ref, slotOctets, slots: ringSize(view.byteLength, slotOctets) };
    }
  }
  return undefined;
}
