/*
 * The road ahead as a camera high behind the car sees it: a point `x` m to the right and `z` m ahead lands at
 * (CENTRE + SCALE x / z, HORIZON + DROP / z). One formula, so dashes, the lane and the car ahead agree.
 */

/** The lane view's size in px. */
export const ROAD_WIDTH = 620;
export const ROAD_HEIGHT = 470;

const CENTRE = ROAD_WIDTH / 2;
const HORIZON = 14;
const NEAR_M = 4.5;
const DROP = (ROAD_HEIGHT - HORIZON) * NEAR_M;
/** px at one metre's distance for one metre's width. */
const SCALE = 430;

/** Metres from the lane's middle to its own lines, and to those of the lanes beside it. */
export const LANE_LINE = 1.75;
export const NEXT_LINE = 5.25;

/** A dash and its gap are this long together, m; the dash takes this much of it. */
export const DASH_PITCH = 9;
export const DASH = 4;

/** The row of pixels at which the ground `z` metres ahead is seen. */
export function rowAt(z: number): number {
  return HORIZON + DROP / z;
}

/** The ground's distance in metres at row `y`. */
export function metresAt(y: number): number {
  return DROP / (y - HORIZON);
}

/** The column of a point `x` metres off the lane's middle, `z` ahead, on a road that bends by `bend` (1/m, positive to the right). */
export function columnAt(x: number, z: number, bend: number): number {
  return CENTRE + (SCALE * (x + (bend * z * z) / 2)) / z;
}

/** Pixels to a metre of width at `z` metres. */
export function scaleAt(z: number): number {
  return SCALE / z;
}

/** The bend the steering asks for, 1/m: wheelbase 2.7 m, 15 degrees at the wheel for one at the road; kept to what a road does. */
export function bendOf(steeringDeg: number): number {
  const bend = Math.tan((steeringDeg / 15) * (Math.PI / 180)) / 2.7;
  return Math.min(0.006, Math.max(-0.006, bend));
}

/** From where to where, in metres ahead, each visible dash lies when the car has gone `travelled` metres; nearest first. */
export function dashes(travelled: number, from: number, to: number): readonly (readonly [from: number, to: number])[] {
  const into = (from + travelled) % DASH_PITCH;
  const first = from - (into < 0 ? into + DASH_PITCH : into);
  const all: (readonly [number, number])[] = [];
  for (let start = first; start < to; start += DASH_PITCH) {
    const near = Math.max(from, start);
    const far = Math.min(to, start + DASH);
    if (far > near) all.push([near, far]);
  }
  return all;
}
