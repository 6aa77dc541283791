/**
 * What dom0 and its own page above each display (renderer/overlay) say to each other, over one MessagePort a display.
 *
 * The overlay is dom0's, not a guest's: it draws what dom0 decides (border, telltales, cover, camera) and captures the input of
 * its display. It decides nothing about a guest. Coordinates are the display's own pixels.
 */
import type { SignalValue } from "./bridge.ts";
import type { VehicleGeometry } from "./vehicle-geometry.ts";

/** The channel on which an overlay's preload asks for its port and gets it. */
export const OVERLAY_CHANNEL = "argonaut:overlay";

/** What a display is. The page has it from its first line on. */
export interface OverlayInfo {
  readonly display: string;
  readonly width: number;
  readonly height: number;
  readonly telltales: boolean;
  /** Whether warnings are heard. Only where telltales are. */
  readonly sound: boolean;
  /** Absent on a display that never shows the camera. */
  readonly camera?: CameraInfo;
}

export interface CameraInfo {
  readonly source: { readonly kind: "synthetic" } | { readonly kind: "device" } | { readonly kind: "file"; readonly url: string };
  /** What bends the guidelines, and where the parking sensors look. */
  readonly vehicle: VehicleGeometry;
}

/** One picture of the camera on its way to the glass, as far as the page sees it. Milliseconds. */
export interface PictureTimes {
  /** Since the picture before was on the display; undefined for the first of a showing. */
  readonly interval: number | undefined;
  /** From the first pixel drawn to the picture on the display. */
  readonly formation: number;
  /** From the picture's capture to the picture on the display; undefined when the source does not say when that was. */
  readonly latency: number | undefined;
}

/** Which domain's picture is below, as the trusted border says it. */
export interface BorderInfo {
  readonly domid: number;
  readonly name: string;
  readonly colour: string;
}

/** What lies over the guest's picture, when its picture may not be shown or is not there. */
export type Cover =
  | { readonly kind: "none" }
  /** The domain is being built and has not shown a frame. */
  | { readonly kind: "starting" }
  | { readonly kind: "blank" }
  /** `why` is a word or two for the driver; `restarting` says whether it comes back by itself. */
  | { readonly kind: "placeholder"; readonly why: "crashed" | "frozen" | "stopped"; readonly restarting: boolean }
  /** The last frame that is known: as a data URL when there is one, and how old it was when it was sent. Without, the guest's own surface stands. */
  | { readonly kind: "hold"; readonly image?: string; readonly ageMs?: number };

export type OverlayMessage =
  | readonly ["border", BorderInfo | undefined]
  | readonly ["cover", Cover]
  /** Changed signals, of those that telltales and camera use, by VSS path. */
  | readonly ["signals", Readonly<Record<string, SignalValue>>]
  /** The camera comes up or goes; dom0 decides, by the selected gear. `sent` is dom0's clock, echoed in "camera-shown". */
  | readonly ["camera", shown: boolean, sent: number]
  /** What dom0 makes of the camera's frames: one that is lost or frozen must not be shown as a picture. */
  | readonly ["camera-state", CameraView]
  /** For a run that tries it: the camera is broken from now on, or no more. */
  | readonly ["camera-fault", CameraBreak | undefined];

/** Whether the rear view's frames can be believed. */
export type CameraView = "live" | "lost" | "frozen";

/** lost: no frames. frozen: one frame again and again. corrupt: noise. late: every third frame. */
export type CameraBreak = "lost" | "frozen" | "corrupt" | "late";

/** Where a finger touches, as the DOM's Touch has it: the radii of an ellipse, and how far it is turned clockwise, degrees. */
export type TouchEllipse = readonly [radiusX: number, radiusY: number, rotation: number];

/** A pointer of the display: the mouse has id 0; each touch its own. */
export type OverlayInput =
  /** `chord`: Ctrl and Shift are both held, which makes it dom0's. */
  | readonly ["key", code: string, pressed: boolean, chord: boolean]
  | readonly ["pointer", x: number, y: number]
  /** `button` as in the DOM: 0 left, 1 middle, 2 right. */
  | readonly ["button", button: number, pressed: boolean, x: number, y: number]
  /** Detents, positive away from the user, as REL_WHEEL. */
  | readonly ["wheel", detents: number, x: number, y: number]
  | readonly ["touch", phase: "down" | "motion" | "up", contact: number, x: number, y: number, ellipse?: TouchEllipse]
  /** The display lost the focus: whatever is pressed is to be released. */
  | readonly ["blur"];

/** Overlay to dom0. */
export type OverlayReport =
  | OverlayInput
  /** The page stands and takes messages; `wanted` are the signals that it draws from, by VSS path. */
  | readonly ["ready", wanted: readonly string[]]
  /** The camera path has painted its first frame ever (cold start). */
  | readonly ["camera-warm"]
  /** A picture has been painted after a "camera" message that asked for it. While there is none to paint, there is no such report. */
  | readonly ["camera-shown", sent: number]
  | readonly ["camera-hidden", sent: number]
  /** The pictures that reached the display since the last such report; all of a showing before its "camera-hidden". */
  | readonly ["camera-times", pictures: readonly PictureTimes[]]
  /** What came from the camera's source in place of pictures, in the browser's words; undefined: pictures come again. At each change. */
  | readonly ["camera-source", came: string | undefined]
  /** Frames came since the last such report, and this is what the last one's pixels make: equal only for equal pictures. While it is shown. */
  | readonly ["camera-frame", signature: number];

/** `window.dom0`: what the overlay's preload shows its page. */
export interface OverlayApi {
  readonly info: OverlayInfo;
  /** Hands over what has come and what comes; called once. */
  connect(take: (message: OverlayMessage) => void): void;
  report(report: OverlayReport): void;
}
