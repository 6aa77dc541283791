import { expect, test } from "vitest";
import { toJson } from "../../../main/faults/report/json.ts";
import { aFailedRun, aLane, aRun, aSession } from "../../support/a-session.ts";

const backwards = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, one]) => [key, backwards(one)]),
  );
};

test("a session is the same after JSON, less what is undefined", () => {
  const session = aSession();
  expect(JSON.parse(toJson(session))).toEqual(session);
});

test("the keys' order is the type's, whoever made the objects", () => {
  const session = aSession();
  // Only the order of the keys is other, which the type does not tell.
  expect(toJson(backwards(session) as typeof session)).toBe(toJson(session));
});

test("objects that are written in the type's order come out in it", () => {
  const session = aSession({ runs: [aRun(), aFailedRun()] });
  expect(JSON.stringify(JSON.parse(toJson(session)))).toBe(JSON.stringify(session));
});

test("it is readable, with a lane's numbers on one line, and ends in a newline", () => {
  const lane = { ...aLane("ivi", "ivi", "#22a06b"), at: [1, 2.5], intervalMs: [16, 1.5] };
  const json = toJson(aSession({ runs: [aRun({ lanes: [lane] })] }));
  expect(json).toContain('          "at": [1,2.5],\n          "intervalMs": [16,1.5]\n');
  expect(json.endsWith("}\n")).toBe(true);
});
