import type { OverlayApi, OverlayInfo, OverlayMessage, OverlayReport } from "../../protocol/overlay.ts";

/** A text that was painted on the guidelines' canvas, and where: [left, top, right, bottom]. */
export interface PaintedText {
  readonly text: string;
  readonly font: string;
  readonly box: readonly number[];
}

/** What a test does to a page of dom0's: `window.fakeDom0`. */
export interface FakeDom0 {
  say(message: OverlayMessage): void;
  /** What the page has reported so far, frames and times apart. */
  reports(): readonly OverlayReport[];
  /** The texts that stand on the guidelines' canvas. */
  painted(): readonly PaintedText[];
}

/** Puts `window.dom0` into an overlay that runs in a plain browser. Hand it to Playwright's `addInitScript`; it refers to nothing outside itself. */
export function installFakeDom0(info: OverlayInfo): void {
  let take: (message: OverlayMessage) => void = () => undefined;
  const reports: OverlayReport[] = [];
  const api: OverlayApi = {
    info,
    connect: (page) => void (take = page),
    report: (report) => {
      if (report[0] !== "camera-frame" && report[0] !== "camera-times") reports.push(report);
    },
  };

  let painted: PaintedText[] = [];
  const canvas = CanvasRenderingContext2D.prototype;
  const { fillText, clearRect } = canvas;
  canvas.fillText = function (text, x, y) {
    fillText.call(this, text, x, y);
    if (this.canvas.id !== "guides") return;
    const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down, width } = this.measureText(text);
    const left = this.direction === "rtl" ? x - width : x;
    painted.push({ text, font: this.font, box: [left, y - up, left + width, y + down] });
  };
  canvas.clearRect = function (...area) {
    clearRect.apply(this, area);
    if (this.canvas.id === "guides") painted = [];
  };
  const fakeDom0: FakeDom0 = { say: (message) => take(message), reports: () => [...reports], painted: () => painted };
  Object.assign(window, { dom0: api, fakeDom0 });
}

declare global {
  interface Window {
    readonly fakeDom0: FakeDom0;
  }
}
