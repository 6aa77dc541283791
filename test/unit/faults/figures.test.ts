import { expect, test } from "vitest";
import { handlingTimes, hitBy, interference, recoveries } from "../../../main/faults/figures.ts";
import { aDisplay, aFault, anObservation } from "../../support/a-record.ts";

const PLACEHOLDER = { kind: "placeholder", why: "stopped", restarting: true } as const;
const detection = (detector: string, target = "ivi") => ({ detector, target, detail: "" });
const asked = (changes: Partial<Parameters<typeof handlingTimes>[1]> = {}) => ({ fttiMs: 500, detectors: [], hit: ["ivi"], ...changes });

test("FDTI is from fault to detection, FRTI from there to the safe state, FHTI both, and the margin what is left of the FTTI", () => {
  const { observed } = anObservation()
    .at(1000, (o) => o.fault(aFault(1000)))
    .at(1100, (o) => o.detection(detection("domain-exit")))
    .at(1250, (o) => o.cover("ivi", "ivi", PLACEHOLDER));
  expect(handlingTimes(observed, asked())).toEqual({ fdtiMs: 100, frtiMs: 150, fhtiMs: 250, fttiMs: 500, marginMs: 250 });
});

test("what was before the fault, is of another domain, or was said by a detector nobody asked for does not count", () => {
  const { observed } = anObservation()
    .at(500, (o) => o.detection(detection("hung")))
    .at(600, (o) => o.cover("ivi", "ivi", PLACEHOLDER))
    .at(1000, (o) => o.fault(aFault(1000)))
    .at(1010, (o) => o.detection(detection("hung", "cluster")))
    .at(1020, (o) => o.cover("cluster", "cluster", PLACEHOLDER))
    .at(1030, (o) => o.detection(detection("abi")))
    .at(1200, (o) => o.detection(detection("hung")))
    .at(1300, (o) => o.cover("ivi", "ivi", PLACEHOLDER));
  expect(handlingTimes(observed, asked({ detectors: ["hung"] }))).toMatchObject({ fdtiMs: 200, frtiMs: 100, fhtiMs: 300 });
});

test("a safe state before its detector's word leaves nothing to react to: FRTI is 0, and FHTI the FDTI", () => {
  const { observed } = anObservation()
    .at(1000, (o) => o.fault(aFault(1000)))
    .at(1050, (o) => o.cover("ivi", "ivi", PLACEHOLDER))
    .at(1100, (o) => o.detection(detection("domain-exit")));
  expect(handlingTimes(observed, asked())).toEqual({ fdtiMs: 100, frtiMs: 0, fhtiMs: 100, fttiMs: 500, marginMs: 400 });
});

test("a fault handled too late has a negative margin; what did not happen has no time", () => {
  const late = anObservation()
    .at(0, (o) => o.fault(aFault(0)))
    .at(400, (o) => o.detection(detection("hung")))
    .at(700, (o) => o.cover("ivi", "ivi", PLACEHOLDER));
  const unsafe = anObservation()
    .at(0, (o) => o.fault(aFault(0)))
    .at(400, (o) => o.detection(detection("hung")));
  const none = { fdtiMs: undefined, frtiMs: undefined, fhtiMs: undefined, marginMs: undefined };
  expect([late, unsafe, anObservation()].map(({ observed }) => handlingTimes(observed, asked()))).toEqual([
    { fdtiMs: 400, frtiMs: 300, fhtiMs: 700, fttiMs: 500, marginMs: -200 },
    { ...none, fdtiMs: 400, fttiMs: 500 },
    { ...none, fttiMs: 500 },
  ]);
});

test("a signal that is too old is safe with its detection: it has no value any more", () => {
  const { observed } = anObservation()
    .at(0, (o) => o.fault(aFault(0, "-", "bus.lost")))
    .at(2080, (o) => o.detection(detection("signal-age", "Vehicle.Speed")));
  expect(handlingTimes(observed, asked({ hit: [] }))).toMatchObject({ fdtiMs: 2080, frtiMs: 0 });
});

