/** dom0's page above one display. The camera comes first: it is mounted and painted before anything else is looked at. */
import { mountCamera, signalsOf } from "../camera/camera.ts";
import type { SignalValue } from "../../protocol/bridge.ts";
import type { BorderInfo, OverlayApi, OverlayInfo, OverlayMessage } from "../../protocol/overlay.ts";
import { defaultSettings, directionOf, settingsSignals, type Settings } from "../kit/settings.ts";
import { CoverPane } from "./cover.ts";
import { driverSettings } from "./driver-settings.ts";
import { captureInput } from "./input.ts";
import { mountWarnings, warningSignals } from "./warnings.ts";

declare global {
  interface Window {
    readonly dom0: OverlayApi;
  }
}

function byId<T extends Element>(id: string): T {
  const found = document.querySelector<T>(`#${id}`);
  if (!found) throw new Error(`no element #${id}`);
  return found;
}

function showBorder(border: BorderInfo | undefined): void {
  document.documentElement.style.setProperty("--domain", border?.colour ?? "#8a93a0");
  byId("tag").textContent = border ? `d${border.domid} · ${border.name}` : "d0 · dom0";
}

/** The page's language, the way it is written, and its palette. */
function dress({ language, theme }: Settings): void {
  const root = document.documentElement;
  root.lang = language;
  root.dir = directionOf(language);
  root.dataset["theme"] = theme;
}

const signals = new Map<string, SignalValue>();
let take: ((message: OverlayMessage) => void) | undefined;

function build(info: OverlayInfo): void {
  const panes = {
    picture: byId<HTMLCanvasElement>("camera"),
    guides: byId<HTMLCanvasElement>("guides"),
    note: byId<HTMLElement>("camera-note"),
    parking: byId<HTMLElement>("parking"),
  };
  const camera =
    info.camera &&
    mountCamera(panes, info, info.camera, {
      warm: () => window.dom0.report(["camera-warm"]),
      frame: (signature) => window.dom0.report(["camera-frame", signature]),
      times: (pictures) => window.dom0.report(["camera-times", pictures]),
      source: (came) => window.dom0.report(["camera-source", came]),
    });
  if (!camera) for (const pane of Object.values(panes)) pane.remove();
  for (const side of ["left", "right"]) {
    const edge = document.createElement("i");
    edge.className = `edge ${side}`;
    byId("border").append(edge);
  }
  showBorder(undefined);
  const cover = new CoverPane(byId("cover"), info.display, info.telltales);
  cover.show({ kind: "starting" });
  const strip = byId<SVGSVGElement>("telltales");
  strip.toggleAttribute("hidden", !info.telltales);
  const warn = info.telltales ? mountWarnings(strip, info.sound, (path) => signals.get(path)) : undefined;
  let settings = defaultSettings;
  const follow = (): void => {
    const next = driverSettings((path) => signals.get(path), settings);
    if (next === settings) return;
    settings = next;
    dress(settings);
    cover.settings(settings);
    camera?.settings(settings);
  };
  captureInput((input) => window.dom0.report(input));

  take = (message) => {
    switch (message[0]) {
      case "border":
        showBorder(message[1]);
        break;
      case "cover":
        cover.show(message[1]);
        break;
      case "signals":
        for (const [path, value] of Object.entries(message[1])) signals.set(path, value);
        follow();
        warn?.();
        cover.speed(signals.get("Vehicle.Speed"));
        camera?.signals(signals);
        break;
      case "camera-state":
        camera?.believe(message[1]);
        break;
      case "camera-fault":
        camera?.break(message[1]);
        break;
      case "camera": {
        const [, shown, sent] = message;
        camera?.show(shown, () => window.dom0.report([shown ? "camera-shown" : "camera-hidden", sent]));
        break;
      }
    }
  };
  const drawn = [
    ...settingsSignals,
    ...(info.telltales ? [...warningSignals, "Vehicle.Speed"] : []),
    ...(info.camera ? signalsOf(info.camera) : []),
  ];
  window.dom0.report(["ready", [...new Set<string>(drawn)]]);
}

build(window.dom0.info);
window.dom0.connect((message) => take?.(message));
