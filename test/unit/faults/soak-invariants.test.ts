import { expect, test } from "vitest";
import { faultNamed } from "../../../main/faults/catalogue.ts";
import type { PlannedFault } from "../../../main/faults/scenario.ts";
import { invariants } from "../../../main/soak.ts";
import { aLane } from "../../support/a-session.ts";
import { theDefaultCockpit } from "../../support/headless.ts";

function planned(name: string): PlannedFault {
  const fault = faultNamed(name);
  if (!fault) throw new Error(`no ${name}`);
  return { fault, target: "ivi", atMs: 0, when: undefined, forMs: undefined, parameters: {} };
}

const cluster = { domain: "cluster", display: "cluster", score: 1, p99BeforeMs: 17, p99AfterMs: 17, missed: 0, restarts: 0, covers: 0 };
type Step = readonly [at: number, step: string, detail?: string | undefined];

/** What is said of a run of twenty seconds in which all is well, but for what is given. */
function problems({
  faults = ["domain.crash"],
  score = 1,
  problem,
  gap,
  steps = [],
}: {
  readonly faults?: readonly string[];
  readonly score?: number;
  readonly problem?: string;
  readonly gap?: { readonly from: number; readonly to: number };
  readonly steps?: readonly Step[];
}): readonly string[] {
  return [
    ...invariants(
      theDefaultCockpit(),
      { faults: faults.map(planned) },
      {
        lives: steps.map(([at, step, detail]) => ({ at, domain: "ivi", step, detail })),
      },
      {
        interference: [{ ...cluster, score }],
        lanes: [aLane("cluster", "cluster", "#000000", gap)],
        steadyAfterMs: 1000,
        durationMs: 20_000,
        ...(problem === undefined ? {} : { problem }),
      },
    ),
  ];
}

const BACK: readonly Step[] = [
  [3000, "shutdown", "crash"],
  [3000, "waiting"],
  [4000, "building"],
  [4400, "started"],
];

test("a run in which all was well breaks none", () => {
  expect(problems({ steps: BACK })).toEqual([]);
});

test("a cluster that noticed what was done to another domain breaks one; of what was done to all it may", () => {
  expect([problems({ score: 0.9 }).length, problems({ score: 0.9, faults: ["bus.lost"] })]).toEqual([1, []]);
});

test("a cluster that does not draw at the end breaks one", () => {
  expect(problems({ gap: { from: 15_000, to: 30_000 } })).toEqual(["cluster is not live at the end"]);
});

test("no steady state breaks one; a fault that there was nothing for does not", () => {
  expect([
    problems({ problem: "no steady state within 30000 ms" }),
    problems({ problem: "ring.replay: ivi has no displ-requests ring" }),
  ]).toEqual([["no steady state within 30000 ms"], []]);
});

test("a domain that died and was not started again breaks one, unless there was no time for it", () => {
  expect([problems({ steps: [[3000, "shutdown", "crash"]] }), problems({ steps: [[20_000, "shutdown", "crash"]] })]).toEqual([
    ["ivi ended at 3000 ms (crash) and was not started again"],
    [],
  ]);
});

test("a domain that was started before its back-off was over breaks one", () => {
  const early = BACK.map(([at, step, detail]): Step => [step === "building" ? 3900 : at, step, detail]);
  expect(problems({ steps: early })).toEqual(["ivi was started 900 ms after it was told to wait"]);
});

test("a domain that shut itself down in good order stays down, as on_poweroff says; one that comes back breaks one", () => {
  const down: Step = [3000, "shutdown", "poweroff"];
  expect([problems({ steps: [down] }), problems({ steps: [down, [3100, "building"]] })]).toEqual([
    [],
    ["ivi ended at 3000 ms (poweroff), and was started again although its config says otherwise"],
  ]);
});

test("an end without a reason breaks one", () => {
  expect(problems({ steps: [[3000, "shutdown"]] })).toEqual(["ivi ended at 3000 ms for no known reason: none"]);
});
