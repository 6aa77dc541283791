/** Xen's own test of a xenstored: tools/tests/xenstore, as Debian's xen-utils has it. */
import { existsSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TEST_XENSTORE } from "../../../main/launch/places.mjs";
import { startDaemon, type Daemon } from "../../support/daemon.ts";
import { run } from "../../support/program.ts";

let daemon: Daemon;
beforeEach(async () => {
  if (!existsSync(TEST_XENSTORE)) throw new Error(`${TEST_XENSTORE} is not there: npm test fetches it, and npm ci takes it away`);
  daemon = await startDaemon();
});
afterEach(() => daemon.stop());

// prettier-ignore
const TESTS = [
  "read 1", "read 2000", "write 1", "write 2000", "dir", "rm node", "rm dir",
  "ta empty", "ta empty x", "ta rmw", "ta rmw x", "ta err",
];

test("every test of test-xenstore passes", async () => {
  const { code, stdout, stderr } = await run(TEST_XENSTORE, [], daemon.env);
  const passed = [...stdout.matchAll(/^(.*?) *: \d+ ns$/gm)].map(([, name]) => name);
  expect({ code, passed, stderr, lines: stdout.split("\n").length - 1 }).toEqual({
    code: 0,
    passed: TESTS,
    stderr: "",
    lines: TESTS.length,
  });
});

test("each passes a hundred times over", async () => {
  const { code, stdout } = await run(TEST_XENSTORE, ["-i", "100"], daemon.env);
  expect({ code, failed: stdout.match(/failed/g), retried: stdout.match(/Exhaustive/g) }).toEqual({ code: 0, failed: null, retried: null });
});

test("ten seconds of them at random pass", { timeout: 60_000 }, async () => {
  expect(await run(TEST_XENSTORE, ["-r", "10"], daemon.env)).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("it leaves no node behind", async () => {
  await run(TEST_XENSTORE, [], daemon.env);
  const left = await run("xenstore-exists", ["/local/domain/0/xenstore-test"], daemon.env);
  expect(left.code).toBe(1);
});
