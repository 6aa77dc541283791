/** dom0's own page that shows a guest's pixels on a display, below the overlay: what a guest's view is to a guest that has one. */
import { MessageChannelMain, WebContentsView, type MessagePortMain, type Session } from "electron";
import { PICTURE_CHANNEL, type PictureBand, type PictureMessage } from "../../protocol/picture.ts";
import type { PictureSink } from "../displays/picture-upload.ts";
import type { Log } from "../log/log.ts";
import { hardenContents, logRefusals, viewPreferences } from "./hardening.ts";
import { pageUrl } from "./scheme.ts";

/** The page, told how many pixels the display has. */
const page = (width: number, height: number): string => `${pageUrl("scanout/index.html")}?width=${width}&height=${height}`;

export interface PictureViewOptions {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly session: Session;
  readonly preload: string;
  readonly log: Log;
  /** What was told to be shown is painted. */
  readonly onPainted: () => void;
  /** The page stands, for the first time or anew, and shows nothing. */
  readonly onStanding: () => void;
}

export class PictureView implements PictureSink {
  readonly view: WebContentsView;
  #port: MessagePortMain | undefined;

  constructor({ width, height, session, preload, log, onPainted, onStanding }: PictureViewOptions) {
    this.view = new WebContentsView({ webPreferences: viewPreferences(session, preload) });
    this.view.setBackgroundColor("#000000");
    const contents = this.view.webContents;
    hardenContents(contents, { refuse: logRefusals(log, 0) });
    contents.ipc.on(PICTURE_CHANNEL, (event) => {
      if (event.senderFrame !== contents.mainFrame) return;
      this.#port?.close();
      const { port1, port2 } = new MessageChannelMain();
      this.#port = port1;
      port1.on("message", onPainted);
      port1.start();
      contents.postMessage(PICTURE_CHANNEL, undefined, [port2]);
      onStanding();
    });
    contents.on("render-process-gone", (_event, { reason }) => {
      this.#port?.close();
      this.#port = undefined;
      if (reason === "clean-exit") return;
      log.error("scan-out page gone", { reason });
      void contents.loadURL(page(width, height));
    });
    void contents.loadURL(page(width, height));
  }

  band(band: PictureBand): void {
    this.#say(["band", band]);
  }

  clear(): void {
    this.#say(["clear"]);
  }

  show(): void {
    this.#say(["show"]);
  }

  /** What nobody hears is told again to the next page, from `onStanding` on. */
  #say(message: PictureMessage): void {
    this.#port?.postMessage(message);
  }
}
