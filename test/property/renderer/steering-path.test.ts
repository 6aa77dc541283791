import fc from "fast-check";
import { expect, test } from "vitest";
import { pathPoint, turningRadius } from "../../../renderer/camera/steering-path.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyCar = fc.record({
  wheelbase: between(1, 10),
  rearOverhang: between(0, 4),
  steeringRatio: between(10, 40),
  steeringMax: between(30, 600),
});
const angle = between(-2000, 2000);
const side = between(-2, 2);
const distance = between(0, 5);

const point = (car: Parameters<typeof pathPoint>[0], degrees: number, across: number, way: number): { x: number; z: number } => {
  const out = { x: NaN, z: NaN };
  pathPoint(car, degrees, across, way, out);
  return out;
};

test("the path of the negative angle is the mirror of the positive's", () => {
  fc.assert(
    fc.property(anyCar, angle, side, distance, (car, degrees, across, way) => {
      const one = point(car, degrees, across, way);
      const other = point(car, -degrees, -across, way);
      expect(other.x).toBeCloseTo(-one.x, 9);
      expect(other.z).toBeCloseTo(one.z, 9);
    }),
  );
});

test("every point of the bumper keeps its distance from the point that the car turns about", () => {
  fc.assert(
    fc.property(anyCar, angle, side, distance, (car, degrees, across, way) => {
      const radius = turningRadius(car, degrees);
      fc.pre(Number.isFinite(radius));
      // On the rear axle's line, `radius` to the left of its middle.
      const from = ({ x, z }: { x: number; z: number }): number => Math.hypot(x + radius, z + car.rearOverhang);
      expect(from(point(car, degrees, across, way))).toBeCloseTo(from({ x: across, z: 0 }), 6);
    }),
  );
});

test("the bumper stays as wide as it is, and begins where it is", () => {
  fc.assert(
    fc.property(anyCar, angle, side, side, distance, (car, degrees, one, other, way) => {
      const [a, b] = [point(car, degrees, one, way), point(car, degrees, other, way)];
      expect(Math.hypot(a.x - b.x, a.z - b.z)).toBeCloseTo(Math.abs(one - other), 6);
      const start = point(car, degrees, one, 0);
      expect([start.x, start.z]).toEqual([expect.closeTo(one, 9), expect.closeTo(0, 9)]);
    }),
  );
});
