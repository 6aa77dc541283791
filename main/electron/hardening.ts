/** What no page may do, whoever wrote it: leave its page, open a window, ask for a device, reach a network (Electron's security list, 4–16). */
import type { Session, WebContents, WebPreferences } from "electron";
import type { Log } from "../log/log.ts";
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

/** `media` allows the camera device, and is dom0's alone. */
export function hardenSession(session: Session, allow: { readonly media: boolean }): void {
  const allowed = (permission: string): boolean => allow.media && permission === "media";
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed(permission)));
  session.setPermissionCheckHandler((_contents, permission) => allowed(permission));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const local =
      details.url.startsWith(`${SCHEME}:`) ||
      details.url.startsWith("data:") ||
      details.url.startsWith("blob:") ||
      details.url.startsWith("devtools:");
    answer({ cancel: !local });
  });
  session.on("will-download", (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
}

/** `refused` hears of each attempt: a guest that tries is a hostile one, or a broken one. */
export function hardenContents(contents: WebContents, log: Log, domid: number): void {
  const refuse = (what: string, url: string): void => log.guest(domid, "refused", { what, url: url.slice(0, 200) });
  contents.on("will-navigate", (event) => {
    event.preventDefault();
    refuse("navigation", event.url);
  });
  contents.on("will-frame-navigate", (event) => {
    if (event.isMainFrame) return;
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
