/**
 * The rear camera's geometry. Ground coordinates are metres behind the bumper (z) and to the driver's right (x); the picture is
 * mirrored as drivers expect it, so that right on the car is right on the display.
 */

/** Metres above the ground. */
const HEIGHT = 1.0;
/** Radians below the horizon. */
const PITCH = (30 * Math.PI) / 180;
/** Radians from edge to edge of the picture. */
const FIELD_OF_VIEW = (108 * Math.PI) / 180;
/** Nothing nearer to the lens than this is drawn. Metres. */
const NEAR = 0.08;

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

export function projection(width: number, height: number): Projection {
  const focal = width / 2 / Math.tan(FIELD_OF_VIEW / 2);
  const centreY = height * 0.46;
  const cos = Math.cos(PITCH);
  const sin = Math.sin(PITCH);
  return {
    width,
    height,
    horizon: centreY - focal * Math.tan(PITCH),
    project(x, y, z, out) {
      const below = HEIGHT - y;
      const depth = z * cos + below * sin;
      if (depth < NEAR) return false;
      out.x = width / 2 + (focal * x) / depth;
      out.y = centreY + (focal * (below * cos - z * sin)) / depth;
      return true;
    },
  };
}

/** From the rear axle to the bumper, metres. */
const REAR_OVERHANG = 0.9;
/** Below this road-wheel angle the path is a straight line to the eye. Radians. */
const STRAIGHT = 0.002;

export interface Vehicle {
  readonly wheelbase: number;
  readonly width: number;
  readonly steeringRatio: number;
}

/** Radians that the road wheels turn at a steering wheel angle of `degrees` (VSS: positive to the left). */
export const roadWheelAngle = (vehicle: Vehicle, degrees: number): number => ((degrees / vehicle.steeringRatio) * Math.PI) / 180;

/**
 * Where the bumper's point `side` (metres from the middle, positive right) is after backing `distance` metres with the steering
 * wheel held at `degrees`: the bicycle model, turning about a point on the rear axle's line. Ground metres.
 */
export function pathPoint(vehicle: Vehicle, degrees: number, side: number, distance: number, out: { x: number; z: number }): void {
  const angle = roadWheelAngle(vehicle, degrees);
  if (Math.abs(angle) < STRAIGHT) {
    out.x = side;
    out.z = distance;
    return;
  }
  // Left is negative x: a wheel turned left pulls the tail to the left.
  const centre = -vehicle.wheelbase / Math.tan(angle);
  const turned = distance / centre;
  const cos = Math.cos(turned);
  const sin = Math.sin(turned);
  const x = side - centre;
  out.x = centre + x * cos + REAR_OVERHANG * sin;
  out.z = -x * sin + REAR_OVERHANG * cos - REAR_OVERHANG;
}
