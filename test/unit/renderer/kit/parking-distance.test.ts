import { expect, test } from "vitest";
import { nearestOf, nearnessOf, ringOf, toneOf } from "../../../../renderer/kit/parking-distance.ts";

const limits = { stop: 0.35, range: 1.8 };

test.each([
  [0, 0, "stop"],
  [0.35, 0, "stop"],
  [0.36, 1, "near"],
  [1.2, 2, "near"],
  [1.21, 3, "far"],
  [1.8, 3, "far"],
  [1.81, undefined, "clear"],
  [undefined, undefined, "silent"],
])("an obstacle at %s m is in ring %s and %s", (metres, ring, nearness) => {
  expect([ringOf(metres, limits), nearnessOf(metres, limits)]).toEqual([ring, nearness]);
});

test("the nearest is the least of what is within range; a silent sensor's is not known", () => {
  expect([nearestOf([1.5, undefined, 0.9], limits), nearestOf([undefined, 5], limits)]).toEqual([{ at: 2, metres: 0.9 }, undefined]);
});

test("the tone is quicker the nearer, has no break at the stop, and there is none when nothing is known to be near", () => {
  expect([[1.8], [1.075], [0.351], [0.35], [2], [undefined]].map((distances) => toneOf(distances, limits))).toEqual([
    { kind: "pulses", onMs: 75, periodMs: 800 },
    { kind: "pulses", onMs: 75, periodMs: 475 },
    { kind: "pulses", onMs: 75, periodMs: 150 },
    { kind: "continuous" },
    { kind: "none" },
    { kind: "none" },
  ]);
});
