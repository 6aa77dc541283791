import { useSyncExternalStore } from "react";

/** The two palettes of tokens.css. */
export type Theme = "night" | "day";

const listeners = new Set<() => void>();

/** The palette in use. */
export function theme(): Theme {
  return document.documentElement.dataset["theme"] === "day" ? "day" : "night";
}

/** Changes the palette; what is painted on a canvas follows through `useTheme`. */
export function setTheme(to: Theme): void {
  document.documentElement.dataset["theme"] = to;
  for (const changed of [...listeners]) changed();
}

/** The palette in use, rendering again when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore(listenTheme, theme);
}

/** A token's value as tokens.css states it for the palette in use ("#36d1c4"), for what is painted on a canvas. */
export function token(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function listenTheme(changed: () => void): () => void {
  listeners.add(changed);
  return () => void listeners.delete(changed);
}
