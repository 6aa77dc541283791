import { expect, test } from "vitest";
import { percentOfOne } from "../../bench/pacing/processes.ts";
import { paceOf } from "../../bench/pacing/watch.ts";

test("a pace is intervals, not frames: eleven frames in 200 ms are 50 a second", () => {
  const times = Array.from({ length: 11 }, (_, i) => 1000 + i * 20);
  expect(paceOf(times)).toEqual({ perSecond: 50, p50: 20, p99: 20 });
});

test("a process that came in between counts from its start", () => {
  const used = percentOfOne(new Map([["dom0", 1]]), new Map([["dom0", 3], ["Utility", 0.5]]), 4); // prettier-ignore
  expect([...used]).toEqual([["dom0", 50], ["Utility", 12.5]]); // prettier-ignore
});
