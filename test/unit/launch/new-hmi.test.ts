import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newHmi } from "../../../main/launch/new-hmi.mjs";

let from: string;
beforeEach(() => {
  from = mkdtempSync(join(tmpdir(), "new-hmi-"));
});
afterEach(() => rmSync(from, { recursive: true }));

test("a new HMI is a folder that needs no build, and its README names it", () => {
  expect(newHmi(["my-hmi"], from)).toBeUndefined();
  expect(readdirSync(join(from, "my-hmi")).sort()).toEqual(["README.md", "guest.d.ts", "index.html", "main.js", "style.css"]);
  expect(readFileSync(join(from, "my-hmi", "README.md"), "utf8")).toContain("guest: { app: ./my-hmi }");
});

test("nothing that is there is written over, and a name is wanted", () => {
  newHmi(["my-hmi"], from);
  expect([newHmi(["my-hmi"], from), newHmi([], from), newHmi(["a", "b"], from)]).toEqual([
    `want a folder that is not there yet, got ${join(from, "my-hmi")}`,
    "want npm run new-hmi NAME, got no name",
    "want npm run new-hmi NAME, got a b",
  ]);
});

test("the types that a new HMI has are those of the door, word for word", () => {
  const bridge = readFileSync(new URL("../../../protocol/bridge.ts", import.meta.url), "utf8");
  const api = bridge.slice(bridge.indexOf("/** One connector of the guest's"));
  expect(api.length).toBeGreaterThan(500);
  expect(readFileSync(new URL("../../../main/launch/hmi-template/guest.d.ts", import.meta.url), "utf8")).toContain(api);
});
