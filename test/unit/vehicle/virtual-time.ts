import type { Dice, Timer, Timers } from "../../../protocol/ports.ts";

/** Timers that fire when the test says so, in order, each at its own time. */
export class VirtualTime implements Timers {
  #now: number;
  #queue: { time: number; fire: () => void }[] = [];

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  at(time: number, fire: () => void): Timer {
    const entry = { time, fire };
    const place = this.#queue.findIndex((other) => other.time > time);
    this.#queue.splice(place < 0 ? this.#queue.length : place, 0, entry);
    return { cancel: () => void (this.#queue = this.#queue.filter((other) => other !== entry)) };
  }

  after(ms: number, fire: () => void): Timer {
    return this.at(this.#now + ms, fire);
  }

  get pending(): number {
    return this.#queue.length;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#queue[0]; next && next.time <= end; next = this.#queue[0]) this.#fire(next);
    this.#now = end;
  }

  /** The same for code that waits for promises between its timers. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#queue[0]; next && next.time <= end; next = this.#queue[0]) {
      this.#fire(next);
      await settle();
    }
    this.#now = end;
    await settle();
  }

  /** The clock alone goes on: what a suspended machine sees when it wakes. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  #fire(entry: { time: number; fire: () => void }): void {
    this.#queue.shift();
    this.#now = Math.max(this.#now, entry.time);
    entry.fire();
  }
}

/** All promises that can go on without time passing have gone on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Mulberry32: a seed's own sequence. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
