import { expect, test } from "vitest";
import { readScenario, runsOf, type RunPlan } from "../../../main/faults/scenario.ts";
import { sha256 } from "../../../main/sha256.ts";
import { simulateRun } from "../../../main/simulated-run.ts";
import { theDefaultCockpit } from "../../support/headless.ts";
import { value } from "../../support/machine.ts";

/** Chance is in it wherever there is any: guests' starts, events, touches, signals, transactions. */
const plan = (seed: number, faults: readonly string[]): RunPlan => {
  const text = `name: a\ntitle: A\nduration: 8s\nfaults:${faults.length === 0 ? " []" : faults.map((one) => `\n  - ${one}`).join("")}\nexpect: [{ quiet: true }]\n`;
  const [run] = runsOf(value(readScenario("a.yaml", text)), seed);
  if (!run) throw new Error("no run");
  return run;
};

const CHANCE = [
  "{ fault: evtchn.lost, target: ivi, at: 1s, for: 1s, with: { share: 0.2 } }",
  "{ fault: input.ghost-touch, target: cluster, at: 500ms }",
  "{ fault: bus.babbling, at: 2s, for: 500ms }",
  "{ fault: ring.garbage, target: ivi, at: 3s }",
  "{ fault: xenstore.eagain, at: 3s, for: 2s }",
];

test("two runs of one seed are the same to the last line, another seed's is another", async () => {
  const [a, b, c] = [
    await simulateRun(plan(1, CHANCE), theDefaultCockpit()),
    await simulateRun(plan(1, CHANCE), theDefaultCockpit()),
    await simulateRun(plan(2, CHANCE), theDefaultCockpit()),
  ];
  expect(b).toEqual(a);
  expect(c.logHash).not.toBe(a.logHash);
});

test("the hash is of the log, and the log ends with each display's frames", async () => {
  const { log, logHash } = await simulateRun(plan(1, []), theDefaultCockpit());
  expect([sha256(log.join("\n")) === logHash, log.slice(-2)]).toEqual([
    true,
    [expect.stringMatching(/^[\d.]+ frames cluster \d+ [0-9a-f]{16}$/), expect.stringMatching(/^[\d.]+ frames ivi \d+ [0-9a-f]{16}$/)],
  ]);
});

test("what there is no host for changes nothing in a simulation but that it is said", async () => {
  const without = await simulateRun(plan(1, []), theDefaultCockpit());
  const hosts = ["{ fault: host.cpu-hog, at: 1s }", "{ fault: host.memory-hog, at: 1s }", "{ fault: host.disk-full, at: 1s }"];
  const { log } = await simulateRun(plan(1, hosts), theDefaultCockpit());
  expect(log.filter((line) => !/^[\d.]+ fault/.test(line))).toEqual(without.log);
  expect(log.filter((line) => / fault /.test(line)).map((line) => line.split(" ")[2])).toEqual([
    "host.cpu-hog",
    "host.memory-hog",
    "host.disk-full",
    ...["ends", "ends", "ends"],
  ]);
});
