import { expect, test } from "vitest";
import { scaled } from "../../../main/electron/scaled-region.ts";

test("a region of a smaller display is rounded to whole pixels", () => {
  expect(scaled({ x: 280, y: 296, width: 241, height: 112 }, 0.5)).toEqual({ x: 140, y: 148, width: 121, height: 56 });
});

test("a region never vanishes, however small its display is shown", () => {
  expect(scaled({ x: 10, y: 10, width: 2, height: 1 }, 0.1)).toEqual({ x: 1, y: 1, width: 1, height: 1 });
});
