/** The rear-view camera on one display: picture, guidelines, parking arcs and the note in the corner. dom0's; no guest has a part in it. */
import type { SignalValue } from "../../protocol/bridge.ts";
import type { CameraBreak, CameraInfo, CameraView, PictureTimes } from "../../protocol/overlay.ts";
import { defaultSettings, type Settings } from "../kit/settings.ts";
import { surfaceOf } from "../kit/surface.ts";
import { BrokenCamera } from "./broken-camera.ts";
import { cameraTexts } from "./camera-texts.ts";
import { markWords } from "./distance-words.ts";
import { drawGuidelines, markFont, type MarkWords } from "./guidelines.ts";
import { ParkingPane } from "./parking-pane.ts";
import { PicturePace } from "./picture-pace.ts";
import { PictureProbe } from "./picture-probe.ts";
import { PictureTimer } from "./picture-timer.ts";
import { projection } from "./projection.ts";
import { openSource } from "./open-source.ts";

export interface Camera {
  /** `painted` is called when a picture of this showing, or the picture's absence after a hiding, has been on the display for a frame. */
  show(shown: boolean, painted: () => void): void;
  signals(values: ReadonlyMap<string, SignalValue>): void;
  /** Speaks and looks as the driver wants it; the page's language and palette have changed already. */
  settings(settings: Settings): void;
  /** What dom0 makes of the frames that it was told of. */
  believe(view: CameraView): void;
  break(how: CameraBreak | undefined): void;
}

/** Where the camera is drawn. */
export interface CameraPanes {
  readonly picture: HTMLCanvasElement;
  readonly guides: HTMLCanvasElement;
  readonly note: HTMLElement;
  readonly parking: HTMLElement;
}

/** The display's own pixels; the page may not have its size yet when the first picture is drawn. */
export interface DisplaySize {
  readonly width: number;
  readonly height: number;
}

/** What dom0 is told. */
export interface CameraTold {
  readonly warm: () => void;
  readonly frame: (signature: number) => void;
  readonly times: (pictures: readonly PictureTimes[]) => void;
  /** What came from the source in place of pictures; undefined: pictures, again. */
  readonly source: (came: string | undefined) => void;
}

const SPEED = "Vehicle.Speed";
const STEERING = "Vehicle.Chassis.SteeringWheel.Angle";

/** What the picture and all that lies over it are drawn from, by VSS path. */
export const signalsOf = ({ vehicle }: CameraInfo): readonly string[] => [
  SPEED,
  STEERING,
  ...vehicle.parking.sensors.map(({ signal }) => signal),
];

/** A picture older than this is not live, and says so, whether dom0 has found out or not. Milliseconds. */
const LOST_MS = 500;
/** Height over width of the picture on a display that stands upright: as broad as a camera's, with the parking arcs below it. */
const PICTURE_SHAPE = 3 / 4;
/** How much larger those are there. */
const UPRIGHT_SCALE = 3;
/** How often dom0 is told what the frames look like. */
const PROBE_MS = 100;

const afterPaint = (then: () => void): void => {
  requestAnimationFrame(() => requestAnimationFrame(then));
};

