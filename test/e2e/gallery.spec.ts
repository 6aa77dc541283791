/** `npm run gallery`, as a person starts it: one picture of hundreds, and the page to look through them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "playwright/test";
import { Picture } from "./picture.ts";

const GALLERY = fileURLToPath(new URL("../../main/launch/gallery.mjs", import.meta.url));

test("the gallery takes the picture that it is asked for, and ends well", () => {
  const folder = mkdtempSync(join(tmpdir(), "argonaut-gallery-"));
  try {
    const env = { ...process.env };
    // It is no test, and must not take itself for one.
    for (const name of Object.keys(env)) if (/^(TEST_|PLAYWRIGHT_|PW_)/.test(name)) delete env[name];
    const ran = spawnSync(process.execPath, [GALLERY, "--out", folder, "--only", "cluster/night/zh/cruising"], { env, encoding: "utf8" });
    expect({ code: ran.status, said: ran.stderr + ran.stdout }).toEqual({ code: 0, said: expect.stringContaining("1 of 1 pictures") });
    expect(readdirSync(folder).sort()).toEqual(["cluster-night-zh-cruising.png", "index.html"]);
    const picture = new Picture(readFileSync(join(folder, "cluster-night-zh-cruising.png")));
    expect([picture.width, picture.height]).toEqual([1920, 720]);
    expect(readFileSync(join(folder, "index.html"), "utf8")).toContain("cluster-night-zh-cruising.png");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
