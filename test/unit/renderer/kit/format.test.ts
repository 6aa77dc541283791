import fc from "fast-check";
import { expect, test } from "vitest";
import { steady } from "../../../../renderer/kit/format.ts";

test("a speed that hovers between two numbers shows one of them", () => {
  const readings = [86.4, 86.6, 86.45, 86.55, 86.5];
  expect(readings.reduce<number[]>((shown, value) => [...shown, steady(shown.at(-1), value) ?? -1], [])).toEqual([86, 86, 86, 86, 86]);
});

test("what is shown is never off by more than 0.6", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 1 }), (values) => {
      let shown: number | undefined;
      for (const value of values) {
        shown = steady(shown, value);
        expect(Math.abs((shown ?? NaN) - value)).toBeLessThanOrEqual(0.6);
      }
    }),
  );
});
