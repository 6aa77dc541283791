import { expect, test } from "vitest";
import { InputDeadlines } from "../../../main/detection/input-deadlines.ts";

/** One of a second, on displays that have shown so many flips. */
function someDeadlines() {
  const late: string[] = [];
  const flips = new Map<string, number | undefined>([
    ["ivi0", 10],
    ["cluster0", 10],
  ]);
  const deadlines = new InputDeadlines(1000, (connector, ms) => late.push(`${connector} ${ms}`));
  const look = (now: number): void => deadlines.look((connector) => flips.get(connector), now);
  return { late, flips, deadlines, look };
}

test("no frame after an input is late at the limit, not a millisecond before, and only there", () => {
  const { late, deadlines, look } = someDeadlines();
  deadlines.input("ivi0", 10, 500);
  look(1499);
  const before = [...late];
  look(1500);
  expect([before, late]).toEqual([[], ["ivi0 1000"]]);
});

test("the first input counts: those after it give no more time", () => {
  const { late, deadlines, look } = someDeadlines();
  for (let at = 0; at <= 1000; at += 100) deadlines.input("ivi0", 10, at);
  look(1000);
  expect(late).toEqual(["ivi0 1000"]);
});

test("a frame in time is an answer, and the next input has its own time", () => {
  const { late, flips, deadlines, look } = someDeadlines();
  deadlines.input("ivi0", 10, 0);
  flips.set("ivi0", 11);
  look(900);
  deadlines.input("ivi0", 11, 1000);
  look(1999);
  expect(late).toEqual([]);
});

test("it is told of once, until a frame comes", () => {
  const { late, flips, deadlines, look } = someDeadlines();
  deadlines.input("ivi0", 10, 0);
  for (let at = 0; at <= 5000; at += 100) {
    look(at);
    deadlines.input("ivi0", 10, at);
  }
  const once = [...late];
  flips.set("ivi0", 11);
  look(5100);
  deadlines.input("ivi0", 11, 5100);
  look(6100);
  expect([once, late]).toEqual([["ivi0 1000"], ["ivi0 1000", "ivi0 1000"]]);
});

test("a display whose guest may not run, or is gone, is not judged", () => {
  const { late, flips, deadlines, look } = someDeadlines();
  deadlines.input("ivi0", 10, 0);
  flips.set("ivi0", undefined);
  look(1000);
  flips.set("ivi0", 10);
  look(5000);
  expect(late).toEqual([]);
});
