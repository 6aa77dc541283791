import type { Projection } from "./projection.ts";

/** Where pictures come from. `draw` answers false when there is none to show now, or none that was not drawn before. */
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
