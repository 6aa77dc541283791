import type { Timer, Timers } from "../../protocol/ports.ts";

/** What has to happen in time, one thing of each key. */
export class Deadlines<K> {
  readonly #timers: Timers;
  readonly #set = new Map<K, Timer>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** `late` is called after `ms`, unless it is met before, or set anew. */
  set(key: K, ms: number, late: () => void): void {
    this.met(key);
    const passed = (): void => {
      this.#set.delete(key);
      late();
    };
    this.#set.set(key, this.#timers.after(ms, passed));
  }

  /** Harmless when there is none. */
  met(key: K): void {
    this.#set.get(key)?.cancel();
    this.#set.delete(key);
  }

  close(): void {
    for (const key of [...this.#set.keys()]) this.met(key);
  }
}
