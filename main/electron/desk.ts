/**
 * The cockpit's displays on this machine: their windows and dom0's overlays, before there is any guest.
 *
 * The display with the rear-view camera opens first and alone, and nothing else starts before its picture is painted.
 */
import { join } from "node:path";
import { screen, session as sessions, type NativeImage, type Rectangle, type Session } from "electron";
import type { OverlayReport } from "../../protocol/overlay.ts";
import type { Log } from "../log/log.ts";
import type { Cockpit, DisplayConfig } from "../toolstack/cockpit.ts";
import { arrange, type Placed } from "./arrange.ts";
import { DisplayWindow } from "./display-window.ts";
import { PictureView, type PictureViewOptions } from "./picture-view.ts";
import { hardenSession, logRefusals } from "./hardening.ts";
import { serve } from "./scheme.ts";
import { screenshot, shoot } from "./screenshot.ts";

const CAMERA_FILE = "/overlay/camera-source";

export interface DeskOptions {
  readonly cockpit: Cockpit;
  readonly kiosk: boolean;
  /** The folder of what was built. */
  readonly out: string;
  readonly log: Log;
}

/** Who hears what overlays report, once there is somebody. */
export interface DeskListener {
  onReport(display: DisplayConfig, window: DisplayWindow, report: OverlayReport): void;
  /** A person closed a display. */
  onClosed(): void;
}

export interface OpenDisplay {
  readonly config: DisplayConfig;
  readonly window: DisplayWindow;
}

export class Desk {
  readonly displays: OpenDisplay[] = [];
  readonly #options: DeskOptions;
  readonly #session: Session;
  readonly #places: readonly Placed[];
  #listener: DeskListener | undefined;
  /** Overlays that stood before anybody listened. */
  readonly #early: (() => void)[] = [];

  constructor(options: DeskOptions) {
    this.#options = options;
    const { cockpit, kiosk, out } = options;
    const { source } = cockpit.camera;
    this.#session = sessions.fromPartition("dom0", { cache: false });
    hardenSession(this.#session, { media: source.kind === "device", refuse: logRefusals(options.log, 0) });
    serve(this.#session, {
      root: join(out, "renderer"),
      folders: ["overlay", "scanout", "assets"],
      files: source.kind === "file" ? { [CAMERA_FILE]: source.path } : {},
    });
    const areas = screen.getAllDisplays().map((one) => (kiosk ? one.bounds : one.workArea));
    this.#places = arrange(cockpit.displays, areas, kiosk);
  }

  /** Opens the camera's display. `standing` when its page runs, `warm` when its picture is painted; without a camera, both at once. */
  openFirst(): { readonly standing: Promise<void>; readonly warm: Promise<void> } {
    const first = this.#options.cockpit.displays.find(({ camera }) => camera);
    if (!first) return { standing: Promise.resolve(), warm: Promise.resolve() };
    let stands = (): void => undefined;
    let warms = (): void => undefined;
    const standing = new Promise<void>((resolve) => (stands = resolve));
    const warm = new Promise<void>((resolve) => (warms = resolve));
    this.#open(first, (report) => {
      if (report[0] === "ready") stands();
      if (report[0] === "camera-warm") warms();
    });
    return { standing, warm };
  }

  /** Opens the displays that are not open yet. */
  openRest(): void {
    for (const config of this.#options.cockpit.displays) {
      if (!this.displays.some((open) => open.config === config)) this.#open(config, () => undefined);
    }
  }

  listen(listener: DeskListener): void {
    this.#listener = listener;
    for (const tell of this.#early.splice(0)) tell();
  }

  window(connector: string): DisplayWindow | undefined {
    return this.displays.find(({ config }) => config.connector === connector)?.window;
  }

  /** The pixels of a display, as a person sees it now. */
  async picture(name: string): Promise<NativeImage> {
    return screenshot(this.#boundsOf(name));
  }

  /** The same, made into an image only when it is asked for. */
  async shoot(name: string): Promise<() => NativeImage> {
    return shoot(this.#boundsOf(name));
  }

  #boundsOf(name: string): Rectangle {
    const found = this.displays.find(({ config }) => config.name === name);
    if (!found) throw new TypeError(`no display ${name}`);
    return found.window.bounds();
  }

  /** A page of dom0's own for a guest's pixels; the caller puts it below an overlay. */
  pictureView({ width, height }: DisplayConfig, events: Pick<PictureViewOptions, "onPainted" | "onStanding">): PictureView {
    const { out, log } = this.#options;
    const preload = join(out, "preload/scanout.cjs");
    return new PictureView({ width, height, session: this.#session, preload, log: log.in("displays"), ...events });
  }

  close(): void {
    for (const { window } of this.displays) window.close();
  }

  #open(config: DisplayConfig, hear: (report: OverlayReport) => void): void {
    const { cockpit, kiosk, out, log } = this.#options;
    const place = this.#places[cockpit.displays.indexOf(config)];
    if (!place) return;
    const { name, width, height, telltales } = config;
    const { source } = cockpit.camera;
    const camera = {
      source: source.kind === "file" ? { kind: source.kind, url: `.${CAMERA_FILE.slice("/overlay".length)}` } : source,
      vehicle: cockpit.vehicle,
    };
    const window: DisplayWindow = new DisplayWindow({
      info: { display: name, width, height, telltales, sound: telltales && cockpit.sound, ...(config.camera ? { camera } : {}) },
      title: `${cockpit.name} · ${name}`,
      place,
      kiosk,
      session: this.#session,
      preload: join(out, "preload/overlay.cjs"),
      log: log.in("displays"),
      onReport: (report) => {
        hear(report);
        const tell = (): void => this.#listener?.onReport(config, window, report);
        if (this.#listener) tell();
        else this.#early.push(tell);
      },
      onClosed: () => this.#listener?.onClosed(),
    });
    this.displays.push({ config, window });
  }
}
