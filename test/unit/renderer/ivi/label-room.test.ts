import { expect, test } from "vitest";
import { roomAround, upright } from "../../../../renderer/guests/ivi/map/label-room.ts";

const MAP = { x: 700, y: 500 };

test.each([
  [0, { left: 250, top: 190, right: 350, bottom: 210 }],
  [Math.PI / 2, { left: 290, top: 150, right: 310, bottom: 250 }],
  [-Math.PI, { left: 250, top: 190, right: 350, bottom: 210 }],
])("turned by %s a name of 100 by 20 is within", (turn, wanted) => {
  const found = upright({ x: 300, y: 200 }, 100, 20, turn);
  for (const side of ["left", "top", "right", "bottom"] as const) expect(found[side]).toBeCloseTo(wanted[side]);
});

test("room is what is left to the nearest edge of the map, and less than nothing beyond it", () => {
  expect(roomAround({ left: 30, top: 40, right: 130, bottom: 60 }, MAP, [])).toBe(30);
  expect(roomAround({ left: 300, top: 200, right: 400, bottom: 220 }, MAP, [])).toBe(200);
  expect(roomAround({ left: 620, top: 200, right: 720, bottom: 220 }, MAP, [])).toBe(-20);
});

test("room is what is left to the nearest box on the map, too", () => {
  const card = { left: 20, top: 20, right: 340, bottom: 130 };
  const beside = { left: 350, top: 60, right: 450, bottom: 80 };
  const below = { left: 100, top: 134, right: 200, bottom: 154 };
  const under = { left: 300, top: 100, right: 400, bottom: 120 };
  expect([beside, below, under].map((label) => roomAround(label, MAP, [card]))).toEqual([10, 4, -30]);
  expect(roomAround(beside, MAP, [card, below])).toBe(10);
});
