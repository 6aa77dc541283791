import { useSyncExternalStore } from "react";
import { frames } from "../../kit/frame.ts";
import type { FrameLoop } from "../../kit/frame-loop.ts";
import { IGNITION, ignitionOf, LampCheck } from "../../kit/ignition.ts";
import type { SignalStore } from "../../kit/signal-store.ts";
import { signals } from "../../kit/signals.ts";
import type { Lamp } from "../../kit/telltale-rules.ts";
import { drawnBy, lampOf, lampSources } from "../../kit/telltales.ts";

/** The lamps this guest draws: its rows of the table, judged once a frame at most, and the check of them all when the ignition comes on. */
export const ownTelltales = drawnBy("guest");

export class Lamps {
  readonly #signals: SignalStore;
  readonly #listeners = new Set<() => void>();
  readonly #check = new LampCheck();
  #lamps: ReadonlyMap<string, Lamp>;
  #changed = false;
  #checking = false;

  constructor(source: SignalStore, loop: Pick<FrameLoop, "add">) {
    this.#signals = source;
    for (const path of new Set(ownTelltales.flatMap(lampSources))) source.listen(path, () => (this.#changed = true));
    this.#lamps = this.#judged();
    loop.add((at) => this.#frame(at));
  }

  lamp(id: string): Lamp {
    return this.#lamps.get(id) ?? "unlit";
  }

  /** Calls back after a change. Answers an unsubscribe. */
  listen(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  }

  #frame(at: number): void {
    const checking = this.#check.running(ignitionOf(this.#signals.get(IGNITION)), at);
    if (checking === this.#checking && !this.#changed) return;
    this.#checking = checking;
    this.#changed = false;
    this.#lamps = this.#judged();
    for (const changed of [...this.#listeners]) changed();
  }

  #judged(): ReadonlyMap<string, Lamp> {
    const read = this.#signals.get.bind(this.#signals);
    return new Map(ownTelltales.map((telltale) => [telltale.id, this.#checking ? "lit" : lampOf(telltale, read)]));
  }
}

let page: Lamps | undefined;

function lamps(): Lamps {
  page ??= new Lamps(signals(), frames());
  return page;
}

const listen = (changed: () => void): (() => void) => lamps().listen(changed);

/** What a lamp shows, rendering again when that changes. */
export function useLamp(id: string): Lamp {
  return useSyncExternalStore(listen, () => lamps().lamp(id));
}
