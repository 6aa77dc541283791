import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { runFolder } from "../../../main/launch/run-folder.mjs";

/** A folder for temporary files of the test's own, and in it one of a run whose process has that number. */
function left(...pids) {
  const parent = mkdtempSync(join(tmpdir(), "argonaut-run-folder-"));
  vi.stubEnv("TMPDIR", parent);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(parent, { recursive: true });
  });
  return pids.map((pid) => {
    const folder = join(parent, `argonaut-run-${pid}-x`);
    mkdirSync(folder);
    return folder;
  });
}

const gone = () => spawnSync(process.execPath, ["--version"]).pid;

test("what a run left that was killed is taken away by the next, and what one has that lives is not", () => {
  const [dead, living] = left(gone(), process.ppid);
  const own = runFolder(undefined);
  expect([dead, living, own.sub("x")].map((path) => existsSync(path))).toEqual([false, true, true]);
  own.close();
  expect(existsSync(own.path)).toBe(false);
});

test.runIf(process.getuid?.() === 0)("what another user's run left is that user's", () => {
  const [others] = left(gone());
  chownSync(others, 65_534, 65_534);
  runFolder(undefined).close();
  expect(existsSync(others)).toBe(true);
});
