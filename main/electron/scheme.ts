/**
 * Pages come from `cockpit://`, never from file://: a session serves its own folders and nothing else, so a guest cannot
 * read another guest's files, dom0's pages, or the disk.
 */
import { readFile, realpath } from "node:fs/promises";
import { extname, sep } from "node:path";
import { protocol, type Session } from "electron";
import { appAt, resolve, type Served } from "./served.ts";

export const SCHEME = "cockpit";
/** The host of every page of ours; each session has its own idea of what is there. */
export const HOST = "hmi.argonaut";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".mp4": "video/mp4",
  ".webm": "video/webm",
};

/**
 * The host of a user's own app. It is of our pages' site, so that Chromium gives its frame no process of its own: an app is bounded by what
 * bounds its domain, and ends with it. Its origin is another all the same, and opaque by the sandbox of its answers.
 */
export const appHost = (index: number): string => `app${index}.${HOST}`;

/** Before `ready`: the scheme is a proper origin, so that modules, fonts and CSP work on it. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: true, codeCache: true },
    },
  ]);
}

/** For every page, whatever it says itself: its own files, no eval, nothing in line, no network. A page's own policy can only be stricter. */
function policy(self: string, framed: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src ${self}`,
    `style-src ${self}`,
    `font-src ${self}`,
    // An app's icon stands in the page that offers it.
    `img-src ${[self, "data:", "blob:", ...framed].join(" ")}`,
    `media-src ${self} blob:`,
    `worker-src ${self} blob:`,
    `connect-src ${self} data: blob:`,
    `frame-src ${framed.length > 0 ? framed.join(" ") : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/**
 * What every answer says beside its content. An app is sandboxed by its own answers, too, however it is framed: its origin is opaque, so it
 * reads its own files as a stranger does, and has to be let.
 */
function headersFor(host: string, served: Served): Record<string, string> {
  if (host === HOST) return { "content-security-policy": policy("'self'", Object.keys(served.apps ?? {}).map(origin)) };
  return { "content-security-policy": `${policy(origin(host), [])}; sandbox allow-scripts`, "access-control-allow-origin": "*" };
}

export function serve(session: Session, served: Served): void {
  session.protocol.handle(SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url);
    const app = appAt(served, host);
    const root = host === HOST ? served.root : app?.root;
    if (host === HOST && pathname === APP_LIST) {
      return new Response(served.appList ?? "[]", { headers: { "content-type": "application/json" } });
    }
    const file = host === HOST ? resolve(served, pathname) : app && resolve({ root: app.root, folders: [""] }, pathname);
    if (file === undefined || root === undefined) return new Response("not served", { status: 404 });
    try {
      // TRUST: what a folder holds may be links, and a link may lead out of it.
      const single = host === HOST && served.files?.[pathname] !== undefined;
      if (!single && !(await isBelow(root, file))) return new Response("not served", { status: 404 });
      const body = await readFile(file);
      return new Response(body, {
        headers: { "content-type": types[extname(file)] ?? "application/octet-stream", ...headersFor(host, served) },
      });
    } catch (cause) {
      if (cause instanceof Error && "code" in cause) return new Response(`${pathname}: ${String(cause.code)}`, { status: 404 });
      throw cause;
    }
  });
}

async function isBelow(root: string, file: string): Promise<boolean> {
  return (await realpath(file)).startsWith(`${await realpath(root)}${sep}`);
}

const origin = (host: string): string => `${SCHEME}://${host}`;

/** Where a page asks which apps it may offer. */
const APP_LIST = "/apps.json";

/** Whether a frame may show the URL: it is of an app of the session's. */
export const isAppOf = (served: Served, url: string): boolean =>
  URL.canParse(url) && new URL(url).protocol === `${SCHEME}:` && appAt(served, new URL(url).host) !== undefined;

export const pageUrl = (path: string): string => `${SCHEME}://${HOST}/${path}`;
