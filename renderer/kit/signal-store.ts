import type { GuestApi, SignalValue } from "../../protocol/bridge.ts";
import type { VssPath } from "../../protocol/vss.ts";

/** The latest value of every signal, with listeners by path, so that a component renders only for the signals it shows. */
export class SignalStore {
  readonly #values = new Map<string, SignalValue>();
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Starts at once: the kernel's first call brings every signal. */
  constructor(source: Pick<GuestApi, "onSignals">) {
    source.onSignals((changed) => this.#take(changed));
  }

  /** Undefined when the signal has no value or a stale one. */
  get(path: VssPath): SignalValue {
    return this.#values.get(path);
  }

  /** Calls back after a change of `path`. Answers an unsubscribe. */
  listen(path: VssPath, changed: () => void): () => void {
    const listeners = this.#listeners.get(path) ?? new Set();
    this.#listeners.set(path, listeners.add(changed));
    return () => void listeners.delete(changed);
  }

  #take(changed: Readonly<Record<string, SignalValue>>): void {
    const told: string[] = [];
    for (const [path, value] of Object.entries(changed)) {
      if (Object.is(this.#values.get(path), value)) continue;
      this.#values.set(path, value);
      told.push(path);
    }
    // Told only after all of them are stored: a listener of one signal may read another of the same batch.
    for (const path of told) for (const listener of [...(this.#listeners.get(path) ?? [])]) listener();
  }
}
