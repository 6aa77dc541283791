/**
 * One run of a cockpit whose domains are a real Xen's: this program shows their displays and takes input; backends and toolstack are the program at
 * the other end of a socket, which has root's rights and no Chromium in it.
 */
import { app, type NativeImage } from "electron";
import type { Timer } from "../protocol/ports.ts";
import type { Cover, OverlayReport } from "../protocol/overlay.ts";
import { tellCamera } from "./camera-told.ts";
import { CameraWatch } from "./detection/camera-watch.ts";
import type { Desk } from "./electron/desk.ts";
import { DisplayInput, type Chord } from "./electron/display-input.ts";
import type { DisplayWindow } from "./electron/display-window.ts";
import { savePictures } from "./electron/pictures.ts";
import type { Options } from "./launch/options.mjs";
import type { Log } from "./log/log.ts";
import { realTimers } from "./node/timers.ts";
import { OverlayFeed } from "./overlay-feed.ts";
import { recordOf, type RearViewRecord } from "./rear-view-record.ts";
import { seededDice } from "./seeded-dice.ts";
import type { Cockpit, DisplayConfig } from "./toolstack/cockpit.ts";
import { SignalStore } from "./vehicle/signal-store.ts";
import type { DriveOptions } from "./vehicle/source.ts";
import { XenDisplays } from "./xen-displays.ts";

export interface XenRunOptions {
  readonly cockpit: Cockpit;
  readonly desk: Desk;
  readonly drive: DriveOptions;
  readonly options: Options;
  /** Where the backends serve their displays. */
  readonly socket: string;
  readonly log: Log;
}

/** As many fingers as kbdif.h takes when nobody says how many. */
const CONTACTS = 10;
const EXIT_NO_BACKENDS = 1;
const CAMERA_LOOK_MS = 100;

export class XenRun {
  readonly #options: XenRunOptions;
  readonly #feed: OverlayFeed;
  readonly #camera: CameraWatch;
  readonly #rearView: RearViewRecord;
  readonly #covers = new Map<string, Cover>();
  readonly #inputs = new Map<string, DisplayInput>();
  #displays: XenDisplays | undefined;
  #cameraTimer: Timer | undefined;
  #ending: Promise<void> | undefined;

