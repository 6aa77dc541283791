import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { liveRunner } from "../../../main/node/faults/live-runner.ts";

test("a cockpit that ends without a record makes a run in error, with what it said last", async () => {
  const folder = mkdtempSync(join(tmpdir(), "argonaut-live-runner-"));
  const start = join(folder, "start.mjs");
  writeFileSync(start, 'console.error("no screen");\nprocess.exit(3);\n');
  const runner = liveRunner({ start, words: [], verbose: false });
  const record = await runner.run({ path: "cpu-hog.yaml", index: 0, seed: 7, name: "cpu-hog" });
  await runner.close();
  rmSync(folder, { recursive: true });
  expect(record).toMatchObject({ scenario: "cpu-hog", file: "cpu-hog.yaml", seed: 7, verdict: "error", log: ["no screen"] });
  expect(record.problem).toMatch(/^the cockpit ended with 3 and left no record/);
});
