import type { Timer, Timers } from "../../protocol/ports.ts";

/** A clock that moves when it is told to, and its timers: what falls due together fires in the order it was set. */
export class VirtualTime implements Timers {
  #now: number;
  readonly #pending = new Set<{ readonly time: number; readonly fire: () => void }>();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  at(time: number, fire: () => void): Timer {
    const entry = { time: Math.max(time, this.#now), fire };
    this.#pending.add(entry);
    return { cancel: () => void this.#pending.delete(entry) };
  }

  after(ms: number, fire: () => void): Timer {
    return this.at(this.#now + ms, fire);
  }

  /** Moves to the next timer that is due by `until`, and fires it; false, at `until`, when there is none left. */
  step(until: number): boolean {
    let next: { readonly time: number; readonly fire: () => void } | undefined;
    for (const entry of this.#pending) if (entry.time <= until && (!next || entry.time < next.time)) next = entry;
    this.#now = Math.max(this.#now, next?.time ?? until);
    if (!next) return false;
    this.#pending.delete(next);
    next.fire();
    return true;
  }
}
