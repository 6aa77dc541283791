import { expect, test } from "vitest";
import { readScenario, runsOf, strangers, type Scenario } from "../../../main/faults/scenario.ts";
import { millisecondsOf } from "../../../main/faults/scenario-schema.ts";
import { value } from "../../support/machine.ts";

const read = (text: string): Scenario => value(readScenario("a.yaml", text));

const SWEPT = `name: swept
title: A sweep
seed: 7
repeats: 2
sweep: { stop: [30, 60], when: [1s, 250ms] }
duration: 1m
ftti: 500ms
drive: brake
steady: { for: 2s }
faults:
  - { fault: domain.slow, target: ivi, at: $when, for: 2s, with: { stop: $stop } }
  - { fault: bus.lost, when: { signal: Vehicle.Speed, above: 60 } }
expect: [{ quiet: true }]
`;

test("a scenario is run for every place of its sweep, and as often as it repeats, each time with the next seed", () => {
  const runs = runsOf(read(SWEPT));
  expect(runs.map(({ seed, parameters }) => [seed, parameters])).toEqual(
    [
      { stop: 30, when: "1s" },
      { stop: 30, when: "250ms" },
      { stop: 60, when: "1s" },
      { stop: 60, when: "250ms" },
    ].flatMap((place) => [
      [7, place],
      [8, place],
    ]),
  );
});

test("a run has all that was left open filled in: the sweep's values, and what a fault's parameters usually are", () => {
  const run = runsOf(read(SWEPT)).at(-1);
  expect(run && { ...run, faults: run.faults.map(({ fault, ...rest }) => ({ fault: fault.name, ...rest })) }).toEqual({
    scenario: "swept",
    title: "A sweep",
    path: "a.yaml",
    seed: 8,
    parameters: { stop: 60, when: "250ms" },
    drive: "brake",
    steadyForMs: 2000,
    steadyTimeoutMs: 40_000,
    durationMs: 60_000,
    fttiMs: 500,
    expect: [{ quiet: true }],
    faults: [
      { fault: "domain.slow", target: "ivi", atMs: 250, when: undefined, forMs: 2000, parameters: { run: 40, stop: 60 } },
      { fault: "bus.lost", target: "", atMs: undefined, when: { signal: "Vehicle.Speed", above: 60 }, forMs: undefined, parameters: {} },
    ],
  });
});

test("a seed in place of the scenario's own is the first one's; seeds are of 32 bits", () => {
  expect(
    runsOf(read(SWEPT), 0xffff_ffff)
      .slice(0, 2)
      .map(({ seed }) => seed),
  ).toEqual([0xffff_ffff, 0]);
});

test("times are in milliseconds, seconds or minutes, with fractions", () => {
  expect(["500ms", "2s", "1m", "0.5s", "1.5m"].map(millisecondsOf)).toEqual([500, 2000, 60_000, 500, 90_000]);
});

test("names that the cockpit does not have are told, with those that it has", () => {
  const [run] = runsOf(
    read(`name: a
title: A
duration: 1s
faults:
  - { fault: domain.crash, target: radio, at: 0s }
  - { fault: domain.crash, target: hud, at: 0s }
  - { fault: input.stuck-key, target: hud, at: 0s }
  - { fault: input.stuck-key, target: ivi, at: 0s }
  - { fault: bus.lost, at: 0s }
expect: [{ quiet: true }]
`),
  );
  expect(run && strangers(run, { domains: ["cluster", "ivi"], displays: ["hud"] })).toEqual([
    'a.yaml: domain.crash: want a domain of cluster, ivi, got "radio"',
    'a.yaml: domain.crash: want a domain of cluster, ivi, got "hud"',
  ]);
});
