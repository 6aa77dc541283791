import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../../main/launch/places.mjs";

// npm passes a signal on to its shell, and dash dies of it alone: the daemon would stay, and so would its socket.
test("a program of main/node takes the place of npm's shell, so that npm's signals reach it", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const tools = Object.entries(scripts).filter(([, script]) => script.includes("main/launch/tool.mjs"));
  expect(tools.map(([name]) => name)).toContain("xenstored");
  expect(tools).toEqual(tools.map(([name]) => [name, `exec node main/launch/tool.mjs ${name}`]));
});
