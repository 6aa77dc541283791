/** The rear-view camera on one display: picture, guidelines and the note in the corner. dom0's; no guest has a part in it. */
import type { SignalValue } from "../../protocol/bridge.ts";
import type { CameraBreak, CameraInfo, CameraView } from "../../protocol/overlay.ts";
import { BrokenCamera } from "./broken-camera.ts";
import { drawGuidelines } from "./guidelines.ts";
import { projection } from "./projection.ts";
import { PictureProbe } from "./picture-probe.ts";
import { openSource } from "./source.ts";

export interface Camera {
  /** `painted` is called when the picture, or its absence, has been on the display for a frame. */
  show(shown: boolean, painted: () => void): void;
  signals(values: ReadonlyMap<string, SignalValue>): void;
  /** What dom0 makes of the frames that it was told of. */
  believe(view: CameraView): void;
  break(how: CameraBreak | undefined): void;
}

/** Where the camera is drawn. */
export interface CameraPanes {
  readonly picture: HTMLCanvasElement;
  readonly guides: HTMLCanvasElement;
  readonly note: HTMLElement;
}

/** The display's own pixels; the page may not have its size yet when the first picture is drawn. */
export interface DisplaySize {
  readonly width: number;
  readonly height: number;
}

/** What the picture and its guidelines are drawn from, by VSS path. */
export const cameraSignals = ["Vehicle.Speed", "Vehicle.Chassis.SteeringWheel.Angle"] as const;

/** A picture older than this is not live, and says so, whether dom0 has found out or not. Milliseconds. */
const LOST_MS = 500;
/** 30 Hz, as cameras have it; UN R46 wants no less. A little under the period, for a display whose frames come a little late. */
const PICTURE_MS = 1000 / 30 - 4;
/** How often dom0 is told what the frames look like. */
const PROBE_MS = 100;

const afterPaint = (then: () => void): void => {
  requestAnimationFrame(() => requestAnimationFrame(then));
};

/** Opens the source and paints its first picture at once; it stays up until dom0 knows the gear and says otherwise. */
export function mountCamera(
  { picture, guides, note }: CameraPanes,
  size: DisplaySize,
  info: CameraInfo,
  tell: { readonly warm: () => void; readonly frame: (signature: number) => void },
): Camera {
  const view = projection(size.width, size.height);
  for (const canvas of [picture, guides]) {
    canvas.width = view.width;
    canvas.height = view.height;
  }
  const context = picture.getContext("2d", { alpha: false });
  const lines = guides.getContext("2d");
  if (!context || !lines) throw new Error("no 2D canvas");

  let failed: string | undefined;
  const opened = openSource(info, (why) => {
    failed = why;
  });
  const source = new BrokenCamera(opened);
  const probe = new PictureProbe(picture);
  let believed: CameraView = "live";
  let probedAt = 0;
  let shown = true;
  let speed = 0;
  let steering = 0;
  let drawnSteering: number | undefined;
  let last = performance.now();
  let lastPicture = last;
  let warmed = false;
  /** It has just come up: the first picture does not wait. */
  let fresh = true;

  const frame = (now: number): void => {
    if (!shown) return;
    requestAnimationFrame(frame);
    if (!fresh && now - last < PICTURE_MS) return;
    fresh = false;
    const seconds = (now - last) / 1000;
    last = now;
    if (source.draw(context, view, Math.max(0, seconds), speed, steering)) {
      lastPicture = now;
      // Looked at before anything is laid over it.
      if (now - probedAt >= PROBE_MS) {
        probedAt = now;
        tell.frame(probe.signature());
      }
    }
    const lost = now - lastPicture > LOST_MS || believed === "lost";
    const frozen = believed === "frozen";
    if (lost || frozen) blank();
    guides.hidden = lost || frozen;
    note.textContent = lost
      ? `No camera picture${failed === undefined ? "" : `: ${failed}`}`
      : frozen
        ? "Camera picture frozen"
        : opened.label;
    note.classList.toggle("lost", lost || frozen);
    if (drawnSteering !== steering) {
      drawGuidelines(lines, view, info, steering);
      drawnSteering = steering;
    }
    if (!warmed) {
      warmed = true;
      afterPaint(tell.warm);
    }
  };
  const blank = (): void => {
    context.fillStyle = "#000";
    context.fillRect(0, 0, view.width, view.height);
  };
  const reveal = (): void => {
    for (const element of [picture, guides, note]) element.hidden = !shown;
  };
  reveal();
  // At once, not at the page's next frame: the first picture is what everything else waits for.
  frame(last);

  return {
    show(wanted, painted) {
      if (wanted !== shown) {
        shown = wanted;
        if (shown) {
          source.start();
          last = lastPicture = performance.now();
          believed = "live";
          fresh = true;
          frame(last);
        } else source.stop();
        reveal();
      }
      afterPaint(painted);
    },
    believe(wanted) {
      believed = wanted;
    },
    break: (how) => source.break(how),
    signals(values) {
      // Some cars' speed has no sign; where this picture is shown, the car backs.
      speed = -Math.abs(values.get(cameraSignals[0]) ?? 0);
      steering = values.get(cameraSignals[1]) ?? 0;
    },
  };
}
