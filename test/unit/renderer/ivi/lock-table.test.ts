import { expect, test } from "vitest";
import type { Place } from "../../../../renderer/guests/ivi/state/app-names.ts";
import { lockOf, lockOfPart, partLocks, placeLocks } from "../../../../renderer/guests/ivi/state/lock-table.ts";
import { texts } from "../../../../renderer/guests/ivi/text/texts.ts";

const places = Object.keys(placeLocks) as Place[];
const lockedAt = (lock: "open" | "moving" | "unknown"): readonly Place[] => places.filter((place) => lockOf(place, lock));

test("nothing is locked while the car stands; reading, typing and a user's own apps are while it moves, and while nobody knows", () => {
  const locked: readonly Place[] = ["signals", "domain", "search", "own"];
  expect([lockedAt("open"), lockedAt("moving"), lockedAt("unknown")]).toEqual([[], locked, locked]);
  const parts = (lock: "open" | "moving" | "unknown"): readonly boolean[] =>
    (["keypad", "contacts"] as const).map((part) => lockOfPart(part, lock) !== undefined);
  expect([parts("open"), parts("moving"), parts("unknown")]).toEqual([
    [false, false],
    [true, true],
    [true, true],
  ]);
});

test("every lock says below which pace it opens, and in every language", () => {
  const rows = [...Object.values(placeLocks).filter((row) => row !== "free"), ...Object.values(partLocks)];
  const without = rows.flatMap(({ below, standing }) =>
    Object.values(texts).filter((table) => !table[below].includes("{}") || table[standing].includes("{}")),
  );
  expect(without).toEqual([]);
});