  constructor(options: XenRunOptions) {
    this.#options = options;
    const { desk, drive, log } = options;
    this.#rearView = recordOf(options.cockpit, log);
    const { cameraLostMs: lostMs, cameraFrozenMs: frozenMs } = options.cockpit.detection;
    this.#camera = new CameraWatch({ lostMs, frozenMs }, (state, ms) => {
      this.#rearView.state(state, ms, realTimers.now());
      if (state === "hidden") return;
      if (state !== "live") log.in("detection").info("detected", { detector: "camera", target: "camera", detail: state });
      for (const { config, window } of desk.displays) if (config.camera) window.cameraState(state);
    });
    this.#feed = new OverlayFeed({
      signals: new SignalStore((complaint) => log.debug("signal out of its table", { ...complaint })),
      drive,
      screens: () => desk.displays,
      timers: realTimers,
      dice: seededDice(options.options.seed ?? 1),
      log,
      onCamera: (shown, now) => {
        this.#rearView.camera(shown, now);
        this.#camera.shown(shown, now);
        this.#openInput();
      },
    });
  }

  async start(): Promise<void> {
    const { cockpit, desk, log, options, socket } = this.#options;
    const connected = await XenDisplays.connect(socket, {
      onDisplay: (connector, domain, cover) => this.#show(connector, domain, cover),
      onLost: (why) => {
        log.error("no backends any more", { why });
        void this.end(EXIT_NO_BACKENDS);
      },
    });
    if (!connected.ok) {
      process.stderr.write(`argonaut: ${connected.error}\n`);
      return this.end(EXIT_NO_BACKENDS);
    }
    const displays = (this.#displays = connected.value);
    desk.listen({
      onReport: (display, window, report) => this.#report(display, window, report),
      onClosed: () => void this.end(0),
    });
    desk.openRest();
    for (const config of cockpit.displays) this.#open(displays, config);
    this.#feed.start();
    this.#watchCamera();
    if (options.exitAfter !== undefined) realTimers.after(Math.max(0, options.exitAfter * 1000 - realTimers.now()), () => void this.end(0));
  }

  #watchCamera(): void {
    this.#camera.look(realTimers.now());
    this.#cameraTimer = realTimers.after(CAMERA_LOOK_MS, () => this.#watchCamera());
  }

  /** The pixels of a display, as a person sees it now. */
  picture(display: string): Promise<NativeImage> {
    return this.#options.desk.picture(display);
  }

  /** Pictures if they were asked for; then the program. The backends end the domains when their own end comes. Once. */
  end(code: number): Promise<void> {
    return (this.#ending ??= this.#end(code));
  }

  async #end(code: number): Promise<void> {
    const { desk, log, options } = this.#options;
    if (options.screenshot !== undefined && code === 0) await savePictures(desk.displays, options.screenshot, log);
    this.#feed.stop();
    this.#cameraTimer?.cancel();
    this.#displays?.close();
    desk.close();
    app.exit(code);
  }

  #open(displays: XenDisplays, config: DisplayConfig): void {
    const { cockpit, desk } = this.#options;
    const { connector, width, height, domain, telltales } = config;
    const window = desk.window(connector);
    const view = desk.pictureView(config, {
      onPainted: () => displays.painted(connector),
      onStanding: () => displays.standing(connector),
    });
    displays.show(connector, view);
    window?.attach(view.view);
    const vkb = cockpit.domains.find((one) => one.config.name === domain)?.config.vkb[0];
    this.#inputs.set(
      connector,
      new DisplayInput({
        width,
        height,
        contacts: vkb?.multiTouchNumContacts || CONTACTS,
        guest: displays.input(connector),
        onChord: (chord) => this.#chord(chord),
        ...(telltales ? { onDriveKey: (code: string, pressed: boolean) => this.#feed.driveKey(code, pressed) } : {}),
      }),
    );
  }

  #show(connector: string, domain: { readonly domid: number; readonly name: string } | undefined, cover: Cover): void {
    const { cockpit, desk } = this.#options;
    const window = desk.window(connector);
    const colour = cockpit.domains.find(({ config }) => config.name === domain?.name)?.colour;
    window?.border(domain && colour !== undefined ? { ...domain, colour } : undefined);
    window?.cover(cover);
    this.#covers.set(connector, cover);
    this.#openInput();
  }

  #report(display: DisplayConfig, window: DisplayWindow, report: OverlayReport): void {
    this.#rearView.report(display.name, report, realTimers.now());
    switch (report[0]) {
      case "ready":
        this.#feed.tellAll(window);
        break;
      case "camera-source":
        tellCamera(this.#options.cockpit.camera.source, display.name, report[1], this.#options.log.in("displays"));
        break;
      case "camera-frame":
        this.#camera.frame(report[1], realTimers.now());
        break;
      case "camera-shown":
      case "camera-warm":
      case "camera-hidden":
      case "camera-times":
        break;
      default:
        this.#inputs.get(display.connector)?.take(report);
    }
  }

  /** A guest gets input while its picture is what is on the display. */
  #openInput(): void {
    for (const { config } of this.#options.desk.displays) {
      const input = this.#inputs.get(config.connector);
      if (input) input.open = this.#covers.get(config.connector)?.kind === "none" && !(config.camera && this.#feed.camera);
    }
  }

  #chord(chord: Chord): void {
    if (chord === "quit") void this.end(0);
    // A domain of a real Xen is ended by xl, which takes root's rights and asks for no chord.
    else this.#options.log.info("xl does that here", { chord });
  }
}
