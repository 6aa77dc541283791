import fc from "fast-check";
import { expect, test } from "vitest";
import { sectorsOf } from "../../../../renderer/camera/parking-fan.ts";
import { defaultVehicle } from "../../../../main/toolstack/vehicle-file.ts";

const signal = "Vehicle.ADAS.ObstacleDetection.Rear.Left.Distance";

test("the usual three sensors make a fan that is the same on both sides", () => {
  const [left, centre, right] = sectorsOf(defaultVehicle().parking.sensors);
  expect([left!.from, left!.to, centre!.from]).toEqual([
    expect.closeTo(-right!.to, 9),
    expect.closeTo(-right!.from, 9),
    expect.closeTo(-centre!.to, 9),
  ]);
});

test("no sector lies over another, whatever sensors a car has", () => {
  const anySensor = fc.record({
    signal: fc.constant(signal),
    across: fc.double({ min: -2, max: 2, noNaN: true }),
    bearing: fc.double({ min: -90, max: 90, noNaN: true }),
  } as const);
  fc.assert(
    fc.property(fc.array(anySensor, { maxLength: 6 }), (sensors) => {
      const sectors = [...sectorsOf(sensors)].sort((a, b) => a.from - b.from || a.to - b.to);
      expect(sectors).toHaveLength(sensors.length);
      sectors.forEach(({ from, to }, place) => {
        expect(to).toBeGreaterThanOrEqual(from);
        expect(from).toBeGreaterThanOrEqual((sectors[place - 1]?.to ?? -Infinity) - 1e-9);
      });
    }),
  );
});
