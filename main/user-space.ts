import { appHost, pageUrl, SCHEME } from "./electron/scheme.ts";
import type { UserSpace } from "./electron/guest-process.ts";
import type { Served } from "./electron/served.ts";
import type { CockpitDomain } from "./toolstack/cockpit.ts";
import type { WebApp } from "./toolstack/web-app.ts";

/** What a view guest's session serves and starts with. `renderer` is where our own pages were built; `reload` is for a user's own. */
export function userSpaceOf({ guest, apps }: CockpitDomain, renderer: string, reload: () => void): UserSpace | undefined {
  if (guest.kind === "view") {
    const { hmi } = guest;
    return {
      served: { root: renderer, folders: [`guests/${hmi}`, "assets"], ...servedApps(apps) },
      url: pageUrl(`guests/${hmi}/index.html`),
    };
  }
  if (guest.kind !== "app") return undefined;
  const { source } = guest;
  if (source.kind === "folder") return { served: { root: source.path, folders: [""] }, url: pageUrl("index.html"), onReload: reload };
  return { served: { root: renderer, folders: [] }, url: source.url, origin: source.origin, onReload: reload };
}

/** A host for each app, and the list of them as the page reads it (renderer/guests/ivi/apps/own-apps.ts). */
function servedApps(apps: readonly WebApp[]): Pick<Served, "apps" | "appList"> {
  const hosts = apps.map((app, index) => [appHost(index), app] as const);
  const list = hosts.map(([host, { name, start, icon, colour }]) => {
    const url = (path: string): string => `${SCHEME}://${host}/${path}`;
    return { name, url: url(start), icon: icon && url(icon), colour };
  });
  return { apps: Object.fromEntries(hosts.map(([host, { folder }]) => [host, { root: folder }])), appList: JSON.stringify(list) };
}
