import { expect, test } from "vitest";
import { allClear, nearest, parkingArcs } from "../../../../renderer/guests/cluster/parking.ts";

test("a sector lights the one ring that its obstacle is in", () => {
  const lit = parkingArcs({ left: 1.5, centre: 0.6, right: undefined }).filter(({ zone }) => zone !== "off");
  expect(lit.map(({ sector, ring, zone }) => ({ sector, ring, zone }))).toEqual([
    { sector: "left", ring: 3, zone: "far" },
    { sector: "centre", ring: 1, zone: "near" },
  ]);
});

test("every arc is drawn once, lit or not", () => {
  expect(new Set(parkingArcs({ left: 0, centre: 0, right: 0 }).map(({ path }) => path)).size).toBe(12);
});

test("the nearest obstacle counts, and one out of reach does not", () => {
  expect([nearest([1.5, 0.3, undefined]), nearest([2.5, 9, undefined]), nearest([undefined, undefined, undefined])]).toEqual([
    { metres: 0.3, zone: "stop" },
    undefined,
    undefined,
  ]);
});

test("it is clear only when every sensor says so", () => {
  expect(
    [
      [3, 3, 3],
      [3, undefined, 3],
      [undefined, undefined, undefined],
    ].map(allClear),
  ).toEqual([true, false, false]);
});
