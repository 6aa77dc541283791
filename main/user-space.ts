import { pageUrl } from "./electron/scheme.ts";
import type { UserSpace } from "./electron/guest-process.ts";
import type { CockpitGuest } from "./toolstack/cockpit.ts";

/** What a view guest's session serves and starts with. `renderer` is where our own pages were built; `reload` is for a user's own. */
export function userSpaceOf(guest: Extract<CockpitGuest, { kind: "view" | "app" }>, renderer: string, reload: () => void): UserSpace {
  if (guest.kind === "view") {
    const { hmi } = guest;
    return { served: { root: renderer, folders: [`guests/${hmi}`, "assets"] }, url: pageUrl(`guests/${hmi}/index.html`) };
  }
  const { source } = guest;
  if (source.kind === "folder") return { served: { root: source.path, folders: [""] }, url: pageUrl("index.html"), onReload: reload };
  return { served: { root: renderer, folders: [] }, url: source.url, origin: source.origin, onReload: reload };
}
