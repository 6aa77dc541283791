import type { CameraInfo } from "../../protocol/overlay.ts";
import type { VehicleGeometry } from "../../protocol/vehicle-geometry.ts";
import { Noise } from "./noise.ts";
import type { Projection } from "./projection.ts";
import { SyntheticScene } from "./scene.ts";

/** Where pictures come from. `draw` answers false when there is none to show now. */
export interface CameraSource {
  readonly newest: Picture;
  start(): void;
  stop(): void;
  draw(context: OffscreenCanvasRenderingContext2D, projection: Projection, seconds: number, speed: number, steering: number): boolean;
}

/** The picture that was drawn last. Drawn again, it is the same picture. */
export interface Picture {
  readonly count: number;
  /** When it was captured, by the page's clock; undefined when the source does not say. */
  readonly capturedAt: number | undefined;
}

/** The source that the cockpit names; one that cannot be opened says why through `fail`, once. */
export function openSource(info: CameraInfo, fail: (why: string) => void): CameraSource {
  switch (info.source.kind) {
    case "synthetic":
      return synthetic(info.vehicle);
    case "file":
      return video(fail, (element) => {
        if (info.source.kind === "file") element.src = info.source.url;
        element.loop = true;
      });
    case "device":
      return video(fail, (element) => {
        navigator.mediaDevices
          .getUserMedia({ video: { width: { ideal: 1280 }, frameRate: { ideal: 30 } }, audio: false })
          .then((stream) => {
            element.srcObject = stream;
          })
          .catch((cause: unknown) => fail(cause instanceof Error ? cause.message : String(cause)));
      });
  }
}

const SPECKS = 120;

/** A sensor's noise: no two frames of a real camera are equal, and dom0 takes equal ones for a frozen picture. Thickest in the middle. */
function specks(context: OffscreenCanvasRenderingContext2D, { width, height }: Projection, noise: Noise): void {
  for (let i = 0; i < SPECKS; i++) {
    const spread = i % 4 === 0 ? 1 : 0.12;
    const x = width * (0.5 + (noise.next() - 0.5) * spread);
    const y = height * (0.5 + (noise.next() - 0.5) * spread);
    context.fillStyle = i % 2 === 0 ? "rgb(255 255 255 / 5%)" : "rgb(0 0 0 / 8%)";
    context.fillRect(Math.floor(x), Math.floor(y), 2, 2);
  }
}

function synthetic(vehicle: VehicleGeometry): CameraSource {
  const scene = new SyntheticScene(vehicle);
  const noise = new Noise();
  let newest: Picture = { count: 0, capturedAt: undefined };
  return {
    get newest() {
      return newest;
    },
    start: () => scene.reset(),
    stop: () => undefined,
    draw(context, projection, seconds, speed, steering) {
      newest = { count: newest.count + 1, capturedAt: performance.now() };
      scene.step(seconds, speed, steering);
      scene.draw(context, projection);
      specks(context, projection, noise);
      return true;
    },
  };
}

function video(fail: (why: string) => void, open: (element: HTMLVideoElement) => void): CameraSource {
  const element = document.createElement("video");
  element.muted = true;
  element.playsInline = true;
  element.addEventListener("error", () => fail(element.error?.message ?? ""));
  const play = (): void => {
    element.play().catch((cause: unknown) => fail(cause instanceof Error ? cause.message : String(cause)));
  };
  element.addEventListener("loadeddata", play, { once: true });
  let newest: Picture = { count: 0, capturedAt: undefined };
  /** Shown no more: its last picture is old when it is shown again. */
  let old = true;
  const next = (_now: number, { captureTime }: VideoFrameCallbackMetadata): void => {
    newest = { count: newest.count + 1, capturedAt: captureTime };
    old = false;
    element.requestVideoFrameCallback(next);
  };
  element.requestVideoFrameCallback(next);
  open(element);
  return {
    get newest() {
      return newest;
    },
    // Kept open while hidden: opening a device takes longer than a driver should wait.
    start: () => {
      if (element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) play();
    },
    stop: () => {
      element.pause();
      old = true;
    },
    draw(context, { width, height }) {
      if (old || element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
      const scale = Math.max(width / element.videoWidth, height / element.videoHeight);
      context.save();
      context.translate(width / 2, height / 2);
      context.scale(-scale, scale); // mirrored, as in a mirror
      context.drawImage(element, -element.videoWidth / 2, -element.videoHeight / 2);
      context.restore();
      return true;
    },
  };
}
