/**
 * What dom0 and its own page above each display (renderer/overlay) say to each other, over one MessagePort a display.
 *
 * The overlay is dom0's, not a guest's: it draws what dom0 decides (border, telltales, cover, camera) and captures the input of
 * its display. It decides nothing about a guest. Coordinates are the display's own pixels.
 */
import type { SignalValue } from "./bridge.ts";

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
  /** Metres; what bends the guidelines. */
  readonly wheelbase: number;
  /** Metres, over the mirrors' width that the guidelines keep clear. */
  readonly width: number;
  /** Degrees of steering wheel per degree of road wheel. */
  readonly steeringRatio: number;
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
  /** The last frame that is known, as a PNG data URL when the guest's own surface is gone. */
  | { readonly kind: "hold"; readonly image?: string };

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
  /** The picture has been painted after a "camera" message that showed it. */
  | readonly ["camera-shown", sent: number]
  | readonly ["camera-hidden", sent: number]
  /** Frames came since the last such report, and this is what the last one's pixels make: equal only for equal pictures. While it is shown. */
  | readonly ["camera-frame", signature: number];

/** `window.dom0`: what the overlay's preload shows its page. */
export interface OverlayApi {
  readonly info: OverlayInfo;
  /** Hands over what has come and what comes; called once. */
  connect(take: (message: OverlayMessage) => void): void;
  report(report: OverlayReport): void;
}
