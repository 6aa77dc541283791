import { existsSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { app } from "electron";

/**
 * What a page that is to be in real time is started with. TurboFan's jobs take up to 60 ms of a processor each, at the page's own priority and for
 * minutes after its start, and no frame waits for one; Maglev's take 2 ms. The cluster used no more of a processor without them than with them.
 */
export const REAL_TIME_PAGE: readonly string[] = ["--js-flags=--no-turbofan"];

/**
 * dom0's young garbage is collected by its main thread alone, in some 4 ms. V8 has its workers help, and waits for each that has begun: they are
 * as any thread, and one that stood behind the real time of others held dom0 up for 25 ms. Whole collections, of which there is one in the first
 * minutes, keep their helpers: alone they take 70 ms.
 */
const COLLECTED_ALONE = "--no-parallel-scavenge";

/**
 * Chromium's switches, before `ready`. A GPU decision is always made here: left to itself Chromium starts a GPU process that may
 * die and take the first frames with it (ELECTRON.md §2).
 */
export function applySwitches(): { readonly gpu: boolean } {
  setFlagsFromString(COLLECTED_ALONE);
  const set = (name: string, value?: string): void => app.commandLine.appendSwitch(name, value);
  // A render node is what a GPU with a driver has; without one everything is drawn by the processor, and well (DESIGN §4).
  const gpu = process.platform !== "linux" || existsSync("/dev/dri/renderD128");
  if (!gpu) set("disable-gpu");
  set("disable-gpu-process-crash-limit");
  set("enable-features", "NetworkServiceInProcess2");
  // A sandboxed frame of the same site stays in its page's process: a user's own app in its domain's (scheme.ts). A page of another site
  // has one of its own as ever, and so has every domain. And what a driver presses is a page's from when its input devices are connected, which on
  // a machine that has much to do is before Chromium knows that it has painted.
  set(
    "disable-features",
    "Translate,MediaRouter,OptimizationHints,HardwareMediaKeyHandling,SpareRendererForSitePerProcess,IsolateSandboxedIframes,DropInputEventsBeforeFirstPaint",
  );
  set("password-store", "basic");
  set("disable-background-networking");
  set("disable-component-update");
  set("disable-breakpad");
  set("disable-pinch");
  set("overscroll-history-navigation", "0");
  set("autoplay-policy", "user-gesture-required");
  // Guests are hidden by nothing: dom0's overlay lies above them, and they must go on drawing.
  set("disable-backgrounding-occluded-windows");
  set("disable-renderer-backgrounding");
  app.disableDomainBlockingFor3DAPIs();
  return { gpu };
}
