import { expect, test } from "vitest";
import { pathPoint, roadWheelAngle, turningRadius } from "../../../../renderer/camera/steering-path.ts";

const car = { wheelbase: 2.7, rearOverhang: 0.9, steeringRatio: 15, steeringMax: 540 };
const at = (degrees: number, side: number, distance: number): { x: number; z: number } => {
  const out = { x: NaN, z: NaN };
  pathPoint(car, degrees, side, distance, out);
  return out;
};

test("with the wheel straight each point of the bumper goes straight back", () => {
  expect([at(0, -0.8, 2), at(0, 0.8, 0.5)]).toEqual([
    { x: -0.8, z: 2 },
    { x: 0.8, z: 0.5 },
  ]);
});

test("the radius is the wheelbase by the tangent of the road wheels' angle", () => {
  expect([turningRadius(car, 0), turningRadius(car, 450), turningRadius(car, -450)]).toEqual([
    Infinity,
    2.7 / Math.tan(Math.PI / 6),
    -2.7 / Math.tan(Math.PI / 6),
  ]);
});

test("a steering wheel beyond the lock is at the lock", () => {
  expect(roadWheelAngle(car, 10_000)).toBe(roadWheelAngle(car, 540));
});

test("a quarter of a turn to the left ends abreast of the turning point, the tail to the left", () => {
  const radius = turningRadius(car, 450);
  const { x, z } = at(450, 0, (radius * Math.PI) / 2);
  // The rear axle's middle stands `radius` behind the axle's old line, and the bumper the overhang to its left.
  expect([x, z]).toEqual([expect.closeTo(-radius - 0.9, 9), expect.closeTo(radius - 0.9, 9)]);
});
