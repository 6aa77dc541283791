/** What no page may do, whoever wrote it: leave its page, open a window, ask for a device, reach a network (Electron's security list, 4–16). */
import type { Session, WebContents, WebPreferences } from "electron";
import type { Log } from "../log/log.ts";
import { imposePolicy, isOf } from "./dev-server.ts";
import { SCHEME } from "./scheme.ts";

/** The preferences of every view: sandboxed, isolated, and without what a cockpit page has no use for. */
export function viewPreferences(session: Session, preload: string): WebPreferences {
  return {
    session,
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    backgroundThrottling: false,
    autoplayPolicy: "user-gesture-required",
  };
}

/** Hears of each attempt at what no page may do: a guest that tries is a hostile one, or a broken one. */
export type Refuse = (what: string, url: string) => void;

/** The refusals of one domain's pages, in the log. */
export function logRefusals(log: Log, domid: number): Refuse {
  return (what, url) => log.guest(domid, "refused", { what, url: url.slice(0, 200) });
}

export interface SessionRules {
  /** The camera device is allowed, and is dom0's alone. */
  readonly media: boolean;
  readonly refuse: Refuse;
  /** The development server that a user's own HMI comes from: all the network that there is. */
  readonly origin?: string | undefined;
  /** Each request of a page, those for its own files included. */
  readonly onRequest?: () => void;
}

export function hardenSession(session: Session, { media, refuse, origin, onRequest }: SessionRules): void {
  const allowed = (permission: string): boolean => media && permission === "media";
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    if (!allowed(permission)) refuse(`permission ${permission}`, requestingUrl);
    answer(allowed(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    onRequest?.();
    const local =
      details.url.startsWith(`${SCHEME}:`) ||
      details.url.startsWith("data:") ||
      details.url.startsWith("blob:") ||
      details.url.startsWith("devtools:") ||
      (origin !== undefined && isOf(origin, details.url));
    if (!local) refuse("network", details.url);
    answer({ cancel: !local });
  });
  if (origin !== undefined) imposePolicy(session, origin);
  session.on("will-download", (event, item) => {
    event.preventDefault();
    refuse("download", item.getURL());
  });
  session.setSpellCheckerEnabled(false);
}

export interface ContentsRules {
  readonly refuse: Refuse;
  /** Hears of a page that loads itself again, where that is allowed: it is done in its place, in good order. */
  readonly onReload?: (() => void) | undefined;
  /** Whether a frame may show the URL; without it none may show any. */
  readonly frames?: (url: string) => boolean;
}

export function hardenContents(contents: WebContents, { refuse, onReload, frames }: ContentsRules): void {
  // What WebRTC sends, no request of the session's shows.
  contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
  contents.on("will-navigate", (event) => {
    event.preventDefault();
    if (onReload && event.url === contents.getURL()) onReload();
    else refuse("navigation", event.url);
  });
  contents.on("will-frame-navigate", (event) => {
    if (event.isMainFrame || frames?.(event.url) === true) return;
    event.preventDefault();
    refuse("frame", event.url);
  });
  contents.on("will-redirect", (event) => {
    event.preventDefault();
    refuse("redirect", event.url);
  });
  contents.setWindowOpenHandler(({ url }) => {
    refuse("window", url);
    return { action: "deny" };
  });
  contents.on("will-attach-webview", (event) => {
    event.preventDefault();
    refuse("webview", "");
  });
}
