import { join, normalize } from "node:path";

/** What a session may read of the disk. */
export interface Served {
  /** The folder that `cockpit://hmi.argonaut/` is. */
  readonly root: string;
  /** Folders below it that may be read; "" is all of it but what is hidden. */
  readonly folders: readonly string[];
  /** Single files under names of their own, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Web apps that its pages may frame, each a host of its own (`cockpit://app0.hmi.argonaut/`). */
  readonly apps?: Readonly<Record<string, ServedApp>>;
  /** What `cockpit://hmi.argonaut/apps.json` says of them. */
  readonly appList?: string;
}

/** A user's own web app: a whole folder, but for what is hidden. */
export interface ServedApp {
  readonly root: string;
}

/** The file that a request path means, or undefined when it leads out of what is served. */
export function resolve(served: Served, pathname: string): string | undefined {
  const single = served.files?.[pathname];
  if (single !== undefined) return single;
  const decoded = decode(pathname);
  if (decoded === undefined) return undefined;
  const path = normalize(decoded).replace(/^[/\\]+/, "");
  const hidden = path === "" || path.split(/[/\\]/).some((part) => part.startsWith("."));
  const allowed = served.folders.some((folder) => (folder === "" ? !hidden : path.startsWith(`${folder}/`)));
  // TRUST: the path is the guest's. Dots were resolved before the folder was compared, and none may be left.
  return allowed && !path.split(/[/\\]/).includes("..") ? join(served.root, path) : undefined;
}

/** Undefined for what is no percent-encoded UTF-8, which a guest may ask for all the same. */
function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch (problem) {
    if (problem instanceof URIError) return undefined;
    throw problem;
  }
}

/** The app that a host is, if it is one. */
export function appAt({ apps }: Served, host: string): ServedApp | undefined {
  // TRUST: the host is the guest's, and every object has a "constructor".
  return apps && Object.hasOwn(apps, host) ? apps[host] : undefined;
}