/** Opens the source and paints its first picture at once; it stays up until dom0 knows the gear and says otherwise. */
export function mountCamera(
  { picture, guides, note, parking }: CameraPanes,
  size: DisplaySize,
  info: CameraInfo,
  tell: CameraTold,
): Camera {
  const { vehicle } = info;
  const upright = size.height > size.width;
  document.documentElement.toggleAttribute("data-upright", upright);
  const view = projection(size.width, upright ? Math.round(size.width * PICTURE_SHAPE) : size.height, vehicle.camera);
  const surface = surfaceOf(picture);
  for (const canvas of [surface, guides]) {
    canvas.width = view.width;
    canvas.height = view.height;
  }
  const context = surface.getContext("2d", { alpha: false });
  const lines = guides.getContext("2d");
  if (!context || !lines) throw new Error("no 2D canvas");

  const source = new BrokenCamera(openSource(info, tell.source));
  const probe = new PictureProbe(surface);
  const timer = new PictureTimer();
  const arcs = vehicle.parking.sensors.length > 0 ? new ParkingPane(parking, vehicle.parking, upright ? UPRIGHT_SCALE : 1) : undefined;
  let believed: CameraView = "live";
  let probedAt = 0;
  let shown = true;
  let speed = 0;
  let steering: SignalValue;
  let settings = defaultSettings;
  let texts = cameraTexts[settings.language];
  let marks: MarkWords = { words: () => "", font: "" };
  /** What the guidelines are drawn for; nothing yet is not the same as an unknown angle. */
  let drawnFor: string | undefined;
  let last = performance.now();
  let lastPicture = last;
  let lastCount = source.newest.count;
  let warmed = false;
  const pace = new PicturePace();
  let painted: (() => void) | undefined;
  /** The page's frame that the next call of `frame` waits for. */
  let request = 0;

  const frame = (at: number, inFrame: boolean): void => {
    request = requestAnimationFrame((time) => frame(time, true));
    if (timer.frame(performance.now())) {
      painted?.();
      painted = undefined;
    }
    if (!pace.take(at)) return;
    const seconds = (at - last) / 1000;
    last = at;
    const began = performance.now();
    const drawn = source.draw(context, view, Math.max(0, seconds), speed, steering ?? 0);
    if (drawn) lastPicture = at;
    const lost = at - lastPicture > LOST_MS || believed === "lost";
    const frozen = believed === "frozen";
    // Looked at before anything is laid over it.
    if (drawn && at - probedAt >= PROBE_MS) {
      probedAt = at;
      tell.frame(probe.signature());
      tellTimes();
    }
    if (lost || frozen) blank();
    else if (drawn && source.newest.count !== lastCount) timer.drawn(began, source.newest.capturedAt, inFrame);
    lastCount = source.newest.count;
    guides.hidden = lost || frozen;
    note.textContent = texts[lost ? "lost" : frozen ? "frozen" : info.source.kind];
    note.classList.toggle("lost", lost || frozen);
    const wanted = String(steering);
    if (drawnFor !== wanted) {
      drawGuidelines(lines, view, vehicle, steering, marks);
      drawnFor = wanted;
    }
    if (!warmed) {
      warmed = true;
      afterPaint(tell.warm);
    }
  };
  const tellTimes = (): void => {
    const times = timer.take();
    if (times.length > 0) tell.times(times);
  };
  const blank = (): void => {
    context.fillStyle = "#000";
    context.fillRect(0, 0, view.width, view.height);
  };
  const reveal = (): void => {
    for (const element of [guides, note]) element.hidden = !shown;
    if (shown) picture.hidden = false;
    parking.hidden = !shown || !arcs;
  };
  /** A canvas asks for no font and draws nothing again by itself: what is drawn before the font has come is drawn again with it. */
  const dress = (): void => {
    texts = cameraTexts[settings.language];
    marks = {
      words: (metres) => markWords(metres, settings),
      font: markFont(getComputedStyle(document.documentElement).getPropertyValue("--font")),
    };
    drawnFor = undefined;
    void document.fonts.load(marks.font, marks.words(0.15)).then(() => {
      drawnFor = undefined;
    });
  };
  reveal();
  // At once, not at the page's next frame: the first picture is what everything else waits for.
  frame(last, false);
  // It does not wait for the words of its marks: the first number that a page formats takes as long as a picture.
  afterPaint(dress);

  return {
    show(wanted, done) {
      if (wanted) painted = done;
      else {
        painted = undefined;
        // A surface shows what it is given, even a picture of earlier, a frame after the page that it is on. So it goes black, and then away:
        // what stands there when it comes again is black.
        blank();
        afterPaint(() => {
          if (!shown) picture.hidden = true;
          done();
        });
      }
      if (wanted === shown) return;
      shown = wanted;
      if (shown) {
        source.start();
        timer.restart();
        last = lastPicture = performance.now();
        believed = "live";
        pace.restart();
        frame(last, false);
      } else {
        cancelAnimationFrame(request);
        source.stop();
        tellTimes();
      }
      reveal();
    },
    believe(wanted) {
      believed = wanted;
    },
    break: (how) => source.break(how),
    settings(wanted) {
      settings = wanted;
      dress();
      arcs?.settings(wanted);
    },
    signals(values) {
      // Some cars' speed has no sign; where this picture is shown, the car backs.
      speed = -Math.abs(values.get(SPEED) ?? 0);
      steering = values.get(STEERING);
      arcs?.show(values);
    },
  };
}
