import { expect, test } from "vitest";
import { costLine } from "../../bench/xenstored/in-process-child.ts";
import type { Contestant, Figure, Figures } from "../../bench/xenstored/judge.ts";
import { ROWS } from "../../bench/xenstored/rows.ts";
import { rateText, table } from "../../bench/xenstored/table.ts";

test.each([
  [999.4, "999 /s"],
  [999.6, "1.0 k/s"],
  [45_640, "45.6 k/s"],
  [999_400, "999 k/s"],
  [999_600, "1.0 M/s"],
  [1_039_928, "1.0 M/s"],
])("%d a second is %s", (rate, text) => {
  expect(rateText(rate, "/s")).toBe(text);
});

test("a table has a column a daemon that was there, a line a row that was measured, and what is met", () => {
  const cells = new Map<Contestant, Figure>([
    ["argonaut", { value: 60_000, spread: 0, cpuUs: 9.2 }],
    ["C xenstored", { value: 50_000, spread: 0, cpuUs: 12 }],
  ]);
  const contest = new Map<Contestant, Figure>([
    ["argonaut", { value: 10, spread: 0, of: 10, triesMax: 2, triesAll: 12, writerKept: 0.5 }],
    ["C xenstored", { value: 0, spread: 0, of: 10, triesMax: 32, triesAll: 320, writerKept: 0.5 }],
  ]);
  const figures: Figures = new Map([
    ["read", cells],
    ["long-read", contest],
  ]);
  expect(table(ROWS, figures)).toEqual([
    "row                        argonaut             C xenstored          ours",
    "read                       60.0 k/s 9.2µs       50.0 k/s 12µs        1.20 × best real daemon (goal ≥ 1) met; by CPU time 1.30",
    "long-read                  10/10 in 12, w 0.50  0/10 in 320, w 0.50  all within 3 tries, writer keeps 0.1: met",
  ]);
});

test("a figure whose rounds lay far apart is marked as rough", () => {
  const figures: Figures = new Map([
    [
      "read",
      new Map<Contestant, Figure>([
        ["argonaut", { value: 50_000, spread: 0.26 }],
        ["null", { value: 90_000, spread: 0.25 }],
      ]),
    ],
  ]);
  expect(table(ROWS, figures)[1]).toBe("read                       ~50.0 k/s            90.0 k/s");
});

test("transactions that failed are seen beside the rate of those that did not", () => {
  const figures: Figures = new Map([
    ["transaction-mkdir", new Map<Contestant, Figure>([["C xenstored", { value: 353, spread: 0, successPercent: 4.3 }]])],
  ]);
  expect(table(ROWS, figures)[1]).toBe("transaction-mkdir          353 tx/s 4%");
});

test("an operation in process must be fast with 10 and with 1000 domains, and not much dearer with 1000", () => {
  expect(costLine({ operation: "read", pattern: "same number of paths", at10: 1_500_000, at1000: 999_000 })).toBe(
    "read, same number of paths      10 domains 1.5 M/s, 1000 domains 999 k/s  (goal ≥ 1.0 M/s NOT met); cost × 1.50 (goal ≤ 1.2) NOT met",
  );
});
