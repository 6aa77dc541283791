import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { settingsFiles } from "../../../main/node/settings-files.ts";

let above: string;
let folder: string;
beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), "argonaut-settings-"));
  folder = join(above, "argonaut", "mine");
});
afterEach(() => rmSync(above, { recursive: true }));

test("what is written is read, in a folder that is made for it, and nothing else is left there", async () => {
  const files = settingsFiles(folder);
  const before = files.read("ivi");
  const written = [await files.write("ivi", "one"), await files.write("ivi", "two")];
  expect([before, written, files.read("ivi"), readdirSync(folder)]).toEqual([
    { ok: true, value: undefined },
    [
      { ok: true, value: undefined },
      { ok: true, value: undefined },
    ],
    { ok: true, value: "two" },
    ["ivi.yaml"],
  ]);
});

test("what is set aside goes over nothing that was set aside before", async () => {
  const files = settingsFiles(folder);
  for (const text of ["first", "second", "third"]) {
    await files.write("ivi", text);
    files.setAside("ivi");
  }
  const kept = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]);
  expect(Object.fromEntries(kept)).toEqual({ "ivi.yaml.broken": "first", "ivi.yaml.broken-2": "second", "ivi.yaml.broken-3": "third" });
});

test("where the folder cannot be made or the file not read, the system's word for it is the answer", async () => {
  writeFileSync(join(above, "argonaut"), "a file");
  const files = settingsFiles(folder);
  expect([files.read("ivi"), await files.write("ivi", "x"), files.setAside("ivi")]).toEqual([
    { ok: false, error: "ENOTDIR" },
    { ok: false, error: `${join(folder, "ivi.yaml")}: ENOTDIR` },
    { ok: false, error: "ENOTDIR" },
  ]);
});
