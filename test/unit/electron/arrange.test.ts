import { expect, test } from "vitest";
import { arrange } from "../../../main/electron/arrange.ts";

const cluster = { width: 1920, height: 720 };
const ivi = { width: 1280, height: 800 };

test("on a large desktop displays stand below one another at their own size", () => {
  expect(arrange([cluster, ivi], [{ x: 0, y: 0, width: 3840, height: 2880 }], false)).toEqual([
    { x: 0, y: 0, scale: 1 },
    { x: 0, y: 720, scale: 1 },
  ]);
});

test("on a small desktop all shrink alike until they fit", () => {
  expect(arrange([cluster, ivi], [{ x: 10, y: 20, width: 1920, height: 760 }], false)).toEqual([
    { x: 10, y: 20, scale: 0.5 },
    { x: 10, y: 380, scale: 0.5 },
  ]);
});

test("in a kiosk each display takes a screen of its own", () => {
  const screens = [
    { x: 0, y: 0, width: 1920, height: 720 },
    { x: 1920, y: 0, width: 2560, height: 1600 },
  ];
  expect(arrange([cluster, ivi], screens, true)).toEqual([
    { x: 0, y: 0, scale: 1 },
    { x: 1920, y: 0, scale: 2 },
  ]);
});
