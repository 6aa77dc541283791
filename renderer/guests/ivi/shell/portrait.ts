import { useSyncExternalStore } from "react";

/** Whether the glass stands upright; what style sheets cannot lay out asks here. */
export function usePortrait(): boolean {
  return useSyncExternalStore(listen, () => query().matches);
}

function listen(changed: () => void): () => void {
  const glass = query();
  glass.addEventListener("change", changed);
  return () => glass.removeEventListener("change", changed);
}

function query(): MediaQueryList {
  return window.matchMedia("(orientation: portrait)");
}
