import type { Point } from "./geometry.ts";
import { clampZoom } from "./viewport.ts";

/** How the driver wants the map: the same on the home screen and in the full map. */
export interface MapCamera {
  readonly northUp: boolean;
  /** Pixels a metre. */
  readonly zoom: number;
  /** Where the driver has dragged the map to, in metres; undefined while it follows the car. */
  readonly held: Point | undefined;
}

export const startingCamera: MapCamera = { northUp: false, zoom: 0.8, held: undefined };

/** One press of a zoom button. */
const ZOOM_STEP = 1.5;

export const zoomBy = (camera: MapCamera, steps: number): MapCamera => ({ ...camera, zoom: clampZoom(camera.zoom * ZOOM_STEP ** steps) });
export const toggleNorth = (camera: MapCamera): MapCamera => ({ ...camera, northUp: !camera.northUp });
export const recentre = (camera: MapCamera): MapCamera => ({ ...camera, held: undefined });
