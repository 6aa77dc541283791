import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { faults } from "../../../main/faults/catalogue.ts";
import { docsText, listText } from "../../../main/node/faults/catalogue-text.ts";
import { doAll, type Runner, type RunWish } from "../../../main/node/faults/run-list.ts";
import { readScenarios, scenarioPaths } from "../../../main/node/faults/scenario-files.ts";
import { aRun } from "../../support/a-session.ts";
import { value } from "../../support/machine.ts";

const folder = mkdtempSync(join(tmpdir(), "argonaut-scenarios-"));
afterAll(() => rmSync(folder, { recursive: true }));

const scenario = (name: string, more = ""): string =>
  `name: ${name}\ntitle: Title of ${name}\nduration: 1s\nfaults: []\nexpect: [{ quiet: true }]\n${more}`;
writeFileSync(join(folder, "b-crash.yaml"), scenario("b-crash"));
writeFileSync(join(folder, "a.yml"), scenario("a"));
writeFileSync(join(folder, "notes.txt"), "none");

test("no words are the whole starter set; a folder is its scenarios, a path itself, a name one of the starters", () => {
  const all = [join(folder, "a.yml"), join(folder, "b-crash.yaml")];
  expect([[], [folder], [join(folder, "a.yml")], ["b-crash"]].map((words) => value(scenarioPaths(words, folder)))).toEqual([
    all,
    all,
    all.slice(0, 1),
    all.slice(1),
  ]);
});

test("words that mean nothing are told all at once, with what may have been meant", () => {
  const found = scenarioPaths(["crash", "b-crash", "nothing"], folder);
  expect(!found.ok && found.error).toEqual([
    "crash: want a scenario file, a folder of them, or a name of the starter set (b-crash?); there is none of it",
    "nothing: want a scenario file, a folder of them, or a name of the starter set; there is none of it",
  ]);
});

test("the problems of all files are told at once", () => {
  const bad = ["c", "d"].map((name) => join(folder, `${name}.scenario`));
  for (const path of bad) writeFileSync(path, scenario("c", "colour: red\n"));
  const read = readScenarios(bad);
  expect(!read.ok && read.error.map((line) => line.replace(/: known.*|; known.*/, ""))).toEqual(
    bad.map((path) => `${path}:6:1: colour: unknown`),
  );
});

test("the list and the documentation have every fault, every parameter, and every scenario", () => {
  const scenarios = value(readScenarios(value(scenarioPaths([], folder))));
  for (const text of [listText(faults, scenarios), docsText(faults, scenarios)]) {
    const words = [
      ...faults.flatMap(({ name, what, parameters }) => [name, what, ...Object.values(parameters).map((one) => one.what)]),
      ...scenarios.map(({ file }) => file.title),
    ];
    expect(words.filter((word) => !text.includes(word))).toEqual([]);
  }
});

const wishes = Array.from({ length: 6 }, (_, index): RunWish => ({ path: "a.yaml", index, seed: 1, name: `run ${index}` }));

/** A runner that says what it does, and never ends a run whose number is `stuck`. */
function aRunner(log: string[], stuck?: number): Runner {
  return {
    mode: "sim",
    run: async ({ index }) => {
      if (index === stuck) await new Promise(() => undefined);
      return aRun({ scenario: `run ${index}` });
    },
    close: () => Promise.resolve(void log.push("closed")),
  };
}

test("all runs are done once, by as many runners as there are, and each runner is closed", async () => {
  const log: string[] = [];
  const done: string[] = [];
  await doAll(wishes, [aRunner(log), aRunner(log)], {
    onDone: ({ scenario: name }, wish) => void done.push(`${name} ${wish.name}`),
    signal: new AbortController().signal,
  });
  expect([done.sort(), log]).toEqual([wishes.map(({ name }) => `${name} ${name}`), ["closed", "closed"]]);
});

test("when it is aborted, what was done is kept, and the runner is closed in the middle of a run", async () => {
  const log: string[] = [];
  const done: string[] = [];
  const stop = new AbortController();
  await doAll(wishes, [aRunner(log, 2)], {
    onDone: ({ scenario: name }) => {
      done.push(name);
      if (name === "run 1") queueMicrotask(() => stop.abort());
    },
    signal: stop.signal,
  });
  expect([done, log]).toEqual([["run 0", "run 1"], ["closed"]]);
});
