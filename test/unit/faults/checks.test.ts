import { expect, test } from "vitest";
import { checkOf, type Outcome } from "../../../main/faults/checks.ts";
import type { Interference } from "../../../main/faults/record.ts";
import type { Expectation } from "../../../main/faults/scenario-schema.ts";
import { aDisplay, aFault, anObservation } from "../../support/a-record.ts";

const { observed } = anObservation()
  .at(500, (o) => o.detection({ detector: "hung", target: "ivi", detail: "before" }))
  .at(1000, (o) => o.fault(aFault(1000)))
  .at(1100, (o) => o.detection({ detector: "domain-exit", target: "ivi", detail: "" }))
  .at(1200, (o) => o.cover("ivi", "ivi", { kind: "placeholder", why: "stopped", restarting: true }))
  .at(1500, (o) => o.life("ivi", "started"));

const cluster: Interference = {
  domain: "cluster",
  display: "cluster",
  score: 0.98,
  p99BeforeMs: 17,
  p99AfterMs: 18,
  missed: 3,
  restarts: 0,
  covers: 0,
};

const outcome: Outcome = {
  mode: "sim",
  observed,
  faultAt: 1000,
  recoveries: [{ at: 1600, target: "ivi" }],
  interference: [cluster],
  displays: [aDisplay("ivi", { state: "frozen" })],
  signal: (path) => (path === "Vehicle.Speed" ? 50 : undefined),
};

const ENGINE = "Vehicle.Powertrain.CombustionEngine.Speed";

const rows: readonly (readonly [Expectation, ok: boolean, got: string])[] = [
  [{ detected: "domain-exit", of: "ivi", within: "100ms" }, true, "100 ms"],
  [{ detected: "domain-exit", of: "ivi", within: "99ms" }, false, "100 ms"],
  [{ detected: ["abi", "domain-exit"], within: "1s" }, true, "100 ms"],
  [{ detected: "domain-exit", of: "cluster", within: "1s" }, false, "never; hung of ivi, domain-exit of ivi"],
  [{ detected: "hung", of: "ivi", within: "10s" }, false, "never; hung of ivi, domain-exit of ivi"],
  [{ safe: "placeholder", of: "ivi", within: "200ms" }, true, "200 ms"],
  [{ safe: "placeholder", of: "ivi", within: "199ms" }, false, "200 ms"],
  [{ safe: "hold", of: "ivi", within: "1s" }, false, "never"],
  [{ recovered: "ivi", within: "600ms" }, true, "600 ms"],
  [{ recovered: "ivi", within: "0.5s" }, false, "600 ms"],
  [{ recovered: "cluster", within: "1m" }, false, "never"],
  [{ unaffected: "cluster" }, false, "0.980 (0 restarts, 0 covers, 3 vblanks missed)"],
  [{ unaffected: "hud" }, false, "no such domain"],
  [{ restarts: "ivi", count: 1 }, true, "1"],
  [{ restarts: "ivi", count: 0 }, false, "1"],
  [{ undetected: ["hung", "abi"] }, true, "nothing"],
  [{ undetected: "domain-exit" }, false, "domain-exit of ivi"],
  [{ quiet: true }, false, "domain-exit of ivi"],
  [{ signal: "Vehicle.Speed", is: "valid" }, true, "50"],
  [{ signal: "Vehicle.Speed", is: "none" }, false, "50"],
  [{ signal: ENGINE, is: "none" }, true, "none"],
  [{ signal: ENGINE, is: "valid" }, false, "none"],
  [{ display: "ivi", is: "frozen" }, true, "frozen"],
  [{ display: "ivi", is: "live" }, false, "frozen"],
  [{ display: "hud", is: "live" }, false, "no such display"],
];

test.each(rows.map(([expectation, ok, got]) => ({ expectation, words: JSON.stringify(expectation), ok, got })))(
  "$words: $ok, got $got",
  ({ expectation, ok, got }) => {
    const check = checkOf(expectation, outcome);
    expect({ ok: check.ok, got: check.got }).toEqual({ ok, got });
  },
);

test("simulated a domain has to keep 99 of 100 frames whatever the scenario says, live as many as it says, or 70", () => {
  const of = (mode: Outcome["mode"], score?: number) =>
    checkOf({ unaffected: "cluster", ...(score === undefined ? {} : { score }) }, { ...outcome, mode }).wanted;
  expect([of("sim"), of("sim", 0.5), of("live"), of("live", 0.9)]).toEqual(
    ["0.99 and no cover", "0.99 and no cover", "0.7", "0.9"].map((score) => `a score of at least ${score}`),
  );
});

test("without a fault all that was seen counts", () => {
  const { ok, got } = checkOf({ quiet: true }, { ...outcome, faultAt: undefined });
  expect([ok, got]).toEqual([false, "hung of ivi, domain-exit of ivi"]);
});
