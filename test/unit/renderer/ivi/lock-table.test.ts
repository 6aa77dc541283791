import { expect, test } from "vitest";
import type { Place } from "../../../../renderer/guests/ivi/state/app-names.ts";
import { lockOf, partLocks, placeLocks } from "../../../../renderer/guests/ivi/state/lock-table.ts";
import { texts } from "../../../../renderer/guests/ivi/text/texts.ts";

const places = Object.keys(placeLocks) as Place[];
const lockedAt = (lock: "open" | "moving" | "unknown"): readonly Place[] => places.filter((place) => lockOf(place, lock));

test("nothing is locked while the car stands; reading and a user's own apps are while it moves, and while nobody knows", () => {
  const locked: readonly Place[] = ["signals", "domain", "own"];
  expect([lockedAt("open"), lockedAt("moving"), lockedAt("unknown")]).toEqual([[], locked, locked]);
});

test("every lock says below which pace it opens, and in every language", () => {
  const rows = [...Object.values(placeLocks).filter((row) => row !== "free"), ...Object.values(partLocks)];
  const without = rows.flatMap(({ below, standing }) =>
    Object.values(texts).filter((table) => !table[below].includes("{}") || table[standing].includes("{}")),
  );
  expect(without).toEqual([]);
});
