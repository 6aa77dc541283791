/**
 * One physical display: a window that belongs to dom0 and so outlives every guest, with room for a guest's view below and
 * dom0's overlay always on top.
 */
import { BaseWindow, MessageChannelMain, WebContentsView, type MessagePortMain, type Rectangle, type Session } from "electron";
import type { BorderInfo, CameraBreak, CameraView, Cover, OverlayInfo, OverlayMessage, OverlayReport } from "../../protocol/overlay.ts";
import { OVERLAY_CHANNEL } from "../../protocol/overlay.ts";
import type { SignalValue } from "../../protocol/bridge.ts";
import type { Log } from "../log/log.ts";
import { hardenContents, logRefusals, viewPreferences } from "./hardening.ts";
import { scaled } from "./scaled-region.ts";
import { pageUrl } from "./scheme.ts";
import { REAL_TIME_PAGE } from "./switches.ts";

export interface DisplayWindowOptions {
  readonly info: OverlayInfo;
  /** The window's name, as the desktop shows it. */
  readonly title: string;
  /** Where the window goes on the desktop, and how much smaller than the display's own pixels it is. */
  readonly place: { readonly x: number; readonly y: number; readonly scale: number };
  readonly kiosk: boolean;
  /** dom0's own session. */
  readonly session: Session;
  readonly preload: string;
  readonly log: Log;
  readonly onReport: (report: OverlayReport) => void;
  readonly onClosed: () => void;
}

export class DisplayWindow {
  readonly info: OverlayInfo;
  readonly #options: DisplayWindowOptions;
  readonly #window: BaseWindow;
  readonly #overlay: WebContentsView;
  readonly #size: { width: number; height: number };
  #guest: WebContentsView | undefined;
  #port: MessagePortMain | undefined;
  /** What a new overlay page has to be told: a page of ours that dies comes back as it was. */
  #border: BorderInfo | undefined;
  #cover: Cover = { kind: "starting" };
  #camera: OverlayMessage | undefined;
  #wanted: ReadonlySet<string> = new Set();
  #signals: Record<string, SignalValue> = {};

  constructor(options: DisplayWindowOptions) {
    this.#options = options;
    this.info = options.info;
    const { x, y, scale } = options.place;
    this.#size = { width: Math.round(options.info.width * scale), height: Math.round(options.info.height * scale) };
    // The page before the window: its process starts while the window is being made.
    const additionalArguments = [`--argonaut-overlay=${encodeURIComponent(JSON.stringify(options.info))}`, ...REAL_TIME_PAGE];
    // dom0's own page may be heard without anybody having touched it first: a warning does not wait for a finger.
    const sound = options.info.sound ? ({ autoplayPolicy: "no-user-gesture-required" } as const) : {};
    const preferences = { ...viewPreferences(options.session, options.preload), ...sound, additionalArguments };
    this.#overlay = new WebContentsView({ webPreferences: preferences });
    this.#overlay.setBackgroundColor("#00000000");
    this.#place(this.#overlay);
    this.#serveOverlay();
    this.#window = new BaseWindow({
      x,
      y,
      ...this.#size,
      useContentSize: true,
      title: options.title,
      backgroundColor: "#05080c",
      frame: !options.kiosk,
      kiosk: options.kiosk,
      resizable: false,
      autoHideMenuBar: true,
      show: true,
    });
    this.#window.on("closed", options.onClosed);
    this.#window.contentView.addChildView(this.#overlay);
    this.#overlay.webContents.focus();
  }

  /** Where the display is on the desktop. */
  bounds(): Rectangle {
    return this.#window.getContentBounds();
  }

  /** Where a region of the display, in its own pixels, is on the desktop. */
  onScreen(region: Rectangle): Rectangle {
    const { x, y } = this.bounds();
    const at = scaled(region, this.#options.place.scale);
    return { ...at, x: x + at.x, y: y + at.y };
  }

  /** The overlay's process, for accounts of CPU and memory. */
  overlayPid(): number {
    return this.#overlay.webContents.getOSProcessId();
  }

  /** Puts a guest's view under the overlay, in place of the one that was there. */
  attach(view: WebContentsView): void {
    if (this.#guest) this.detach(this.#guest);
    this.#guest = view;
    this.#place(view);
    this.#window.contentView.addChildView(view, 0);
  }

  /** Takes a guest's view away, if it is still the one that is there. */
  detach(view: WebContentsView): void {
    if (this.#guest !== view) return;
    this.#guest = undefined;
    if (!this.#window.isDestroyed()) this.#window.contentView.removeChildView(view);
  }

  border(border: BorderInfo | undefined): void {
    this.#border = border;
    this.#say(["border", border]);
  }

  cover(cover: Cover): void {
    this.#cover = cover;
    this.#say(["cover", cover]);
  }

  camera(shown: boolean, sent: number): void {
    this.#camera = ["camera", shown, sent];
    this.#say(this.#camera);
  }

  /** What dom0 makes of the camera's frames. */
  cameraState(state: CameraView): void {
    this.#say(["camera-state", state]);
  }

  /** For a run that tries it. */
  cameraFault(how: CameraBreak | undefined): void {
    this.#say(["camera-fault", how]);
  }

  /** A signal's value, to be sent with the next `flushSignals` if the overlay draws from it. */
  signal(path: string, value: SignalValue): void {
    if (this.#wanted.has(path)) this.#signals[path] = value;
  }

  flushSignals(): void {
    if (Object.keys(this.#signals).length === 0) return;
    this.#say(["signals", this.#signals]);
    this.#signals = {};
  }

  close(): void {
    this.#port?.close();
    if (!this.#window.isDestroyed()) this.#window.destroy();
  }

  #place(view: WebContentsView): void {
    view.setBounds({ x: 0, y: 0, ...this.#size });
    const { scale } = this.#options.place;
    if (scale !== 1) view.webContents.on("dom-ready", () => view.webContents.setZoomFactor(scale));
  }

  #say(message: OverlayMessage): void {
    this.#port?.postMessage(message);
  }

  #serveOverlay(): void {
    const contents = this.#overlay.webContents;
    hardenContents(contents, { refuse: logRefusals(this.#options.log, 0) });
    contents.ipc.on(OVERLAY_CHANNEL, (event) => {
      if (event.senderFrame !== contents.mainFrame) return;
      this.#port?.close();
      const { port1, port2 } = new MessageChannelMain();
      this.#port = port1;
      // Our own page, sandboxed all the same; its reports are what its own preload's types say.
      port1.on("message", ({ data }) => this.#report(data as OverlayReport));
      port1.start();
      contents.postMessage(OVERLAY_CHANNEL, undefined, [port2]);
    });
    contents.on("render-process-gone", (_event, { reason }) => {
      if (reason === "clean-exit" || this.#window.isDestroyed()) return;
      this.#options.log.error("overlay gone", { display: this.info.display, reason });
      void contents.loadURL(pageUrl("overlay/index.html"));
    });
    void contents.loadURL(pageUrl("overlay/index.html"));
  }

  #report(report: OverlayReport): void {
    if (report[0] === "ready") {
      this.#wanted = new Set(report[1]);
      this.#say(["border", this.#border]);
      this.#say(["cover", this.#cover]);
      if (this.#camera) this.#say(this.#camera);
    }
    this.#options.onReport(report);
  }
}
