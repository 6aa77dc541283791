import fc from "fast-check";
import { expect, test } from "vitest";
import { ahead, bar, clock, kilometres, NO_VALUE, oneDecimal, steady, tripKilometres, whole } from "../../../../renderer/kit/format.ts";

test.each([
  [0, "0"],
  [-0.4, "0"],
  [999.6, "1\u00a0000"],
  [48213, "48\u00a0213"],
  [1234567, "1\u00a0234\u00a0567"],
  [-1200, "\u22121\u00a0200"],
])("%d as a whole number is %s", (value, text) => {
  expect(whole(value)).toBe(text);
});

test.each([
  [21.5, "21.5"],
  [-4.25, "\u22124.3"],
  [-0.04, "0.0"],
])("%d with one decimal is %s", (value, text) => {
  expect(oneDecimal(value)).toBe(text);
});

test("a distance that was driven is cut off, never rounded up to a kilometre that was not driven", () => {
  expect([kilometres(48_213_999), tripKilometres(126_499)]).toEqual(["48\u00a0213", "126.4"]);
});

test.each([
  [38.4, "38 m"],
  [99.4, "99 m"],
  [349, "350 m"],
  [974, "950 m"],
  [976, "1.0 km"],
  [1240, "1.2 km"],
  [14_400, "14 km"],
])("%d m ahead reads %s", (metres, text) => {
  expect(ahead(metres)).toBe(text);
});

test("no value reads as dashes, in every format", () => {
  expect([whole, oneDecimal, kilometres, tripKilometres, bar, ahead].map((format) => format(undefined))).toEqual(Array(6).fill(NO_VALUE));
});

test("the clock has two digits for hours and minutes", () => {
  expect(clock(new Date(2026, 0, 5, 7, 3))).toBe("07:03");
});

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
