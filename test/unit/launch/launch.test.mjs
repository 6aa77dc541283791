import { join } from "node:path";
import { expect, test } from "vitest";
import { countPlaywright, countVitest, failuresOfPlaywright, failuresOfVitest } from "../../../main/launch/layers.mjs";
import { ROOT } from "../../../main/launch/places.mjs";
import { isInstalled } from "../../../main/launch/packages.mjs";
import { distPath } from "../../../main/launch/runtime-registry.mjs";
import { capture, run, typed } from "../../../main/launch/run.mjs";
import { checkNode } from "../../../main/launch/system.mjs";

test.each(["20.19.0", "20.20.2", "21.0.0", "22.1.0"])("Node %s will do", (version) => {
  expect(() => checkNode(version)).not.toThrow();
});

test.each(["18.20.4", "20.18.9", "20.9.0"])("Node %s is refused by what was wanted and what came", (version) => {
  expect(() => checkNode(version)).toThrow(`Node: wanted 20.19.0 or newer, got ${version}`);
});

test("of Cypress' zip only Electron's own files are unpacked, and none outside the dist", () => {
  const entries = [
    "Cypress/",
    "Cypress/Cypress",
    "Cypress/icudtl.dat",
    "Cypress/resources/app/index.js",
    "Cypress/browser_v8_context_snapshot.bin",
  ];
  const more = [
    "Cypress/locales/de.pak",
    "Cypress/locales/fr.pak",
    "Cypress/resources/app-update.yml",
    "Cypress/../../etc/passwd",
    "other",
  ];
  expect([...entries, ...more].flatMap((entry) => distPath(entry) ?? [])).toEqual(["electron", "icudtl.dat", "locales/de.pak"]);
});

const lock = {
  packages: {
    "": {},
    "node_modules/a": { version: "1", integrity: "x" },
    "node_modules/b": { version: "1", integrity: "y", optional: true },
  },
};

test("installed packages match the lock file when only optional ones are absent", () => {
  expect(isInstalled(lock, { packages: { "node_modules/a": { version: "1", integrity: "x" } } })).toBe(true);
});

test.each([
  ["one is missing", { "node_modules/b": { version: "1", integrity: "y" } }],
  ["one has other contents", { "node_modules/a": { version: "1", integrity: "z" } }],
  ["one has another version", { "node_modules/a": { version: "2", integrity: "x" } }],
  ["one is too many", { "node_modules/a": { version: "1", integrity: "x" }, "node_modules/c": { version: "1" } }],
])("installed packages do not match the lock file when %s", (_, packages) => {
  expect(isInstalled(lock, { packages })).toBe(false);
});

test("a test file that could not be loaded counts as a failure", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 0,
    testResults: [
      { status: "failed", assertionResults: [] },
      { status: "failed", assertionResults: [{ status: "failed" }] },
      { status: "passed", assertionResults: [{ status: "passed" }] },
    ],
  };
  expect(countVitest(report)).toEqual({ passed: 3, failed: 2, skipped: 2 });
});

test("an error outside of Playwright's tests counts as a failure", () => {
  expect(countPlaywright({ stats: { expected: 2, unexpected: 1, flaky: 1, skipped: 4 }, errors: [{}] })).toEqual({
    passed: 3,
    failed: 2,
    skipped: 4,
  });
});

test("what failed is told by file, title and the first lines of its error, without colours or stack", () => {
  const error = "\u001b[31mError: expected 1\u001b[39m\n\n    at here (a.ts:1)\nReceived: 2";
  const file = (name, ...assertionResults) => ({
    name: join(ROOT, name),
    status: "failed",
    message: "it does not parse",
    assertionResults,
  });
  const vitest = {
    testResults: [
      file("test/unit/a.test.ts", { status: "failed", fullName: "a b", failureMessages: [error] }, { status: "passed", fullName: "c" }),
      file("test/unit/d.test.ts"),
      { ...file("test/unit/e.test.ts"), status: "passed" },
    ],
  };
  expect(failuresOfVitest(vitest)).toEqual([
    { title: "test/unit/a.test.ts › a b", said: ["Error: expected 1", "Received: 2"] },
    { title: "test/unit/d.test.ts", said: ["it does not parse"] },
  ]);
  const spec = (title, ok, ...errors) => ({ title, ok, file: "a.spec.ts", line: 7, tests: [{ results: [{ errors }] }] });
  const suite = (title, specs, suites) => ({ title, file: "a.spec.ts", specs, suites });
  const playwright = {
    suites: [suite("a.spec.ts", [spec("one", true), spec("two", false, { message: error })], [suite("upright", [spec("three", false)])])],
    errors: [{ message: "the whole took too long" }],
  };
  expect(failuresOfPlaywright(playwright)).toEqual([
    { title: "test/e2e/a.spec.ts:7 › two", said: ["Error: expected 1", "Received: 2"] },
    { title: "test/e2e/a.spec.ts:7 › upright › three", said: [] },
    { title: "outside any test", said: ["the whole took too long"] },
  ]);
});

test("a command that fails tells how to run it by hand", async () => {
  await expect(run("sh", ["-c", "echo told you; exit 3"], {})).rejects.toMatchObject({
    message: "sh -c 'echo told you; exit 3': wanted exit code 0, got 3",
    byHand: "sh -c 'echo told you; exit 3'",
    detail: "told you",
  });
});

test("a command that is not there is exit code 127, not an exception", async () => {
  expect((await capture("argonaut-no-such-command", [])).code).toBe(127);
});

test("a command is printed so that a shell reads the same words", async () => {
  const words = ["a b", "it's", "$HOME", "plain"];
  expect((await capture("sh", ["-c", typed("printf", ["%s|", ...words])])).stdout).toBe("a b|it's|$HOME|plain|");
});
