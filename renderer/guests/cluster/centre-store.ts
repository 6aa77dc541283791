import { useSyncExternalStore } from "react";
import type { FrameLoop } from "../../kit/frame-loop.ts";
import { frames } from "../../kit/frame.ts";
import type { SignalStore } from "../../kit/signal-store.ts";
import { signals } from "../../kit/signals.ts";
import { emptyCentre, step, type Centre, type CentreEvent } from "./message-centre.ts";
import { activeMessages, messageSignals, type Message } from "./messages.ts";

/** The wheel's keys as they reach the page. The arrows, Escape and the selector's letters never do: they drive. */
const KEYS: Readonly<Record<string, "ok" | "list">> = { Enter: "ok", NumpadEnter: "ok", KeyM: "list" };

/** A page that has just started has no signals yet; only after this long is that worth a message. */
const STARTING_MS = 1500;

/** The message centre of this page: its signals, keys and frames, fed to the pure step. */
export class CentreStore {
  readonly #signals: SignalStore;
  readonly #listeners = new Set<() => void>();
  #centre: Centre = emptyCentre;
  #changed = true;
  #startingMs = 0;

  constructor(source: SignalStore, loop: Pick<FrameLoop, "add">, keys: Pick<Document, "addEventListener">) {
    this.#signals = source;
    for (const path of messageSignals) source.listen(path, () => (this.#changed = true));
    loop.add((_at, elapsed) => this.#frame(elapsed));
    keys.addEventListener("keydown", (event) => {
      const kind = event.repeat ? undefined : KEYS[event.code];
      if (kind !== undefined) this.#take({ kind });
    });
  }

  get now(): Centre {
    return this.#centre;
  }

  /** Calls back after a change. Answers an unsubscribe. */
  listen(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  }

  /** Signals come in bunches; the rules run once a frame at most. */
  #frame(elapsed: number): void {
    const wasStarting = this.#startingMs < STARTING_MS;
    if (wasStarting) this.#startingMs += elapsed;
    const starting = this.#startingMs < STARTING_MS;
    // Also in the frame that ends the start: what was held back until then raises no signal any more.
    if (this.#changed || wasStarting) {
      this.#changed = false;
      const found = activeMessages((path) => this.#signals.get(path)).filter(({ id }) => !starting || id !== "noData");
      if (!sameMessages(found, this.#centre.active)) this.#take({ kind: "active", messages: found });
    }
    if (elapsed > 0) this.#take({ kind: "time", elapsed });
  }

  #take(event: CentreEvent): void {
    const before = this.#centre;
    this.#centre = step(before, event);
    if (this.#centre !== before) for (const changed of [...this.#listeners]) changed();
  }
}

let page: CentreStore | undefined;

function centreStore(): CentreStore {
  page ??= new CentreStore(signals(), frames(), document);
  return page;
}

/** What `view` makes of the centre, rendering again only when that changes: `view` must answer a primitive or a part of the state. */
export function useCentre<T>(view: (centre: Centre) => T): T {
  return useSyncExternalStore(listen, () => view(centreStore().now));
}

const listen = (changed: () => void): (() => void) => centreStore().listen(changed);

function sameMessages(a: readonly Message[], b: readonly Message[]): boolean {
  return a.length === b.length && a.every((message, i) => same(message, b[i]));
}

function same(a: Message, b: Message | undefined): boolean {
  return a.id === b?.id && a.level === b.level && valueOf(a) === valueOf(b);
}

function valueOf({ detail }: Message): number | string | undefined {
  return detail && ("quantity" in detail ? detail.value : detail.text);
}
