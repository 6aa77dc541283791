import { expect, test } from "vitest";
import { ahead } from "../../../../renderer/kit/ahead.ts";
import { defaultSettings } from "../../../../renderer/kit/settings.ts";

const METRES_PER_MILE = 1609.344;

test.each([
  [38.4, "40\u00a0m"],
  [99.4, "100\u00a0m"],
  [349, "350\u00a0m"],
  [974, "950\u00a0m"],
  [976, "1.0\u00a0km"],
  [1240, "1.2\u00a0km"],
  [14_400, "14\u00a0km"],
])("%d m ahead reads %s", (metres, text) => {
  expect(ahead(metres, defaultSettings)).toBe(text);
});

test.each([
  [0.3048 * 82, "80\u00a0ft"],
  [0.3048 * 974, "950\u00a0ft"],
  [0.3048 * 976, "0.2\u00a0mi"],
  [METRES_PER_MILE * 1.24, "1.2\u00a0mi"],
  [METRES_PER_MILE * 14.4, "14\u00a0mi"],
])("where miles are driven, %d m ahead reads %s", (metres, text) => {
  expect(ahead(metres, { ...defaultSettings, distance: "mi" })).toBe(text);
});

test("in German and Arabic it is said as they write numbers and units", () => {
  expect([ahead(1240, { ...defaultSettings, language: "de" }), ahead(1240, { ...defaultSettings, language: "ar" })]).toEqual([
    "1,2\u00a0km",
    "\u2068\u20661.2\u2069\u00a0كم\u2069",
  ]);
});

test("without a value it reads as dashes", () => {
  expect(ahead(undefined, defaultSettings)).toBe("--");
});
