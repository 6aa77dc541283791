/**
 * Pages come from `cockpit://`, never from file://: a session serves its own folders and nothing else, so a guest cannot
 * read another guest's files, dom0's pages, or the disk.
 */
import { readFile, realpath } from "node:fs/promises";
import { extname, sep } from "node:path";
import { protocol, type Session } from "electron";
import { resolve, type Served } from "./served.ts";

export const SCHEME = "cockpit";
/** The one host of the scheme; each session has its own idea of what is there. */
export const HOST = "argonaut";

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

/** Before `ready`: the scheme is a proper origin, so that modules, fonts and CSP work on it. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

/** For every page, whatever it says itself: its own files, no eval, nothing in line, no network. A page's own policy can only be stricter. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "worker-src 'self' blob:",
  "connect-src 'self' data: blob:",
  "frame-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export function serve(session: Session, served: Served): void {
  session.protocol.handle(SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = host === HOST ? resolve(served, pathname) : undefined;
    if (file === undefined) return new Response("not served", { status: 404 });
    try {
      // TRUST: what a folder holds may be links, and a link may lead out of it.
      if (!served.files?.[pathname] && !(await isBelow(served.root, file))) return new Response("not served", { status: 404 });
      const body = await readFile(file);
      const headers = { "content-type": types[extname(file)] ?? "application/octet-stream", "content-security-policy": POLICY };
      return new Response(body, { headers });
    } catch (cause) {
      if (cause instanceof Error && "code" in cause) return new Response(`${pathname}: ${String(cause.code)}`, { status: 404 });
      throw cause;
    }
  });
}

async function isBelow(root: string, file: string): Promise<boolean> {
  return (await realpath(file)).startsWith(`${await realpath(root)}${sep}`);
}

export const pageUrl = (path: string): string => `${SCHEME}://${HOST}/${path}`;
