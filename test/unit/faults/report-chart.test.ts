import { expect, test } from "vitest";
import { chartOf, thinned } from "../../../main/faults/report/chart.ts";
import { aFailedRun, aLane, aRun } from "../../support/a-session.ts";

test("a chart has every frame, the marks by time, and what lies around the fault", () => {
  const { lanes, ...chart } = chartOf(aRun())!;
  expect(lanes.map(({ label, at, intervalMs }) => [label, at.length, Math.max(...intervalMs)])).toEqual([
    ["cluster", 1200, 17.27],
    ["ivi", 1086, 1916.94],
    ["hud", 1200, 17.27],
  ]);
  expect(chart).toEqual({
    marks: [
      { at: 5000, kind: "fault", label: "kill ivi" },
      { at: 5011.4, kind: "detection", label: "process-exit ivi" },
      { at: 5033.9, kind: "safe-state", label: "placeholder ivi" },
      { at: 6912.2, kind: "recovery", label: "recovered ivi" },
    ],
    whole: [0, 20_000],
    fault: [5000 - 0.15 * 1912.2, 6912.2 + 0.15 * 1912.2],
    ftti: [5000, 5500],
  });
});

test("a lane is thinned to few points, and its gap stays at its time", () => {
  const lane = aLane("ivi", "ivi", "#22a06b", { from: 5000, to: 6900 });
  const thin = thinned(lane, 100);
  const gap = lane.intervalMs.findIndex((ms) => ms > 1000);
  expect(thin.at.length).toBeLessThanOrEqual(100);
  expect(thin.at[thin.intervalMs.indexOf(Math.max(...thin.intervalMs))]).toBe(lane.at[gap]);
  expect([...thin.at].sort((a, b) => a - b)).toEqual(thin.at);
});

test("a run without a fault has a chart without its surroundings", () => {
  const chart = chartOf(aFailedRun({ faults: [], detections: [], safeStates: [], recoveries: [] }))!;
  expect([chart.marks, chart.fault, chart.ftti]).toEqual([[], undefined, undefined]);
});
