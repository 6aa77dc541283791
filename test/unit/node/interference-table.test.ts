import { expect, test } from "vitest";
import { interferenceTable, median } from "../../../main/node/faults/interference.ts";
import { aFault } from "../../support/a-record.ts";

/** Two faults, ten seconds apart: frames `before` ms apart ahead of each and `after` ms apart behind it. */
function aRound(before: number, after: number) {
  const at: number[] = [];
  const intervalMs: number[] = [];
  for (const fault of [6000, 16_000]) {
    for (let t = fault - 4999 + before; t <= fault; t += before) {
      at.push(t);
      intervalMs.push(before);
    }
    for (let t = fault + after; t <= fault + 4000; t += after) {
      at.push(t);
      intervalMs.push(after);
    }
  }
  return {
    faults: [aFault(6000), aFault(16_000)],
    lanes: [
      { display: "cluster", domain: "cluster", colour: "#000000", at, intervalMs },
      { display: "ivi", domain: "ivi", colour: "#000000", at: [1], intervalMs: [900] },
    ],
  };
}

test("the pooled figure is the ratio of all intervals after the faults to all before, the median of the rounds", () => {
  const text = interferenceTable([aRound(20, 20), aRound(20, 30), aRound(20, 24)], [aRound(20, 80)], "cluster");
  expect(text).toContain("- enforced: 20.0 → 24.0 ms, ratio 1.20 (round by round 1.00, 1.50, 1.20)");
  expect(text).toContain("- not enforced: 20.0 → 80.0 ms, ratio 4.00");
});

test("a median of an even number lies between the two in the middle", () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});
