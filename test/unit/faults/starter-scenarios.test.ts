import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { faults } from "../../../main/faults/catalogue.ts";
import { runsOf } from "../../../main/faults/scenario.ts";
import { ROOT } from "../../../main/launch/places.mjs";
import { readScenarios, scenarioPaths } from "../../../main/node/faults/scenario-files.ts";
import { simulateRun } from "../../../main/simulated-run.ts";
import { theDefaultCockpit } from "../../support/headless.ts";
import { value } from "../../support/machine.ts";

const FOLDER = join(ROOT, "main/faults/scenarios");

const scenarios = value(readScenarios(value(scenarioPaths([], FOLDER))));

test("there are forty and more, each named as its file", () => {
  const misnamed = scenarios.filter(({ path, file }) => basename(path, ".yaml") !== file.name);
  expect([scenarios.length >= 40, misnamed.map(({ path }) => path)]).toEqual([true, []]);
});

test("every group of faults is in one of them", () => {
  const group = (name: string): string => name.split(".")[0] ?? "";
  const used = new Set(scenarios.flatMap(({ file }) => file.faults.map(({ fault }) => group(fault))));
  const all = new Set(faults.map(({ name }) => group(name)));
  expect([...all].filter((name) => !used.has(name))).toEqual([]);
});

describe.each(scenarios.map((scenario) => ({ name: scenario.file.name, scenario })))("$name", ({ scenario }) => {
  test.each(runsOf(scenario).map((plan) => ({ place: JSON.stringify(plan.parameters), plan })))(
    "passes simulated $place",
    async ({ plan }) => {
      const { verdict, problem, checks } = await simulateRun(plan, theDefaultCockpit());
      expect({ verdict, problem, wrong: checks.filter(({ ok }) => !ok) }).toEqual({ verdict: "passed", problem: undefined, wrong: [] });
    },
  );
});
