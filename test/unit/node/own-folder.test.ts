import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { ownFolder } from "../../../main/node/faults/own-folder.ts";

test("what a session left that was killed is taken away, and what one that lives has is not", () => {
  const parent = mkdtempSync(join(tmpdir(), "argonaut-own-folder-"));
  const { pid: gone } = spawnSync(process.execPath, ["--version"]);
  for (const name of [`argonaut-faults-${gone}-a`, `argonaut-faults-${process.ppid}-b`, "argonaut-faults-c"]) mkdirSync(join(parent, name));
  const made = ownFolder(parent);
  const left = readdirSync(parent).sort();
  rmSync(parent, { recursive: true });
  expect(left).toEqual([`argonaut-faults-${process.ppid}-b`, "argonaut-faults-c", basename(made)].sort());
  expect(basename(made)).toMatch(new RegExp(`^argonaut-faults-${process.pid}-.`));
});
