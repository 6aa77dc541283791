/** Sessions of fault runs as they come out of a cockpit: one that went well on a screen, one that did not in virtual time, one that could not be run. */
import type { FrameLane, RunRecord, Session } from "../../main/faults/record.ts";

/** One black pixel. */
export const A_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

const FRAME_MS = 1000 / 60;
const SECONDS = 20;

/** Frames at 60 Hz for twenty seconds, a little off as real ones are; none after `from` and before `to`. */
export function aLane(display: string, domain: string, colour: string, gap?: { readonly from: number; readonly to: number }): FrameLane {
  const times = Array.from({ length: SECONDS * 60 }, (_, i) => i * FRAME_MS + 0.4 * Math.sin(i * 1.7));
  const at = times.filter((time) => !gap || time <= gap.from || time >= gap.to);
  return { display, domain, colour, at, intervalMs: at.map((time, i) => time - (at[i - 1] ?? time - FRAME_MS)) };
}

/** A run that passed in a cockpit with a screen; `changes` are what is other than that. */
export function aRun(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    scenario: "ivi-crash",
    title: "The infotainment's process is killed, and the cluster does not notice",
    file: "main/faults/scenarios/ivi-crash.yaml",
    mode: "live",
    seed: 7,
    parameters: {},
    steadyAfterMs: 2140.5,
    durationMs: 20_000,
    faults: [{ at: 5000, fault: "kill", target: "ivi", parameters: { signal: "SIGKILL" } }],
    detections: [{ at: 5011.4, detector: "process-exit", target: "ivi", detail: "d2 went away: killed" }],
    safeStates: [{ at: 5033.9, target: "ivi", state: "placeholder" }],
    recoveries: [{ at: 6912.2, target: "ivi" }],
    times: { fdtiMs: 11.4, frtiMs: 22.5, fhtiMs: 33.9, fttiMs: 500, marginMs: 466.1 },
    interference: [
      { domain: "cluster", display: "cluster", score: 0.999, p99BeforeMs: 17.1, p99AfterMs: 17.2, missed: 1, restarts: 0, covers: 0 },
      { domain: "hud", display: "hud", score: 1, p99BeforeMs: 17, p99AfterMs: 17, missed: 0, restarts: 0, covers: 0 },
    ],
    lanes: [
      aLane("cluster", "cluster", "#2f7df6"),
      aLane("ivi", "ivi", "#22a06b", { from: 5000, to: 6900 }),
      aLane("hud", "hud", "#b07cf0"),
    ],
    checks: [
      { what: "safe state of ivi", wanted: "placeholder within 500 ms", got: "placeholder after 33.9 ms", ok: true },
      { what: "recovery of ivi", wanted: "within 5000 ms", got: "1912.2 ms", ok: true },
      { what: "freedom from interference of cluster", wanted: "at least 0.99", got: "0.999", ok: true },
    ],
    pictures: (["fault", "detection", "recovery"] as const).flatMap((moment, i) => [
      { at: [5000, 5011.4, 6912.2][i]!, moment, display: "ivi", png: A_PIXEL },
      { at: [5000, 5011.4, 6912.2][i]!, moment, display: "cluster", png: A_PIXEL },
    ]),
    verdict: "passed",
    log: [
      "[0.000] steady: cluster ivi hud",
      "[5000.000] fault kill ivi signal=SIGKILL",
      "[5011.400] warn process gone d2",
      "[5033.900] info placeholder ivi",
    ],
    logHash: "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
    ...changes,
  };
}

/** A run in virtual time whose safe state came too late. */
export function aFailedRun(changes: Partial<RunRecord> = {}): RunRecord {
  return aRun({
    scenario: "cluster-hang",
    title: "The cluster's renderer hangs for 1.9 s",
    file: "main/faults/scenarios/cluster-hang.yaml",
    mode: "sim",
    seed: 11,
    parameters: { hang_ms: 1900, priority: "low" },
    faults: [{ at: 8000, fault: "hang", target: "cluster", parameters: { hang_ms: 1900 }, endedAt: 9900 }],
    detections: [
      { at: 8251.2, detector: "frame-watchdog", target: "cluster", detail: "no frame for 250 ms" },
      { at: 8500, detector: "heartbeat", target: "cluster", detail: "2 beats missed" },
    ],
    safeStates: [{ at: 8634, target: "cluster", state: "telltale" }],
    recoveries: [{ at: 9916.7, target: "cluster" }],
    times: { fdtiMs: 251.2, frtiMs: 382.8, fhtiMs: 634, fttiMs: 500, marginMs: -134 },
    interference: [
      { domain: "ivi", display: "ivi", score: 0.913, p99BeforeMs: 17.1, p99AfterMs: 33.4, missed: 63, restarts: 0, covers: 0 },
    ],
    lanes: [aLane("cluster", "cluster", "#2f7df6", { from: 8000, to: 9900 }), aLane("ivi", "ivi", "#22a06b")],
    checks: [
      { what: "safe state of cluster", wanted: "telltale within 500 ms", got: "telltale after 634.0 ms", ok: false },
      { what: "freedom from interference of ivi", wanted: "at least 0.99", got: "0.913", ok: false },
      { what: "recovery of cluster", wanted: "within 3000 ms", got: "1916.7 ms", ok: true },
    ],
    pictures: [],
    verdict: "failed",
    log: Array.from({ length: 520 }, (_, i) => `[${(i * 38.4).toFixed(3)}] debug frame cluster ${i}`),
    logHash: "b3a8e0e1f9ab1bfe3a36f231f676f78bb30a519d2b21e6c530c0eee8ebb4a5d0",
    ...changes,
  });
}

/** A scenario that names what is not there. */
export function anErrorRun(changes: Partial<RunRecord> = {}): RunRecord {
  return aRun({
    scenario: "camera-lost",
    title: "The rear camera's cable is cut",
    file: "main/faults/scenarios/camera lost.yaml",
    mode: "sim",
    seed: 3,
    steadyAfterMs: 30_000,
    durationMs: 0,
    faults: [],
    detections: [],
    safeStates: [],
    recoveries: [],
    times: { fdtiMs: undefined, frtiMs: undefined, fhtiMs: undefined, fttiMs: 200, marginMs: undefined },
    interference: [],
    lanes: [],
    checks: [],
    pictures: [],
    verdict: "error",
    problem: "want a steady state within 30000 ms, got 1 of 2 displays with frames",
    log: ["[0.000] waiting for camera"],
    logHash: "0a4d55a8d778e5022fab701977c5d840bbc486d0f1a1a9b5f1c5a1f4a3c3c9b1",
    ...changes,
  });
}

/** One run of each verdict. */
export function aSession(changes: Partial<Session> = {}): Session {
  return {
    startedAt: "2026-11-28T16:50:12.345Z",
    argonaut: "0.1.0",
    enforcement: ["cpu: cluster 2 cores, ivi 1 core, by cgroup", "memory: not enforced, the host has no memory controller"],
    runs: [aRun(), aFailedRun(), anErrorRun()],
    ...changes,
  };
}
