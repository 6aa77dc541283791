/** The one network origin that a user's own HMI may have while it is made: a development server on loopback. */
import type { Session } from "electron";

/** Whether a request stays with the server: http for its files, ws for its hot replacement of modules, one host and one port. */
export function isOf(origin: string, url: string): boolean {
  // TRUST: the page's wish. Compared as parsed, so that no user name and no longer host name looks like the origin.
  return URL.canParse(url) && new URL(url).origin.replace(/^ws:/, "http:") === origin;
}

/** As every page's policy (scheme.ts), with what development servers put in line, and their sockets. No eval, no frames. */
export function policyFor(origin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'unsafe-inline'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    `connect-src 'self' ${origin.replace(/^http:/, "ws:")} data: blob:`,
    "frame-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** Puts the policy on everything that the server answers. The server's own, if it has one, stays beside it: both hold. */
export function imposePolicy(session: Session, origin: string): void {
  session.webRequest.onHeadersReceived((details, answer) => {
    if (!isOf(origin, details.url)) return answer({});
    const own = Object.entries(details.responseHeaders ?? {});
    const theirs = own.filter(([name]) => name.toLowerCase() === "content-security-policy").flatMap(([, values]) => values);
    const rest = own.filter(([name]) => name.toLowerCase() !== "content-security-policy");
    answer({ responseHeaders: { ...Object.fromEntries(rest), "content-security-policy": [policyFor(origin), ...theirs] } });
  });
}
