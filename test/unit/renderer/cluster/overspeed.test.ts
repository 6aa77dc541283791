import { expect, test } from "vitest";
import { overLimit } from "../../../../renderer/guests/cluster/overspeed.ts";

test("a limit is exceeded from a little above it on until the speed is at it again, backwards as well, and never by no speed", () => {
  const speeds = [50, 51, 51.1, 50.5, 50, 51, -60, undefined, 51];
  let over = false;
  expect(speeds.map((speed) => (over = overLimit(over, speed, 50)))).toEqual([false, false, true, true, false, false, true, false, false]);
});
