import { useSyncExternalStore } from "react";
import type { SignalStore } from "./signal-store.ts";
import { signals } from "./signals.ts";
import { defaultSettings, directionOf, sameSettings, settingsFrom, settingsSignals, type Settings } from "./settings.ts";
import { setTheme, theme } from "./theme.ts";

/** The settings as they are now, with listeners; the same object as long as nothing changed. */
export class PageSettings {
  readonly #signals: SignalStore;
  readonly #listeners = new Set<() => void>();
  #now: Settings = defaultSettings;

  constructor(source: SignalStore) {
    this.#signals = source;
    for (const path of settingsSignals) source.listen(path, () => this.#read());
    this.#read();
  }

  get now(): Settings {
    return this.#now;
  }

  /** Calls back after a change. Answers an unsubscribe. */
  listen(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  }

  #read(): void {
    const next = settingsFrom((path) => this.#signals.get(path), this.#now);
    if (sameSettings(next, this.#now)) return;
    this.#now = next;
    for (const changed of [...this.#listeners]) changed();
  }
}

let page: PageSettings | undefined;

/** The page's own; made at its first use. */
export function pageSettings(): PageSettings {
  page ??= new PageSettings(signals());
  return page;
}

/** The settings, rendering again when one changes. */
export function useSettings(): Settings {
  return useSyncExternalStore(listen, now);
}

/** Keeps the document's language, direction and palette as the settings are: called once, before the page is first drawn. */
export function followSettings(root: HTMLElement): void {
  const apply = (): void => {
    const { language, theme: palette } = pageSettings().now;
    root.lang = language;
    root.dir = directionOf(language);
    if (theme() !== palette) setTheme(palette);
  };
  apply();
  pageSettings().listen(apply);
}

const listen = (changed: () => void): (() => void) => pageSettings().listen(changed);
const now = (): Settings => pageSettings().now;
