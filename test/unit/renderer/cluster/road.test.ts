import fc from "fast-check";
import { expect, test } from "vitest";
import { bendOf, columnAt, DASH, DASH_PITCH, dashes, metresAt, ROAD_WIDTH, rowAt } from "../../../../renderer/guests/cluster/road.ts";

const metres = fc.double({ min: 4.5, max: 70, noNaN: true });

test("a row of pixels and its distance are each other's inverse", () => {
  fc.assert(
    fc.property(metres, (z) => {
      expect(metresAt(rowAt(z))).toBeCloseTo(z, 6);
    }),
  );
});

test("a straight road's middle is the view's middle at every distance", () => {
  fc.assert(
    fc.property(metres, (z) => {
      expect(columnAt(0, z, 0)).toBe(ROAD_WIDTH / 2);
    }),
  );
});

test("the further ahead, the further a bend leads aside", () => {
  expect(columnAt(0, 40, 0.004)).toBeGreaterThan(columnAt(0, 20, 0.004));
  expect(columnAt(0, 40, -0.004)).toBeLessThan(ROAD_WIDTH / 2);
});

test("full lock in a car park does not fold the road", () => {
  expect([bendOf(540), bendOf(-540), bendOf(0)]).toEqual([0.006, -0.006, 0]);
});

test("dashes stay inside the view, in order, and none is longer than painted", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (travelled) => {
      let past = 4.5;
      for (const [near, far] of dashes(travelled, 4.5, 70)) {
        expect(near).toBeGreaterThanOrEqual(past);
        expect(far - near).toBeLessThanOrEqual(DASH + 1e-6);
        expect(far).toBeLessThanOrEqual(70);
        past = far;
      }
    }),
  );
});

test("driving a metre brings every dash a metre nearer; driving a pitch changes nothing", () => {
  expect(dashes(1, 0, 20)).toEqual(dashes(0, 1, 21).map(([near, far]) => [near - 1, far - 1]));
  expect(dashes(DASH_PITCH, 0, 40)).toEqual(dashes(0, 0, 40));
  expect(dashes(2 - DASH_PITCH, 0, 40)).toEqual(dashes(2, 0, 40));
});
