import type { BackEventPage } from "../../protocol/event-page.ts";
import type { BackRing } from "../../protocol/ring.ts";

/** Our half of what a page carries, by what its packets are. A `page` has no packets: its octets are its state. */
export type RingHalf =
  | { readonly kind: "displ-requests"; readonly ring: BackRing }
  | { readonly kind: "displ-events"; readonly ring: BackEventPage }
  | { readonly kind: "kbd-events"; readonly ring: BackEventPage }
  | { readonly kind: "page" };

/** A page that a guest published, mapped, with its event channel. */
export interface LiveRing {
  /** Its node in the frontend's directory: `0/req-ring-ref`. */
  readonly name: string;
  readonly ref: number;
  readonly port: number;
  readonly half: RingHalf;
}

/** Who looks at a device's rings while they run. Packets are valid during the call. */
export interface RingObserver {
  /** A ring came to be, or had been there when the look began. */
  opened(ring: LiveRing): void;
  closed(ring: LiveRing): void;
  /** The backend took the guest's packet. */
  took(ring: LiveRing, index: number, packet: DataView): void;
  /** The backend's packets before `end` became the guest's. */
  put(ring: LiveRing, end: number): void;
  /** The backend notified the guest. */
  notified(ring: LiveRing): void;
  /** The guest notified the backend. */
  upcalled(ring: LiveRing): void;
}

/** The rings of one device as they come and go. While nobody looks, a packet costs one look at an undefined. */
export class RingScope {
  readonly #rings = new Map<string, LiveRing>();
  readonly #observers = new Set<RingObserver>();

  get rings(): readonly LiveRing[] {
    return [...this.#rings.values()];
  }

  /** Tells `observer` all that happens from now on, beginning with the rings that are open. Harmless to close twice. */
  observe(observer: RingObserver): { close(): void } {
    this.#observers.add(observer);
    for (const ring of this.#rings.values()) {
      this.#tap(ring);
      observer.opened(ring);
    }
    return {
      close: () => {
        if (!this.#observers.delete(observer) || this.#observers.size > 0) return;
        for (const ring of this.#rings.values()) this.#tap(ring);
      },
    };
  }

  /** The transport of a ring is open. */
  open(ring: Omit<LiveRing, "half">): void {
    this.#put({ ...ring, half: { kind: "page" } });
  }

  /** What the backend made of a page that is open. */
  show(name: string, half: RingHalf): void {
    const ring = this.#rings.get(name);
    if (ring) this.#put({ ...ring, half });
  }

  /** Harmless twice. */
  close(name: string): void {
    const ring = this.#rings.get(name);
    if (!ring) return;
    this.#rings.delete(name);
    for (const observer of this.#observers) observer.closed(ring);
  }

  notified(name: string): void {
    if (this.#observers.size > 0) this.#tell(name, (observer, ring) => observer.notified(ring));
  }

  upcalled(name: string): void {
    if (this.#observers.size > 0) this.#tell(name, (observer, ring) => observer.upcalled(ring));
  }

  #put(ring: LiveRing): void {
    this.#rings.set(ring.name, ring);
    this.#tap(ring);
    // A ring is told when it is known what it carries; a bare page may stay one.
    if (ring.half.kind !== "page") for (const observer of this.#observers) observer.opened(ring);
  }

  #tap(ring: LiveRing): void {
    if (ring.half.kind === "page") return;
    const looked = this.#observers.size > 0;
    ring.half.ring.tap = looked
      ? {
          took: (index, packet) => this.#tell(ring.name, (observer) => observer.took(ring, index, packet)),
          put: (end) => this.#tell(ring.name, (observer) => observer.put(ring, end)),
        }
      : undefined;
  }

  #tell(name: string, tell: (observer: RingObserver, ring: LiveRing) => void): void {
    const ring = this.#rings.get(name);
    if (ring) for (const observer of this.#observers) tell(observer, ring);
  }
}
