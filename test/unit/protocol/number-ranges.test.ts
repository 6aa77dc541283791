import { expect, test } from "vitest";
import { NumberRanges } from "../../../protocol/number-ranges.ts";

test("a range that was given back is used again only after all others", () => {
  const ranges = new NumberRanges("refs", 8, 14);
  const first = ranges.take(2);
  ranges.give(first);
  expect([first, ranges.take(2), ranges.take(2), ranges.take(2)]).toEqual([8, 10, 12, 8]);
});

test("a range is found between others that are in use", () => {
  const ranges = new NumberRanges("refs", 0, 10);
  for (const count of [3, 3, 4]) ranges.take(count);
  ranges.give(3);
  expect([ranges.take(1), ranges.take(2)]).toEqual([3, 4]);
});

test("running out, and giving back what was not taken, are defects", () => {
  const ranges = new NumberRanges("refs", 0, 4);
  ranges.take(3);
  expect(() => ranges.take(2)).toThrow("no 2 refs in a row are left");
  expect(() => ranges.give(1)).toThrow("refs 1 was not taken");
});
