import type { SignalValue } from "../../protocol/bridge.ts";
import { vssSignals } from "../../protocol/vss.ts";
import type { VssSink } from "../frontends/vss-frontend.ts";

type Take = (changed: Readonly<Record<string, SignalValue>>) => void;

/** The vehicle's signals as user space has them: all of them first, then what changed. */
export class GuestSignals implements VssSink {
  readonly #takers = new Set<Take>();
  #values: Record<string, SignalValue> = {};
  #changed: Record<string, SignalValue> = {};

  onSignals(take: Take): () => void {
    this.#takers.add(take);
    take(this.#values);
    return () => void this.#takers.delete(take);
  }

  onSignal(index: number, value: number | undefined): void {
    const path = vssSignals[index]?.path;
    if (path === undefined) return; // a newer dom0 has signals that this kernel does not know
    this.#values[path] = value;
    this.#changed[path] = value;
  }

  onBatch(): void {
    const changed = this.#changed;
    this.#changed = {};
    for (const take of this.#takers) take(changed);
  }

  onLost(): void {
    for (const path of Object.keys(this.#values)) this.#changed[path] = undefined;
    this.#values = {};
    this.onBatch();
  }
}