test("a fault hits the domain it names, or the domain of the display it names; each once", () => {
  const displays = [aDisplay("left", { domain: "cluster" }), aDisplay("right", { domain: "ivi" }), aDisplay("rear", { domain: "ivi" })];
  const hits = [["ivi"], ["left", "cluster"], ["-"], ["rear", "left"]].map((targets) =>
    hitBy(
      targets.map((target) => aFault(0, target)),
      displays,
    ),
  );
  expect(hits).toEqual([["ivi"], ["cluster"], [], ["ivi", "cluster"]]);
});

test("a domain has recovered when its display is live after it was covered, once each time", () => {
  const { observed } = anObservation()
    .at(100, (o) => o.lease("ivi", "ivi", "starting", "live"))
    .at(1000, (o) => o.lease("ivi", "ivi", "live", "gone"))
    .at(1000, (o) => o.cover("ivi", "ivi", PLACEHOLDER))
    .at(1400, (o) => o.lease("ivi", "ivi", "gone", "starting"))
    .at(1500, (o) => o.lease("ivi", "ivi", "starting", "live"))
    .at(3000, (o) => o.lease("ivi", "ivi", "live", "frozen"))
    .at(3100, (o) => o.lease("ivi", "ivi", "frozen", "live"))
    .at(3200, (o) => o.lease("cluster", "cluster", "live", "live"));
  expect(recoveries(observed)).toEqual([
    { at: 1500, target: "ivi" },
    { at: 3100, target: "ivi" },
  ]);
});

const WHEN = { from: 0, faultAt: 10_000, end: 20_000 };
const scores = (t: ReturnType<typeof anObservation>) => interference(t.observed, [aDisplay("cluster")], WHEN)[0];

test("a domain that shows every frame after the fault as before it has a score of 1", () => {
  const found = scores(anObservation().frames("cluster", 0, 20_000));
  expect(found && { ...found, p99BeforeMs: Math.round(found.p99BeforeMs ?? 0), p99AfterMs: Math.round(found.p99AfterMs ?? 0) }).toEqual({
    domain: "cluster",
    display: "cluster",
    score: 1,
    p99BeforeMs: 17,
    p99AfterMs: 17,
    missed: 0,
    restarts: 0,
    covers: 0,
  });
});

test("an interval that the fault falls into is the fault's, though it began before", () => {
  const found = scores(anObservation().frames("cluster", 0, 9990).frames("cluster", 10_700, 12_000));
  expect(Math.round(found?.p99BeforeMs ?? 0)).toBe(17);
  expect(Math.round(found?.p99AfterMs ?? 0)).toBeGreaterThan(700);
});

test("half as many frames after the fault are a score of a half, and the others are missed", () => {
  const found = scores(
    anObservation()
      .frames("cluster", 0, 10_000)
      .frames("cluster", 10_000, 20_000, 2000 / 60),
  );
  expect([found?.score.toFixed(3), found?.missed, Math.round(found?.p99AfterMs ?? 0)]).toEqual(["0.500", 300, 33]);
});

test("a score is of what the domain did before: one that always drew at 30 Hz has lost nothing", () => {
  expect(scores(anObservation().frames("cluster", 0, 20_000, 2000 / 60))?.score).toBe(1);
});

test("one that showed nothing before the fault is held against its vblanks", () => {
  expect(scores(anObservation().frames("cluster", 10_000, 20_000, 2000 / 60))?.score).toBeCloseTo(0.5, 2);
});

test("a domain that was started again after the fault has a score of 0, whatever it drew; covers are counted beside it", () => {
  const restarted = anObservation()
    .frames("cluster", 0, 20_000)
    .at(9000, (o) => o.life("cluster", "started"))
    .at(15_000, (o) => o.life("cluster", "started"));
  const covered = anObservation()
    .frames("cluster", 0, 20_000)
    .at(15_000, (o) => o.cover("cluster", "cluster", PLACEHOLDER))
    .at(16_000, (o) => o.cover("cluster", "cluster", { kind: "none" }));
  expect([restarted, covered].map(scores).map((one) => [one?.score, one?.restarts, one?.covers])).toEqual([
    [0, 1, 0],
    [1, 0, 1],
  ]);
});
