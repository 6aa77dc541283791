/**
 * The rear camera's geometry. Ground coordinates are metres behind the bumper (z) and to the driver's right (x); the picture is
 * mirrored as drivers expect it, so that right on the car is right on the display.
 */
import type { CameraMounting } from "../../protocol/vehicle-geometry.ts";

/** Nothing nearer to the lens than this is drawn. Metres. */
const NEAR = 0.08;
/** The picture's middle by the lens, of the picture's height: a little more is shown of the ground than of the sky. */
const MIDDLE = 0.46;

export interface Projection {
  readonly width: number;
  readonly height: number;
  /** Pixels from the top; what lies farther than any distance meets here. */
  readonly horizon: number;
  /** Writes the pixel of a point `y` metres above the ground into `out`; false when it lies behind the lens. */
  project(x: number, y: number, z: number, out: Pixel): boolean;
}

export interface Pixel {
  x: number;
  y: number;
}

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export function projection(width: number, height: number, mounting: CameraMounting): Projection {
  const focal = width / 2 / Math.tan(radians(mounting.fieldOfView) / 2);
  const centreY = height * MIDDLE;
  const tilt = radians(mounting.tilt);
  const cos = Math.cos(tilt);
  const sin = Math.sin(tilt);
  return {
    width,
    height,
    horizon: centreY - focal * Math.tan(tilt),
    project(x, y, z, out) {
      const below = mounting.height - y;
      const depth = z * cos + below * sin;
      if (depth < NEAR) return false;
      out.x = width / 2 + (focal * (x - mounting.offset)) / depth;
      out.y = centreY + (focal * (below * cos - z * sin)) / depth;
      return true;
    },
  };
}
