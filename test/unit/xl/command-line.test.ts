import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { xlVerb } from "../../../main/control-verbs.ts";
import { askControl } from "../../../main/node/control-client.ts";
import { serveControl } from "../../../main/node/control-socket.ts";
import { isXlOutcome, parseXlWords, USAGE } from "../../../main/node/xl/command-line.ts";
import { err, ok } from "../../../protocol/result.ts";

test.each([
  [["list"], ok({ words: ["list"], socket: undefined })],
  [["--socket", "/s", "vkb-detach", "ivi", "0"], ok({ words: ["vkb-detach", "ivi", "0"], socket: "/s" })],
  [["vkb-attach", "ivi", "--help"], ok({ words: ["vkb-attach", "ivi", "--help"], socket: undefined })],
  [["--help"], err({ code: 0, stdout: USAGE, stderr: "" })],
  [[], err({ code: 1, stdout: "", stderr: USAGE })],
  [["--socket"], err({ code: 2, stdout: "", stderr: "xl: --socket: want a path behind it\n" })],
  [["--sokcet", "/s"], err({ code: 2, stdout: "", stderr: "xl: --sokcet: unknown; there are --socket PATH and --help\n" })],
])("xl %j", (words, expected) => {
  expect(parseXlWords(words)).toEqual(expected);
});

test("a command line goes through the socket and comes back as it ended; what is no command line is refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "xl-"));
  const path = join(folder, "control");
  const outcome = { code: 3, stdout: "out\n", stderr: "err\n" };
  const seen: unknown[] = [];
  const served = await serveControl({ xl: xlVerb((words) => Promise.resolve((seen.push(words), outcome))) }, path);
  const answers = [await askControl(path, "xl", { words: ["list", "ivi"] }), await askControl(path, "xl", { words: "list" })];
  if (served.ok) await served.value.close();
  rmSync(folder, { recursive: true });
  expect([answers, seen, isXlOutcome(outcome), isXlOutcome([])]).toEqual([
    [ok(outcome), err("xl: want words")],
    [["list", "ivi"]],
    true,
    false,
  ]);
});
