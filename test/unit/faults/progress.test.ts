import { afterEach, expect, test, vi } from "vitest";
import { Progress } from "../../../main/node/faults/progress.ts";
import { aRun } from "../../support/a-session.ts";

afterEach(() => vi.restoreAllMocks());

/** What is written where there is no terminal, a line each. */
function told(total: number, everyRun: boolean, verdicts: readonly ("passed" | "failed")[]): readonly string[] {
  let text = "";
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const progress = new Progress(total, everyRun);
  for (const verdict of verdicts) progress.done(aRun({ verdict, checks: [] }));
  progress.close();
  return text.trimEnd().split("\n");
}

const passed = (runs: number): readonly "passed"[] => Array.from({ length: runs }, () => "passed");

test("without a terminal every tenth of all runs is told of, and not each", () => {
  const lines = told(43, false, passed(43));
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([10, "  5 of 43 done", "  43 of 43 done"]);
});

test("what did not pass is told of when it is done", () => {
  expect(told(1000, false, ["passed", "failed", "passed"])).toEqual([expect.stringMatching(/^✗ .*: failed;/)]);
});

test("where every run is told of nothing else is", () => {
  expect(told(2, true, passed(2))).toEqual([expect.stringMatching(/^✓ /), expect.stringMatching(/^✓ /)]);
});
