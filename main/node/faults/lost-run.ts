/** The record of a run that left none: the cockpit that was to write it did not come to its end. */
import { createHash } from "node:crypto";
import type { RunRecord } from "../../faults/record.ts";
import type { RunWish } from "./run-list.ts";

/** `said`: the last of what the cockpit said. */
export function lostRun({ name, path, seed }: RunWish, problem: string, said: string): RunRecord {
  const log = said.split("\n").filter((line) => line.trim() !== "");
  return {
    scenario: name,
    title: name,
    file: path,
    mode: "live",
    seed,
    parameters: {},
    steadyAfterMs: 0,
    durationMs: 0,
    faults: [],
    detections: [],
    safeStates: [],
    recoveries: [],
    times: { fdtiMs: undefined, frtiMs: undefined, fhtiMs: undefined, fttiMs: undefined, marginMs: undefined },
    interference: [],
    lanes: [],
    checks: [],
    pictures: [],
    verdict: "error",
    problem,
    log,
    logHash: createHash("sha256").update(log.join("\n")).digest("hex"),
  };
}
