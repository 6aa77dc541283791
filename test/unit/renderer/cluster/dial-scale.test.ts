import fc from "fast-check";
import { expect, test } from "vitest";
import { degAt, END_DEG, engineScale, speedScales, START_DEG, ticks } from "../../../../renderer/guests/cluster/dial-scale.ts";

test("the speed dial is numbered by twenties from 0 to 240", () => {
  const labels = ticks(speedScales.km).flatMap(({ label }) => label ?? []);
  expect(labels).toEqual(["0", "20", "40", "60", "80", "100", "120", "140", "160", "180", "200", "220", "240"]);
});

test("the speed dial in miles is numbered by twenties from 0 to 160, with a stroke every 5", () => {
  const all = ticks(speedScales.mi);
  expect(all.flatMap(({ label }) => label ?? [])).toEqual(["0", "20", "40", "60", "80", "100", "120", "140", "160"]);
  expect(all.length).toBe(33);
});

test("the engine dial's red band holds its strokes from 6.5 on", () => {
  const red = ticks(engineScale).flatMap(({ red: isRed, value }) => (isRed ? value : []));
  expect(red).toEqual([6.5, 7, 7.5, 8]);
});

test("a value beyond the scale stands at its end, whatever it is", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      expect(degAt(speedScales.km, value)).toBeGreaterThanOrEqual(START_DEG);
      expect(degAt(speedScales.km, value)).toBeLessThanOrEqual(END_DEG);
    }),
  );
});

test("half the scale stands upright", () => {
  expect(degAt(speedScales.km, 120)).toBe(270);
});
