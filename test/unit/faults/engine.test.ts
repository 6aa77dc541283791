import { expect, test } from "vitest";
import { runScenario } from "../../../main/faults/engine.ts";
import { Observed } from "../../../main/faults/observed.ts";
import type { RunRecord } from "../../../main/faults/record.ts";
import { readScenario, runsOf, type RunPlan } from "../../../main/faults/scenario.ts";
import { sha256 } from "../../../main/sha256.ts";
import { simulateRun } from "../../../main/simulated-run.ts";
import { SimulatedWorld } from "../../../main/simulated-world.ts";
import { theDefaultCockpit } from "../../support/headless.ts";
import { value } from "../../support/machine.ts";

function planned(faults: readonly string[], more = "duration: 4s\nexpect: [{ quiet: true }]\n"): RunPlan {
  const list = faults.length === 0 ? " []" : faults.map((one) => `\n  - ${one}`).join("");
  const [run] = runsOf(value(readScenario("a.yaml", `name: a\ntitle: A\nfaults:${list}\n${more}`)));
  if (!run) throw new Error("no run");
  return run;
}

const run = (plan: RunPlan): Promise<RunRecord> => simulateRun(plan, theDefaultCockpit());
const verdict = ({ verdict: found, problem }: RunRecord): unknown => [found, problem];

/** The same without dom0 being booted, or ended by somebody after so long. */
async function runOn(plan: RunPlan, { boots, abortAt }: { readonly boots: boolean; readonly abortAt?: number }): Promise<RunRecord> {
  let observed: Observed | undefined;
  const world = new SimulatedWorld({ cockpit: theDefaultCockpit(), seed: 1, drive: "cruise" }, (timers) => {
    observed = new Observed(timers);
    return observed;
  });
  if (!observed) throw new Error("nobody observes");
  const { clock } = world.simulation;
  const signal = { aborted: false };
  if (abortAt !== undefined) clock.at(abortAt, () => (signal.aborted = true));
  if (boots) void world.simulation.boot();
  let record: RunRecord | undefined;
  void runScenario(plan, { world, observed, hash: sha256, signal }).then((done) => (record = done));
  await clock.run(600_000, () => record !== undefined);
  if (!record) throw new Error("no record");
  return record;
}

test("a cockpit without a steady state is an error, with what each display is instead, and no fault is done to it", async () => {
  const record = await runOn(planned(["{ fault: bus.lost, at: 0s }"]), { boots: false });
  expect([verdict(record), record.faults, record.checks]).toEqual([
    ["error", "no steady state within 40000 ms: cluster is idle, ivi is idle"],
    [],
    [],
  ]);
});

test("a steady state is one that lasts: the faults' time begins after that", async () => {
  const brief = await run(planned([], "steady: { for: 100ms }\nduration: 1s\nexpect: [{ quiet: true }]\n"));
  const long = await run(planned([], "steady: { for: 5s }\nduration: 1s\nexpect: [{ quiet: true }]\n"));
  expect(Math.round((long.steadyAfterMs - brief.steadyAfterMs) / 100)).toBe(49);
});

test("a fault that there is nothing for is an error, with the reason, and ends the run", async () => {
  const record = await run(planned(["{ fault: domain.poweroff, target: ivi, at: 500ms }", "{ fault: ring.replay, target: ivi, at: 2s }"]));
  expect([verdict(record), record.durationMs]).toEqual([["error", "ring.replay: ivi has no displ-requests ring"], 2000]);
});

test("a condition that never comes is an error", async () => {
  const record = await run(planned(["{ fault: bus.lost, when: { signal: Vehicle.Speed, above: 300 } }"]));
  expect(verdict(record)).toEqual(["error", "never done, because it was never so: bus.lost"]);
});

test("a name that the cockpit does not have is an error", async () => {
  const record = await run(planned(["{ fault: domain.crash, target: radio, at: 1s }"]));
  expect(verdict(record)).toEqual(["error", 'a.yaml: domain.crash: want a domain of cluster, ivi, got "radio"']);
});

test("a fault is done at its time, to the next look, and lasts as long as it says", async () => {
  const { faults, durationMs } = await run(planned(["{ fault: bus.lost, at: 1010ms, for: 500ms }", "{ fault: camera.lost, at: 2s }"]));
  expect([faults.map(({ at, endedAt }) => [at, endedAt]), durationMs]).toEqual([
    [
      [1020, 1520],
      [2000, 4000],
    ],
    4000,
  ]);
});

test("a fault is done when its condition is first so: a signal, a state, a count of frames", async () => {
  const record = await run(
    planned(
      [
        "{ fault: bus.stale, when: { signal: Vehicle.Speed, above: 30 } }",
        "{ fault: domain.crash, target: ivi, at: 1s }",
        "{ fault: camera.lost, when: { display: ivi, is: gone } }",
        "{ fault: camera.frozen, when: { display: cluster, frames: 200 } }",
        "{ fault: bus.clock-jump, when: { signal: Vehicle.Speed, below: 20 } }",
      ],
      "drive: start\nduration: 14s\nexpect: [{ quiet: true }]\n",
    ),
  );
  const at = Object.fromEntries(record.faults.map((mark) => [mark.fault, mark.at]));
  expect({ ...at, "bus.stale": (at["bus.stale"] ?? 0) > 1000 }).toEqual({
    "bus.clock-jump": 0,
    "bus.stale": true,
    "domain.crash": 1000,
    "camera.lost": 1000,
    "camera.frozen": at["camera.frozen"],
  });
  // Frames are counted from the display's first one on.
  expect(record.steadyAfterMs + (at["camera.frozen"] ?? 0)).toBeGreaterThan((200 * 1000) / 60);
});

test("an expectation that is not met fails the run, as does a fault that is handled later than the FTTI", async () => {
  const crash = ["{ fault: domain.hang, target: ivi, at: 1s }"];
  const met = "duration: 12s\nftti: 1s\nexpect: [{ detected: flip-deadline, of: ivi, within: 1s }]\n";
  const [passed, failed, late] = await Promise.all(
    [met, met.replace("within: 1s", "within: 100ms"), met.replace("ftti: 1s", "ftti: 100ms")].map((more) => run(planned(crash, more))),
  );
  expect([passed, failed, late].map((record) => [record?.verdict, record?.checks.filter(({ ok }) => !ok).map(({ what }) => what)])).toEqual(
    [
      ["passed", []],
      ["failed", ["flip-deadline detected of ivi"]],
      ["failed", ["fault handled (FHTI)"]],
    ],
  );
});

test("an FTTI without a fault that was handled fails the run", async () => {
  const record = await run(planned([], "duration: 1s\nftti: 1s\nexpect: [{ quiet: true }]\n"));
  expect([record.verdict, record.checks.find(({ ok }) => !ok)?.got]).toEqual(["failed", "never"]);
});

test("a run that is ended early is judged by what was seen until then", async () => {
  const record = await runOn(planned(["{ fault: domain.crash, target: ivi, at: 3s }"], "duration: 1m\nexpect: [{ quiet: true }]\n"), {
    boots: true,
    abortAt: 4000,
  });
  expect([record.verdict, record.durationMs < 4000, record.problem]).toEqual(["passed", true, undefined]);
});

test("a fault that is due at once is held against the frames of the steady state before it", async () => {
  const record = await run(planned(["{ fault: domain.crash, target: ivi, at: 0s }"]));
  const [cluster] = record.interference;
  expect([cluster?.domain, Math.round(cluster?.p99BeforeMs ?? 0)]).toEqual(["cluster", 17]);
});
