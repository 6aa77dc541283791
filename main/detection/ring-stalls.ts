import type { DomId } from "../../protocol/ids.ts";

/** One ring that a guest is to take from, as it stands now. Indices as on its page. */
export interface Consumed {
  /** Names the ring as long as it is open: `vkbd/0/page-ref`. */
  readonly key: string;
  readonly domid: DomId;
  readonly cons: number;
  readonly prod: number;
}

interface Standing {
  cons: number;
  since: number;
  told: boolean;
}

/** Guests that do not take what is on their rings. */
export class RingStalls {
  readonly #limitMs: number;
  readonly #onStall: (ring: Consumed, ms: number) => void;
  readonly #standing = new Map<string, Standing>();

  /** `onStall` hears of a ring once, until it moves again. */
  constructor(limitMs: number, onStall: (ring: Consumed, ms: number) => void) {
    this.#limitMs = limitMs;
    this.#onStall = onStall;
  }

  /** A look at all rings of domains that may run. One that is not among them any more is forgotten. */
  look(rings: Iterable<Consumed>, now: number): void {
    const seen = new Set<string>();
    for (const ring of rings) {
      const key = `${ring.domid}/${ring.key}`;
      seen.add(key);
      const standing = this.#standing.get(key);
      if (!standing || ring.cons === ring.prod || standing.cons !== ring.cons) {
        if (standing) {
          standing.cons = ring.cons;
          standing.since = now;
          standing.told = false;
        } else this.#standing.set(key, { cons: ring.cons, since: now, told: false });
        continue;
      }
      if (standing.told || now - standing.since < this.#limitMs) continue;
      standing.told = true;
      this.#onStall(ring, now - standing.since);
    }
    for (const key of this.#standing.keys()) if (!seen.has(key)) this.#standing.delete(key);
  }
}
