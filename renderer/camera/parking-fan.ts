/** The parking sensors as a fan of sectors behind the car, seen from above with its nose up. Whatever sensors a car has, none lies over another. */
import type { ParkingSensor } from "../../protocol/vehicle-geometry.ts";
import { radians } from "./projection.ts";

/** Radians from straight back, positive to the right. */
export interface Sector {
  readonly from: number;
  readonly to: number;
}

/** The fan's point is so far inside the car; a sensor counts where it looks so far behind it. Metres. */
const POINT_M = 1;
const LOOK_M = 0.9;
/** Half the sector of a car's only sensor, and the most of any. */
const HALF_MAX = radians(40);

/** `sensors` from left to right. */
export function sectorsOf(sensors: readonly ParkingSensor[]): readonly Sector[] {
  const looks = sensors.map(({ across, bearing }) =>
    Math.atan2(across + Math.sin(radians(bearing)) * LOOK_M, POINT_M + Math.cos(radians(bearing)) * LOOK_M),
  );
  // Sensors may look past each other; their sectors keep the order of the places that they look at.
  const order = looks.map((look, index) => ({ look, index })).sort((a, b) => a.look - b.look);
  const sectors: Sector[] = [];
  order.forEach(({ look, index }, place) => {
    const before = order[place - 1]?.look;
    const after = order[place + 1]?.look;
    const left = before === undefined ? undefined : (look - before) / 2;
    const right = after === undefined ? undefined : (after - look) / 2;
    sectors[index] = {
      from: look - Math.min(HALF_MAX, left ?? right ?? HALF_MAX),
      to: look + Math.min(HALF_MAX, right ?? left ?? HALF_MAX),
    };
  });
  return sectors;
}
