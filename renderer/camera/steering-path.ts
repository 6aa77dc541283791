/** Where a car goes that backs with its steering wheel held: the bicycle model, turning about a point on the rear axle's line. */
import type { VehicleGeometry } from "../../protocol/vehicle-geometry.ts";
import { radians } from "./projection.ts";

export type SteeredVehicle = Pick<VehicleGeometry, "wheelbase" | "rearOverhang" | "steeringRatio" | "steeringMax">;

export interface Ground {
  x: number;
  z: number;
}

/** Below this road-wheel angle the path is a straight line to the eye. Radians. */
const STRAIGHT = 0.002;

/** Radians that the road wheels turn at a steering wheel angle of `degrees` (VSS: positive to the left), which is taken at the lock when it is beyond. */
export function roadWheelAngle({ steeringRatio, steeringMax }: SteeredVehicle, degrees: number): number {
  return radians(Math.max(-steeringMax, Math.min(steeringMax, degrees)) / steeringRatio);
}

/** Metres from the rear axle's middle to the point that the car turns about: positive to the left, infinite straight ahead. */
export function turningRadius(vehicle: SteeredVehicle, degrees: number): number {
  const angle = roadWheelAngle(vehicle, degrees);
  return Math.abs(angle) < STRAIGHT ? Infinity : vehicle.wheelbase / Math.tan(angle);
}

/** Writes into `out` where the bumper's point `side` (metres from the middle, positive right) is after backing `distance` metres. */
export function pathPoint(vehicle: SteeredVehicle, degrees: number, side: number, distance: number, out: Ground): void {
  const radius = turningRadius(vehicle, degrees);
  if (radius === Infinity) {
    out.x = side;
    out.z = distance;
    return;
  }
  // Left is negative x: a wheel turned left pulls the tail to the left.
  const turned = -distance / radius;
  const cos = Math.cos(turned);
  const sin = Math.sin(turned);
  const x = side + radius;
  out.x = -radius + x * cos + vehicle.rearOverhang * sin;
  out.z = -x * sin + vehicle.rearOverhang * cos - vehicle.rearOverhang;
}
