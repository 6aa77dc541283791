import { expect, test } from "vitest";
import { markWords, nearWords } from "../../../../renderer/camera/distance-words.ts";
import { defaultSettings, type Settings } from "../../../../renderer/kit/settings.ts";

const feet = { ...defaultSettings, distance: "mi" } as const;
const german: Settings = { ...defaultSettings, language: "de" };

test("a sensor's distance has its tenth always, in the language's own numbers", () => {
  expect([0.62, 1].map((metres) => nearWords(metres, defaultSettings))).toEqual(["0.6\u00a0m", "1.0\u00a0m"]);
  expect([0.62, 1].map((metres) => nearWords(metres, german))).toEqual(["0,6\u00a0m", "1,0\u00a0m"]);
});

test("a mark's distance has no tenth that is none", () => {
  expect([0.6, 1.5, 3, 2.98].map((metres) => markWords(metres, german))).toEqual(["0,6\u00a0m", "1,5\u00a0m", "3\u00a0m", "3\u00a0m"]);
});

test("who counts miles has feet behind the car", () => {
  expect([nearWords(0.3, feet), markWords(1.524, feet), markWords(3, feet)]).toEqual(["1.0\u00a0ft", "5\u00a0ft", "9.8\u00a0ft"]);
});

test("Chinese and Arabic name the unit in their script, and Arabic keeps the number left to right before it", () => {
  expect([nearWords(0.6, { ...feet, language: "zh" }), markWords(0.6, { ...defaultSettings, language: "ar" })]).toEqual([
    "2.0\u00a0英尺",
    "\u2068\u20660.6\u2069\u00a0م\u2069",
  ]);
});
