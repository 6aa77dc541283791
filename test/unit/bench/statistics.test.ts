import { expect, test } from "vitest";
import { median, spread } from "../../bench/xenstored/statistics.ts";

test("the median of an odd number of values is the middle one, by size and not by digits", () => {
  expect(median([100, 9, 20])).toBe(20);
});

test("the median of an even number of values lies between the middle two", () => {
  expect(median([4, 1, 3, 100])).toBe(3.5);
});

test("the median of nothing is no number", () => {
  expect(median([])).toBeNaN();
});

test("the spread is the distance of the outer values as a share of the median", () => {
  expect(spread([90, 100, 120])).toBeCloseTo(0.3);
});
