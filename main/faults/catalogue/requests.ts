import { sring } from "../../../protocol/ring.ts";
import type { FaultWorld, GuestRing, RingName } from "../world.ts";
import { FaultImpossible } from "./fault.ts";

const REQ_PROD = sring.fields.reqProd[0];
const TRIES = 3;
const AGAIN_MS = 100;

/**
 * Does it, and does it again: a request of the guest's own, just then, may put the ring's index back before the backend has looked. Never at a
 * domain that took its place.
 */
export function insist({ world, target }: { readonly world: FaultWorld; readonly target: string }, once: () => void): void {
  const domid = world.domid(target);
  const go = (tries: number): void => {
    if (tries === 0 || world.domid(target) !== domid) return;
    once();
    world.timers.after(AGAIN_MS, () => go(tries - 1));
  };
  go(TRIES);
}

/** The guest's ring of that name, as long as it is connected. */
export function ringOf({ world, target }: { readonly world: FaultWorld; readonly target: string }, name: RingName): GuestRing {
  const ring = world.ring(target, name);
  if (!ring) throw new FaultImpossible(`${target} has no ${name} ring`);
  return ring;
}

/** Spoils the guest's ring of that name, insisting on it, and notifies the backend each time. Impossible where there is no such ring to begin with. */
export function spoilRing(
  on: { readonly world: FaultWorld; readonly target: string },
  name: RingName,
  spoil: (view: DataView) => void,
): void {
  ringOf(on, name);
  insist(on, () => {
    const ring = on.world.ring(on.target, name);
    if (!ring) return;
    spoil(ring.view);
    on.world.notify(on.target, ring.port);
  });
}

/**
 * Puts requests behind those that are on the guest's display ring, and tells the backend: what a broken driver does. The guest's own driver knows
 * nothing of them, so its next own request says otherwise of the ring than it holds. Without a ring nothing is done: the guest may just be gone.
 */
export function putRequests(
  { world, target }: { readonly world: FaultWorld; readonly target: string },
  count: number,
  put: (view: DataView, base: number, index: number) => void,
): void {
  const ring = world.ring(target, "displ-requests");
  if (!ring) return;
  const { view, slotOctets, slots, port } = ring;
  let prod = view.getUint32(REQ_PROD, true);
  for (let i = 0; i < count; i++) {
    put(view, sring.size + (prod & (slots - 1)) * slotOctets, prod);
    prod = (prod + 1) >>> 0;
  }
  view.setUint32(REQ_PROD, prod, true);
  world.notify(target, port);
}
