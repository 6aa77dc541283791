import { expect, test } from "vitest";
import { LoopWatch } from "../../../main/detection/loop-watch.ts";

test("a look that is late by the limit tells, one that is a millisecond less does not", () => {
  const late: number[] = [];
  const watch = new LoopWatch(250, (ms) => late.push(ms));
  watch.look(0, 100);
  watch.look(349, 100);
  const before = [...late];
  watch.look(699, 100);
  expect([before, late]).toEqual([[], [250]]);
});

test("each look is measured by when it was due, so one that was late makes the next not late", () => {
  const late: number[] = [];
  const watch = new LoopWatch(250, (ms) => late.push(ms));
  for (const at of [0, 100, 1100, 1200, 1300, 2400]) watch.look(at, 100);
  expect(late).toEqual([900, 1000]);
});

test("the first look is not late, whenever it comes", () => {
  const late: number[] = [];
  new LoopWatch(250, (ms) => late.push(ms)).look(1_000_000, 100);
  expect(late).toEqual([]);
});
