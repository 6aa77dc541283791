import type { GuestSettings } from "../../../../protocol/bridge.ts";
import { delivered, type Kept, keptKeys, readKept, type Texts, writeKept } from "./kept.ts";

/** The keys that dom0 makes signals of, so that every display follows. The page asks for them here and hears of them as signals. */
export const cockpitKeys = ["language", "distance-unit", "temperature-unit", "pressure-unit", "theme"] as const;
export type CockpitKey = (typeof cockpitKeys)[number];

/** What the keeper keeps and gives back: the page's own state. */
export interface KeptState {
  get(): Kept;
  set(kept: Kept): void;
}

/** Keeps what was chosen over the page's restarts: gives it back at the start, and stores it when it has stopped changing. */
export class Keeper {
  readonly #settings: GuestSettings;
  readonly #state: KeptState;
  readonly #listeners = new Set<() => void>();
  /** Everything that is stored, as the kernel told it or this page asked for it. */
  #stored: Texts = {};
  /** Undefined until the kernel has told what is kept: what is not known must not be overwritten. */
  #written: Texts | undefined;
  #seen: Texts = {};
  #beforeReset: { readonly stored: Texts; readonly own: Kept } | undefined;

  constructor(settings: GuestSettings, state: KeptState) {
    this.#settings = settings;
    this.#state = state;
    settings.onChange((changed) => this.#take(changed));
  }

  /** What is stored for the whole cockpit; undefined where nobody has chosen. */
  chosen(key: CockpitKey): string | undefined {
    return this.#stored[key];
  }

  choose(key: CockpitKey, value: string): void {
    this.#store(key, value);
    this.#tell();
  }

  get canUndo(): boolean {
    return this.#beforeReset !== undefined;
  }

  /** Everything as delivered, but for the app that is open. */
  reset(): void {
    const own = this.#state.get();
    const stored = this.#stored;
    for (const key of [...cockpitKeys, ...keptKeys]) this.#store(key, undefined);
    this.#state.set({ ...delivered, app: own.app });
    this.#written = writeKept(this.#state.get());
    this.#beforeReset = { stored, own };
    this.#tell();
  }

  undoReset(): void {
    const before = this.#beforeReset;
    if (!before) return;
    this.#beforeReset = undefined;
    for (const [key, value] of Object.entries(before.stored)) this.#store(key, value);
    this.#state.set({ ...before.own, app: this.#state.get().app });
    this.#written = writeKept(this.#state.get());
    this.#tell();
  }

  dropUndo(): void {
    if (!this.#beforeReset) return;
    this.#beforeReset = undefined;
    this.#tell();
  }

  /** Calls back when what is stored or can be undone has changed. Answers an unsubscribe. */
  listen(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  }

  /** Called a few times a second: stores what is no longer being changed, so that a pinch is one write and not a hundred. */
  step(): void {
    if (!this.#written) return;
    const now = writeKept(this.#state.get());
    for (const [key, text] of Object.entries(now)) {
      if (text !== this.#seen[key] || text === this.#written[key]) continue;
      this.#store(key, text);
      this.#written = { ...this.#written, [key]: text };
    }
    this.#seen = now;
  }

  #take(changed: Readonly<Record<string, string | undefined>>): void {
    this.#stored = without({ ...this.#stored, ...changed });
    // Only what was there at the start is given back: later changes are this page's own, come home.
    if (!this.#written) {
      this.#state.set(readKept(changed, this.#state.get()));
      this.#written = writeKept(this.#state.get());
      this.#seen = this.#written;
    }
    this.#tell();
  }

  #store(key: string, value: string | undefined): void {
    this.#stored = without({ ...this.#stored, [key]: value });
    this.#settings.set(key, value);
  }

  #tell(): void {
    for (const changed of [...this.#listeners]) changed();
  }
}

function without(texts: Readonly<Record<string, string | undefined>>): Texts {
  return Object.fromEntries(Object.entries(texts).flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])));
}
