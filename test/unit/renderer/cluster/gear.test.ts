import { expect, test } from "vitest";
import { gearText, position, SPORT } from "../../../../renderer/guests/cluster/gear.ts";

test.each([
  ["park", 126, 0, 0, "P", "P"],
  ["reverse", -1, -1, 0, "R", "R"],
  ["neutral", 0, 0, 0, "N", "N"],
  ["drive in fourth", 127, 4, 0, "D", "D4"],
  ["drive while no gear is in", 127, 0, 0, "D", "D"],
  ["drive with the gear unknown", 127, undefined, undefined, "D", "D"],
  ["sport in third", 127, 3, SPORT, "S", "S3"],
  ["second, by hand", 2, 2, 0, "D", "M2"],
  ["nothing known", undefined, 4, 0, undefined, undefined],
])("%s", (_name, selected, current, mode, at, text) => {
  expect([position(selected, mode), gearText(selected, current, mode)]).toEqual([at, text]);
});
